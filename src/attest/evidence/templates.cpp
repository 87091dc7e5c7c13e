#include "templates.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace sealwright::attest {
namespace {

constexpr std::array places = {
    EndorsementPlace{EndorsementKind::p384, 0x81010016, 0x01c00016},
    EndorsementPlace{EndorsementKind::p256, 0x8101000a, 0x01c0000a},
    EndorsementPlace{EndorsementKind::rsa, 0x81010001, 0x01c00002},
};

// PolicyA: PolicySecret(endorsement); PolicyB: PolicyA or the owner's policy.
constexpr std::array<std::uint8_t, 32> policy_a_sha256 = {
    0x83, 0x71, 0x97, 0x67, 0x44, 0x84, 0xb3, 0xf8, 0x1a, 0x90, 0xcc, 0x8d, 0x46, 0xa5, 0xd7, 0x24,
    0xfd, 0x52, 0xd7, 0x6e, 0x06, 0x52, 0x0b, 0x64, 0xf2, 0xa1, 0xda, 0x1b, 0x33, 0x14, 0x69, 0xaa};
constexpr std::array<std::uint8_t, 48> policy_b_sha384 = {
    0xb2, 0x6e, 0x7d, 0x28, 0xd1, 0x1a, 0x50, 0xbc, 0x53, 0xd8, 0x82, 0xbc, 0xf5, 0xfd, 0x3a, 0x1a,
    0x07, 0x41, 0x48, 0xbb, 0x35, 0xd3, 0xb4, 0xe4, 0xcb, 0x1c, 0x0a, 0xd9, 0xbd, 0xe4, 0x19, 0xca,
    0xcb, 0x47, 0xba, 0x09, 0x69, 0x96, 0x46, 0x15, 0x0f, 0x9f, 0xc0, 0x00, 0xf3, 0xf8, 0x0e, 0x12};

constexpr TPMA_OBJECT of_this_tpm = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT |
                                    TPMA_OBJECT_SENSITIVEDATAORIGIN | TPMA_OBJECT_RESTRICTED;

// Names our key: another product's template in this TPM gives another key.
constexpr std::string_view attestation_unique = "sealwright/attestation-key/v1";

template <std::size_t N>
void set_policy(TPMT_PUBLIC& area, const std::array<std::uint8_t, N>& policy) {
    area.authPolicy.size = N;
    std::copy(policy.begin(), policy.end(), std::begin(area.authPolicy.buffer));
}

void set_curve(TPMT_PUBLIC& area, TPMI_ECC_CURVE curve, TPM2_KEY_BITS symmetric_bits) {
    area.type = TPM2_ALG_ECC;
    auto& detail = area.parameters.eccDetail;
    detail.symmetric.algorithm = TPM2_ALG_AES;
    detail.symmetric.keyBits.aes = symmetric_bits;
    detail.symmetric.mode.aes = TPM2_ALG_CFB;
    detail.scheme.scheme = TPM2_ALG_NULL;
    detail.curveID = curve;
    detail.kdf.scheme = TPM2_ALG_NULL;
}

void set_rsa(TPMT_PUBLIC& area) {
    area.type = TPM2_ALG_RSA;
    auto& detail = area.parameters.rsaDetail;
    detail.symmetric.algorithm = TPM2_ALG_AES;
    detail.symmetric.keyBits.aes = 128;
    detail.symmetric.mode.aes = TPM2_ALG_CFB;
    detail.scheme.scheme = TPM2_ALG_NULL;
    detail.keyBits = 2048;
    detail.exponent = 0;
    area.unique.rsa.size = 256;
}

bool same_details(const TPMT_PUBLIC& left, const TPMT_PUBLIC& right) {
    if (left.type == TPM2_ALG_RSA) {
        const auto& a = left.parameters.rsaDetail;
        const auto& b = right.parameters.rsaDetail;
        return a.keyBits == b.keyBits && a.exponent == b.exponent &&
               a.scheme.scheme == b.scheme.scheme && a.symmetric.algorithm == b.symmetric.algorithm;
    }
    const auto& a = left.parameters.eccDetail;
    const auto& b = right.parameters.eccDetail;
    return a.curveID == b.curveID && a.scheme.scheme == b.scheme.scheme &&
           a.symmetric.algorithm == b.symmetric.algorithm && a.kdf.scheme == b.kdf.scheme;
}

}  // namespace

