#include "sealwright/attest/evidence/identity.hpp"

#include "sealwright/attest/evidence/errors.hpp"
#include "sealwright/attest/key_info.hpp"
#include "sealwright/crypto/hash.hpp"

#include <tss2/tss2_mu.h>

namespace sealwright::attest {
namespace {

constexpr std::uint32_t rsa_exponent = 65537;

// With the leading zeros that a TPM may leave away.
Bytes padded(const TPM2B_ECC_PARAMETER& number, std::size_t size) {
    Bytes bytes(size - std::min<std::size_t>(size, number.size));
    bytes.insert(bytes.end(), number.buffer, number.buffer + number.size);
    return bytes;
}

Result<TPMT_PUBLIC> area_of(View bytes) {
    TPMT_PUBLIC area{};
    std::size_t end = 0;
    const auto read = Tss2_MU_TPMT_PUBLIC_Unmarshal(bytes.data(), bytes.size(), &end, &area);
    if (read != TSS2_RC_SUCCESS || end != bytes.size()) return errors::tpm_answer;
    return area;
}

}  // namespace

Result<KnownTpm> know(const TpmIdentity& identity) {
    constexpr std::size_t p256_size = 32;
    constexpr std::size_t p384_size = 48;
    TRY(area, area_of(identity.endorsement_key));
    KnownTpm known;
    if (area.type == TPM2_ALG_RSA) {
        known.kind = "rsa-2048";
        const auto& modulus = area.unique.rsa;
        known.endorsement_key =
            crypto::sha256(der::rsa_key(View(modulus.buffer, modulus.size), rsa_exponent));
    } else {
        const bool is_large = area.parameters.eccDetail.curveID == TPM2_ECC_NIST_P384;
        const auto size = is_large ? p384_size : p256_size;
        const auto x = padded(area.unique.ecc.x, size);
        const auto y = padded(area.unique.ecc.y, size);
        known.kind = is_large ? "p384" : "p256";
        known.endorsement_key =
            crypto::sha256(is_large ? der::p384_key(x, y) : der::p256_key(x, y));
    }
    const auto name = crypto::sha256(identity.attestation_key);
    known.attestation_name = {TPM2_ALG_SHA256 >> 8U, TPM2_ALG_SHA256 & 0xffU};
    known.attestation_name.insert(known.attestation_name.end(), name.begin(), name.end());
    if (!identity.certificates.empty()) known.certificate = identity.certificates.front();
    return known;
}

}  // namespace sealwright::attest
