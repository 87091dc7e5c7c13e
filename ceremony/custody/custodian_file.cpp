#include "sealwright/custody/custodian_file.hpp"

#include "holdings_form.hpp"
#include "sealwright/crypto/seal.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/wire/copies.hpp"

namespace sealwright::custody {
namespace {

constexpr std::string_view domain = "VUS-V1-CUSTODIAN";
constexpr std::uint16_t suite = 0x0302;  // Argon2id, then a row's seal.

Result<crypto::PassphraseKey> stretched(View passphrase, const SealedFile& file) {
    auto key = crypto::KeyDeriver::passphrase_key(passphrase, file.effort, file.salt);
    if (key) return *std::move(key);
    return Error(errors::custodian_memory, {fact("kib", file.effort.memory_kib)});
}

Result<SealedFile> fresh_head(View passphrase, const crypto::Effort& effort, Random& random) {
    if (!effort.is_allowed()) return errors::custodian_effort;
    if (passphrase.size() < custodian_passphrase_min) return errors::custodian_passphrase_short;
    SealedFile head;
    head.effort = effort;
    random.fill(head.salt);
    return head;
}

}  // namespace

Bytes SealedFile::head() const {
    wire::Writer writer;
    writer.text(domain);
    writer.u16(suite);
    writer.u32(effort.passes);
    writer.u32(effort.memory_kib);
    writer.raw(salt);
    return writer.copy();
}

Bytes SealedFile::bytes() const {
    wire::Writer writer;
    writer.raw(head());
    writer.bytes(sealed);
    return writer.copy();
}

Result<SealedFile> SealedFile::read(View bytes) {
    wire::Reader reader(bytes);
    SealedFile file;
    const bool is_ours = reader.text(domain.size()) == domain && reader.u16() == suite;
    file.effort.passes = reader.u32();
    file.effort.memory_kib = reader.u32();
    reader.copy_into(file.salt);
    file.sealed = wire::copy_of(reader.bytes(custodian_file_max));
    const bool is_whole = reader.finish().ok() && bytes.size() <= custodian_file_max;
    if (!is_ours || !is_whole) return errors::custodian_file_invalid;
    if (!file.effort.is_allowed()) {
        return Error(errors::custodian_effort,
                     {fact("passes", file.effort.passes), fact("kib", file.effort.memory_kib)});
    }
    return file;
}

Result<CustodianFile> CustodianFile::make(View passphrase,
                                          const crypto::Effort& effort,
                                          Random& random) {
    TRY(head, fresh_head(passphrase, effort, random));
    TRY(key, stretched(passphrase, head));
    CustodianFile file(std::move(key));
    file.head_ = std::move(head);
    return file;
}

Result<CustodianFile> CustodianFile::open(const SealedFile& file, View passphrase) {
    TRY(key, stretched(passphrase, file));
    const auto head = file.head();
    auto plain = crypto::RecordSealer::open(key.ref(), head, file.sealed);
    if (!plain) return errors::custodian_passphrase;
    auto holdings = read_holdings(*plain, key, head);
    if (!holdings) return errors::custodian_file_invalid;
    CustodianFile opened(std::move(key));
    opened.head_ = {file.effort, file.salt, {}};
    opened.holdings = std::move(*holdings);
    return opened;
}

Result<void> CustodianFile::change_passphrase(View passphrase,
                                              const crypto::Effort& effort,
                                              Random& random) {
    TRY(head, fresh_head(passphrase, effort, random));
    TRY(key, stretched(passphrase, head));
    head_ = std::move(head);
    key_ = std::move(key);
    return done;
}

Bytes CustodianFile::bytes(Random& random) const {
    auto file = head_;
    const auto head = file.head();
    const auto plain = write_holdings(holdings, key_, head, random);
    file.sealed = crypto::RecordSealer::seal(key_.ref(), head, plain, random);
    return file.bytes();
}

}  // namespace sealwright::custody
