#include "keys.hpp"

#include "curve.hpp"
#include "sealwright/attest/errors.hpp"
#include "sealwright/attest/key_info.hpp"
#include "sealwright/crypto/hash.hpp"

#include <algorithm>
#include <array>

namespace sealwright::attest {
namespace {

constexpr std::uint32_t rsa_exponent = 65537;
constexpr std::uint16_t rsa_bits = 2048;
constexpr std::size_t p256_size = 32;
constexpr std::size_t p384_size = 48;

// PolicySecret(TPM_RH_ENDORSEMENT); and PolicyB, the same with PolicyAuthorizeNV beside it.
constexpr std::array<std::uint8_t, 32> policy_a{
    0x83, 0x71, 0x97, 0x67, 0x44, 0x84, 0xb3, 0xf8, 0x1a, 0x90, 0xcc, 0x8d, 0x46, 0xa5, 0xd7, 0x24,
    0xfd, 0x52, 0xd7, 0x6e, 0x06, 0x52, 0x0b, 0x64, 0xf2, 0xa1, 0xda, 0x1b, 0x33, 0x14, 0x69, 0xaa};
constexpr std::array<std::uint8_t, 48> policy_b{
    0xb2, 0x6e, 0x7d, 0x28, 0xd1, 0x1a, 0x50, 0xbc, 0x53, 0xd8, 0x82, 0xbc, 0xf5, 0xfd, 0x3a, 0x1a,
    0x07, 0x41, 0x48, 0xbb, 0x35, 0xd3, 0xb4, 0xe4, 0xcb, 0x1c, 0x0a, 0xd9, 0xbd, 0xe4, 0x19, 0xca,
    0xcb, 0x47, 0xba, 0x09, 0x69, 0x96, 0x46, 0x15, 0x0f, 0x9f, 0xc0, 0x00, 0xf3, 0xf8, 0x0e, 0x12};

constexpr std::uint32_t low_attributes = tpm::fixed_tpm | tpm::fixed_parent |
                                         tpm::sensitive_data_origin | tpm::admin_with_policy |
                                         tpm::restricted | tpm::decrypt;
constexpr std::uint32_t high_attributes = low_attributes | tpm::user_with_auth;

PublicArea low(std::uint16_t type) {
    PublicArea area;
    area.type = type;
    area.name_hash = tpm::sha256;
    area.attributes = low_attributes;
    area.policy.assign(policy_a.begin(), policy_a.end());
    area.cipher = {tpm::aes, 128, tpm::cfb};
    return area;
}

PublicArea blank(EndorsementTemplate of) {
    switch (of) {
        case EndorsementTemplate::rsa_2048: {
            auto area = low(tpm::rsa);
            area.key_bits = rsa_bits;
            return area;
        }
        case EndorsementTemplate::p256: {
            auto area = low(tpm::ecc);
            area.curve = tpm::p256;
            return area;
        }
        case EndorsementTemplate::p384: {
            auto area = low(tpm::ecc);
            area.name_hash = tpm::sha384;
            area.attributes = high_attributes;
            area.policy.assign(policy_b.begin(), policy_b.end());
            area.cipher.key_bits = 256;
            area.curve = tpm::p384;
            return area;
        }
    }
    return {};
}

bool is_usable_modulus(View modulus) {
    return modulus.size() == rsa_bits / 8 && modulus.front() >= 0x80 && modulus.back() % 2 == 1;
}

// Size and exponent, and no test for primes: that one takes an attacker's number for longer than
// everything else here together.
bool is_key(EndorsementTemplate of, const PublicArea& area) {
    switch (of) {
        case EndorsementTemplate::rsa_2048:
            return is_usable_modulus(area.first);
        case EndorsementTemplate::p256:
            return area.first.size() == p256_size && is_on_p256(area.first, area.second);
        case EndorsementTemplate::p384:
            return area.first.size() == p384_size && is_on_p384(area.first, area.second);
    }
    return false;
}

Bytes key_info_of(EndorsementTemplate of, const PublicArea& area) {
    switch (of) {
        case EndorsementTemplate::rsa_2048:
            return der::rsa_key(area.first, rsa_exponent);
        case EndorsementTemplate::p256:
            return der::p256_key(area.first, area.second);
        case EndorsementTemplate::p384:
            return der::p384_key(area.first, area.second);
    }
    return {};
}

// As far as a template can be guessed from foreign bytes; whether it is one is decided after.
EndorsementTemplate template_of(const PublicArea& area) {
    if (area.type == tpm::rsa) return EndorsementTemplate::rsa_2048;
    return area.curve == tpm::p384 ? EndorsementTemplate::p384 : EndorsementTemplate::p256;
}

Result<void> check_scheme(const PublicArea& area) {
    const bool bound = area.type == tpm::ecc && area.scheme == Scheme{tpm::ecdsa, tpm::sha256, 0};
    const bool plain = area.cipher == Cipher{} && area.derivation == Scheme{};
    if (bound && plain && area.curve == tpm::p256 && area.name_hash == tpm::sha256) return done;
    return Error(errors::attestation_key_scheme,
                 {fact("type", std::uint64_t{area.type}),
                  fact("scheme", std::uint64_t{area.scheme.algorithm}),
                  fact("hash", std::uint64_t{area.scheme.hash}),
                  fact("curve", std::uint64_t{area.curve})});
}

Result<void> check_attributes(const PublicArea& area) {
    const auto refused = [&](const ErrorSpec& spec) {
        return Error(spec, {fact("attributes", std::uint64_t{area.attributes})});
    };
    for (const auto attribute : {tpm::fixed_tpm, tpm::fixed_parent, tpm::sensitive_data_origin}) {
        if (!area.has(attribute)) return refused(errors::attestation_key_movable);
    }
    if (!area.has(tpm::restricted)) return refused(errors::attestation_key_unrestricted);
    if (!area.has(tpm::sign) || area.has(tpm::decrypt)) {
        return refused(errors::attestation_key_signs_not);
    }
    return done;
}

}  // namespace

Result<EndorsementKey> EndorsementKey::read(View public_area) {
    TRY(area, PublicArea::read(public_area));
    EndorsementKey key;
    key.of = template_of(area);
    auto rebuilt = blank(key.of);
    rebuilt.first = area.first;
    rebuilt.second = area.second;
    const auto bytes = rebuilt.encode();
    if (!std::ranges::equal(bytes, public_area) || !is_key(key.of, area)) {
        return Error(errors::endorsement_template,
                     {fact("type", std::uint64_t{area.type}),
                      fact("attributes", std::uint64_t{area.attributes}),
                      fact("cipher", std::uint64_t{area.cipher.algorithm})});
    }
    key.key_info = key_info_of(key.of, area);
    key.first = std::move(area.first);
    key.second = std::move(area.second);
    return key;
}

Result<AttestationIdentity> AttestationIdentity::read(View public_area) {
    TRY(area, PublicArea::read(public_area));
    TRY(check_attributes(area));
    TRY(check_scheme(area));
    AttestationIdentity identity;
    if (area.first.size() != p256_size || area.second.size() != p256_size ||
        !is_on_p256(area.first, area.second)) {
        return errors::attestation_key_point;
    }
    std::ranges::copy(area.first, identity.key.x.begin());
    std::ranges::copy(area.second, identity.key.y.begin());
    identity.key_info = der::p256_key(area.first, area.second);
    const auto digest = crypto::sha256(public_area);
    identity.name = {0x00, static_cast<std::uint8_t>(tpm::sha256)};
    identity.name.insert(identity.name.end(), digest.begin(), digest.end());
    return identity;
}

}  // namespace sealwright::attest