std::span<const EndorsementPlace> endorsement_places() {
    return places;
}

TPM2B_PUBLIC endorsement_template(EndorsementKind kind) {
    check(kind != EndorsementKind::certified);
    TPM2B_PUBLIC made{};
    auto& area = made.publicArea;
    area.nameAlg = kind == EndorsementKind::p384 ? TPM2_ALG_SHA384 : TPM2_ALG_SHA256;
    area.objectAttributes = of_this_tpm | TPMA_OBJECT_ADMINWITHPOLICY | TPMA_OBJECT_DECRYPT;
    switch (kind) {
        case EndorsementKind::certified:
        case EndorsementKind::p384:
            area.objectAttributes |= TPMA_OBJECT_USERWITHAUTH;
            set_policy(area, policy_b_sha384);
            set_curve(area, TPM2_ECC_NIST_P384, 256);
            break;
        case EndorsementKind::p256:
            set_policy(area, policy_a_sha256);
            set_curve(area, TPM2_ECC_NIST_P256, 128);
            area.unique.ecc.x.size = 32;
            area.unique.ecc.y.size = 32;
            break;
        case EndorsementKind::rsa:
            set_policy(area, policy_a_sha256);
            set_rsa(area);
            break;
    }
    return made;
}

TPM2B_PUBLIC attestation_template() {
    TPM2B_PUBLIC made{};
    auto& area = made.publicArea;
    area.type = TPM2_ALG_ECC;
    area.nameAlg = TPM2_ALG_SHA256;
    area.objectAttributes =
        of_this_tpm | TPMA_OBJECT_USERWITHAUTH | TPMA_OBJECT_NODA | TPMA_OBJECT_SIGN_ENCRYPT;
    auto& detail = area.parameters.eccDetail;
    detail.symmetric.algorithm = TPM2_ALG_NULL;
    detail.scheme.scheme = TPM2_ALG_ECDSA;
    detail.scheme.details.ecdsa.hashAlg = TPM2_ALG_SHA256;
    detail.curveID = TPM2_ECC_NIST_P256;
    detail.kdf.scheme = TPM2_ALG_NULL;
    area.unique.ecc.x.size = attestation_unique.size();
    std::copy(attestation_unique.begin(), attestation_unique.end(), area.unique.ecc.x.buffer);
    return made;
}

bool is_made_from(const TPMT_PUBLIC& key, const TPMT_PUBLIC& wanted) {
    return key.type == wanted.type && key.nameAlg == wanted.nameAlg &&
           key.objectAttributes == wanted.objectAttributes &&
           key.authPolicy.size == wanted.authPolicy.size &&
           std::equal(key.authPolicy.buffer,
                      key.authPolicy.buffer + key.authPolicy.size,
                      wanted.authPolicy.buffer) &&
           same_details(key, wanted);
}

bool can_attest(const TPMT_PUBLIC& key) {
    constexpr auto must = of_this_tpm | TPMA_OBJECT_SIGN_ENCRYPT;
    const auto attributes = key.objectAttributes;
    const auto& detail = key.parameters.eccDetail;
    return key.type == TPM2_ALG_ECC && (attributes & must) == must &&
           (attributes & TPMA_OBJECT_DECRYPT) == 0 && detail.curveID == TPM2_ECC_NIST_P256 &&
           detail.scheme.scheme == TPM2_ALG_ECDSA &&
           detail.scheme.details.ecdsa.hashAlg == TPM2_ALG_SHA256;
}

}  // namespace sealwright::attest
