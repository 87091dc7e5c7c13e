#include "quote.hpp"

#include "sealwright/attest/evidence/errors.hpp"
#include "sealwright/crypto/hash.hpp"

#include <tss2/tss2_mu.h>

#include <algorithm>
#include <map>

namespace sealwright::attest {
namespace {

constexpr int rounds_max = 3;
constexpr std::size_t readings_max = 16;  // One register each, at worst.

TPML_PCR_SELECTION selection_of(std::uint32_t mask) {
    TPML_PCR_SELECTION selection{};
    selection.count = 1;
    auto& bank = selection.pcrSelections[0];
    bank.hash = TPM2_ALG_SHA256;
    bank.sizeofSelect = 3;
    for (unsigned index = 0; index < 3; ++index) {
        bank.pcrSelect[index] = static_cast<std::uint8_t>(mask >> (8 * index));
    }
    return selection;
}

std::uint32_t mask_of(const TPML_PCR_SELECTION& selection) {
    std::uint32_t mask = 0;
    for (UINT32 bank = 0; bank < selection.count; ++bank) {
        const auto& one = selection.pcrSelections[bank];
        if (one.hash != TPM2_ALG_SHA256) continue;
        for (unsigned index = 0; index < 3 && index < one.sizeofSelect; ++index) {
            mask |= std::uint32_t{one.pcrSelect[index]} << (8 * index);
        }
    }
    return mask;
}

// Reads some of the registers in `mask` into `values`; answers which of them are still to be read.
Result<std::uint32_t> read_some(Esys& esys,
                                std::uint32_t mask,
                                std::map<unsigned, Digest>& values) {
    const auto wanted = selection_of(mask);
    UINT32 counter = 0;
    Answer<TPML_PCR_SELECTION> selected;
    Answer<TPML_DIGEST> digests;
    TRY(esys.ran("TPM2_PCR_Read",
                 Esys_PCR_Read(esys.context(),
                               ESYS_TR_NONE,
                               ESYS_TR_NONE,
                               ESYS_TR_NONE,
                               &wanted,
                               &counter,
                               selected.take(),
                               digests.take())));
    const auto read = mask_of(*selected);
    if (read == 0) return errors::pcr_bank_off;
    if ((read & ~mask) != 0) return errors::tpm_answer;
    UINT32 next = 0;
    for (unsigned pcr = 0; pcr <= claims::PcrSet::last; ++pcr) {
        if ((read >> pcr & 1U) == 0) continue;
        if (next == digests->count || digests->digests[next].size != Digest{}.size()) {
            return errors::tpm_answer;
        }
        std::copy_n(digests->digests[next++].buffer, Digest{}.size(), values[pcr].begin());
    }
    return mask & ~read;
}

Result<claims::PcrValues> read_registers(Esys& esys, const claims::PcrSet& pcrs) {
    std::map<unsigned, Digest> values;
    auto left = pcrs.mask();
    for (std::size_t reading = 0; left != 0 && reading < readings_max; ++reading) {
        TRY(rest, read_some(esys, left, values));
        left = rest;
    }
    if (left != 0) return errors::tpm_answer;
    claims::PcrValues read{pcrs, {}};
    for (const auto& [pcr, value] : values) read.values.push_back(value);
    return read;
}

// Big-endian, with the leading zeros that the TPM may leave away.
Result<void> pad(const TPM2B_ECC_PARAMETER& number, std::span<std::uint8_t> out) {
    if (number.size > out.size()) return errors::tpm_answer;
    std::copy_n(number.buffer, number.size, out.end() - number.size);
    return done;
}

Result<TpmQuote> quote_once(Esys& esys,
                            const LoadedKey& attesting,
                            const Digest& binding,
                            const TPML_PCR_SELECTION& selection) {
    TPM2B_DATA extra{};
    extra.size = static_cast<std::uint16_t>(binding.size());
    std::copy(binding.begin(), binding.end(), extra.buffer);
    TPMT_SIG_SCHEME of_the_key{};
    of_the_key.scheme = TPM2_ALG_NULL;
    Answer<TPM2B_ATTEST> attested;
    Answer<TPMT_SIGNATURE> signature;
    TRY(esys.ran("TPM2_Quote",
                 Esys_Quote(esys.context(),
                            attesting.loaded.handle(),
                            ESYS_TR_PASSWORD,
                            ESYS_TR_NONE,
                            ESYS_TR_NONE,
                            &extra,
                            &of_the_key,
                            &selection,
                            attested.take(),
                            signature.take())));
    if (signature->sigAlg != TPM2_ALG_ECDSA || attested->size > attested_max) {
        return errors::tpm_answer;
    }
    TpmQuote quote;
    quote.attested.assign(attested->attestationData, attested->attestationData + attested->size);
    const std::span<std::uint8_t> both(quote.signature);
    TRY(pad(signature->signature.ecdsa.signatureR, both.first(32)));
    TRY(pad(signature->signature.ecdsa.signatureS, both.last(32)));
    return quote;
}

// Of our own TPM's answer, to see whether a register moved. The keeper's checks are its own.
Result<bool> covers(const TpmQuote& quote) {
    TPMS_ATTEST attest{};
    std::size_t end = 0;
    const auto read =
        Tss2_MU_TPMS_ATTEST_Unmarshal(quote.attested.data(), quote.attested.size(), &end, &attest);
    if (read != TSS2_RC_SUCCESS || attest.type != TPM2_ST_ATTEST_QUOTE) return errors::tpm_answer;
    if (mask_of(attest.attested.quote.pcrSelect) != quote.values.set.mask()) {
        return errors::pcr_bank_off;
    }
    Bytes all;
    for (const auto& value : quote.values.values) all.insert(all.end(), value.begin(), value.end());
    const auto& digest = attest.attested.quote.pcrDigest;
    return crypto::equal(crypto::sha256(all), View(digest.buffer, digest.size));
}

}  // namespace

Result<TpmQuote> take_quote(Esys& esys,
                            const LoadedKey& attesting,
                            const Digest& binding,
                            const claims::PcrSet& pcrs) {
    if (pcrs.is_empty()) return errors::pcrs_none;
    const auto selection = selection_of(pcrs.mask());
    for (int round = 0; round < rounds_max; ++round) {
        TRY(quote, quote_once(esys, attesting, binding, selection));
        TRY(values, read_registers(esys, pcrs));
        quote.values = values;
        TRY(same, covers(quote));
        if (same) return quote;
    }
    return Error(errors::pcrs_moving, {fact("pcrs", pcrs.str())});
}

}  // namespace sealwright::attest
