#include "attested.hpp"

#include "sealwright/attest/compare/errors.hpp"
#include "sealwright/wire/reader.hpp"

namespace sealwright::attest {
namespace {

constexpr std::uint32_t tpm_generated = 0xff544347;
constexpr std::uint16_t attest_quote = 0x8018;
constexpr std::size_t name_max = 66;        // TPMU_NAME: SHA-512 with its algorithm.
constexpr std::size_t extra_data_max = 66;  // TPM2B_DATA: as large as a TPMT_HA.
constexpr std::size_t digest_max = 64;
constexpr std::size_t banks_max = 16;
constexpr std::uint8_t select_max = 4;  // Bytes of a bit map: 32 PCRs.

// A TPM2B: its size in two bytes, then itself.
View sized(wire::Reader& reader, std::size_t size_max) {
    const auto size = reader.u16();
    if (size > size_max) reader.fail_value();
    return reader.failed() ? View() : reader.raw(size);
}

BankSelection read_selection(wire::Reader& reader) {
    BankSelection selection;
    selection.algorithm = reader.u16();
    selection.size = reader.u8();
    if (selection.size > select_max) reader.fail_value();
    // Its first byte is for PCR 0 to 7.
    for (unsigned index = 0; index < selection.size && !reader.failed(); ++index) {
        selection.mask |= std::uint32_t{reader.u8()} << (8 * index);
    }
    return selection;
}

void read_clock(wire::Reader& reader, Attested& attested) {
    // The clock can go backwards after an unclean stop, and `safe` says no for long after it: only
    // the counts are of use.
    reader.u64();
    attested.reset_count = reader.u32();
    attested.restart_count = reader.u32();
    reader.boolean();
}

}  // namespace

Result<Attested> read_attested(View bytes) {
    wire::Reader reader(bytes);
    const auto magic = reader.u32();
    if (!reader.failed() && magic != tpm_generated) {
        return Error(errors::quote_magic, {fact("magic", std::uint64_t{magic})});
    }
    const auto type = reader.u16();
    if (!reader.failed() && type != attest_quote) {
        return Error(errors::quote_type, {fact("type", std::uint64_t{type})});
    }
    Attested attested;
    sized(reader, name_max);  // The signer's qualified name: the signature has said who it is.
    attested.extra_data = sized(reader, extra_data_max);
    read_clock(reader, attested);
    attested.firmware = reader.u64();
    const auto count = reader.count(banks_max);
    for (std::uint32_t index = 0; index < count && !reader.failed(); ++index) {
        attested.selections.push_back(read_selection(reader));
    }
    attested.pcr_digest = sized(reader, digest_max);
    if (!reader.finish()) return errors::quote_shape;
    return attested;
}

}  // namespace sealwright::attest
