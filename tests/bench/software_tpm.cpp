#include "software_tpm.hpp"

#include "sealwright/crypto/hash.hpp"
#include "words.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>

#include <algorithm>

namespace sealwright::bench {
namespace {

constexpr std::uint16_t sha256_algorithm = 0x000b;
constexpr std::size_t coordinate = 32;

void put(wire::Writer& writer, View sized) {
    writer.u16(static_cast<std::uint16_t>(sized.size()));
    writer.raw(sized);
}

Bytes with_point(Bytes area, EVP_PKEY* key) {
    std::array<std::uint8_t, 1 + 2 * coordinate> point{};
    std::size_t size = 0;
    if (EVP_PKEY_get_octet_string_param(
            key, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(), &size) != 1) {
        give_up("an attestation key has no point");
    }
    // TPMS_ECC_POINT ends the area: each coordinate with its size before it.
    const auto x = area.end() - 2 * coordinate - 2;
    std::copy_n(point.begin() + 1, coordinate, x);
    std::copy_n(point.begin() + 1 + coordinate, coordinate, area.end() - coordinate);
    return area;
}

// Registers that were never extended, as long as the machine exists.
claims::PcrValues values_of(const claims::PcrSet& pcrs) {
    return {pcrs, std::vector<Digest>(pcrs.count())};
}

// TPMS_ATTEST (TPM 2.0 part 2, section 10.12.12) of a quote.
Bytes attested(const Digest& binding, const claims::PcrValues& values) {
    wire::Writer joined;
    for (const auto& value : values.values) joined.raw(value);
    wire::Writer writer;
    writer.u32(0xff544347);
    writer.u16(0x8018);
    put(writer, Bytes(34, 0xaa));  // The signer's qualified name.
    put(writer, binding);
    writer.u64(1234);  // The clock.
    writer.u32(1);     // Resets and restarts since it was made.
    writer.u32(0);
    writer.u8(1);
    writer.u64(7);  // Firmware.
    writer.u32(1);
    writer.u16(sha256_algorithm);
    writer.u8(3);
    for (unsigned byte = 0; byte < 3; ++byte) {
        writer.u8(static_cast<std::uint8_t>(values.set.mask() >> (8 * byte)));
    }
    put(writer, crypto::sha256(joined.view()));
    return writer.copy();
}

attest::Signature signature_of(EVP_PKEY* key, View message) {
    std::array<std::uint8_t, 80> der{};
    std::size_t size = der.size();
    auto* context = EVP_MD_CTX_new();
    const bool is_signed =
        EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key) == 1 &&
        EVP_DigestSign(context, der.data(), &size, message.data(), message.size()) == 1;
    EVP_MD_CTX_free(context);
    if (!is_signed) give_up("a quote cannot be signed");
    const auto* at = static_cast<const unsigned char*>(der.data());
    auto* numbers = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size));
    attest::Signature signature{};
    BN_bn2binpad(ECDSA_SIG_get0_r(numbers), signature.data(), coordinate);
    BN_bn2binpad(ECDSA_SIG_get0_s(numbers), signature.data() + coordinate, coordinate);
    ECDSA_SIG_free(numbers);
    return signature;
}

}  // namespace

SoftwareTpm::SoftwareTpm(const PublicAreas& areas)
    : endorsement_(test::SoftwareEndorsement::make(attest::EndorsementTemplate::p256)),
      attestation_(EVP_EC_gen("P-256")) {
    identity_.endorsement_key = endorsement_.public_area(areas.endorsement);
    identity_.attestation_key = with_point(areas.attestation, attestation_.get());
}

attest::TpmIdentity SoftwareTpm::identity() const {
    return identity_;
}

Digest SoftwareTpm::endorsement_digest() const {
    return crypto::sha256(endorsement_.key_info());
}

Bytes SoftwareTpm::activate(View credential, View encrypted_secret) const {
    wire::Writer name;
    name.u16(sha256_algorithm);
    name.raw(crypto::sha256(identity_.attestation_key));
    const auto secret = endorsement_.activate({{credential.begin(), credential.end()},
                                               {encrypted_secret.begin(), encrypted_secret.end()}},
                                              name.view());
    if (!secret) give_up("a credential is not for the machine that it was sent to");
    return *secret;
}

attest::TpmQuote SoftwareTpm::quote(const Digest& binding, const claims::PcrSet& pcrs) const {
    attest::TpmQuote quote;
    quote.values = values_of(pcrs);
    quote.attested = attested(binding, quote.values);
    quote.signature = signature_of(attestation_.get(), quote.attested);
    return quote;
}

}  // namespace sealwright::bench
