// A ciphertext that another stack (Go: circl, crypto/hkdf, x/crypto) made with the encodings of
// keys.md: its key comes from TH and HKDF-SHA512, its body is XChaCha20-Poly1305 under a zero
// nonce. The product does no threshold encryption yet; what is checked are the parts that it
// shares.
#include "sealwright/crypto/derive.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/wire/reader.hpp"
#include "sealwright/wire/writer.hpp"
#include "vectors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;

namespace {

const test::NamedVectors& circl() {
    static const test::NamedVectors vectors("threshold-circl.txt");
    return vectors;
}

Bytes times(const Bytes& scalar, View point) {
    Bytes product(crypto_core_ristretto255_BYTES);
    REQUIRE(crypto_scalarmult_ristretto255(product.data(), scalar.data(), point.data()) == 0);
    return product;
}

Bytes keying_material(View shared, View pepper, View salt) {
    wire::Writer ikm;
    ikm.raw(shared);
    ikm.u16(static_cast<std::uint16_t>(pepper.size()));
    ikm.raw(pepper);
    Bytes okm(64);
    crypto::hkdf_sha512(salt, ikm.view(), view_of("VUS-V1-TDH2-KDF"), okm);
    return okm;
}

}  // namespace

TEST_SUITE("crypto/threshold") {
    TEST_CASE("TH, HKDF and XChaCha20-Poly1305 open a ciphertext of another stack") {
        const auto& key = circl().at("dl.kG");
        const auto& label = circl().at("tdh2.L");
        wire::Reader reader(circl().at("tdh2.ct"));
        CHECK(text_of(reader.raw(4)) == "T2R1");
        const auto ephemeral = reader.raw(32);
        reader.raw(32);
        const auto commitment = reader.raw(32);
        reader.raw(64);
        const auto body = reader.bytes(1024);
        REQUIRE(reader.finish());

        const auto shared = times(circl().at("tdh2.r"), key);
        const auto okm = keying_material(
            shared, circl().at("tdh2.psk"), crypto::th("tdh2/kdf", {key, ephemeral, label}));
        const auto data = crypto::th("tdh2/ad", {key, ephemeral, label});
        const std::array<std::uint8_t, 24> nonce{};
        Bytes opened(body.size() - 16);

        CHECK(shared == times(circl().at("tdh2.x"), ephemeral));
        CHECK(crypto::equal(View(okm).last(32), commitment));
        REQUIRE(crypto_aead_xchacha20poly1305_ietf_decrypt(opened.data(),
                                                           nullptr,
                                                           nullptr,
                                                           body.data(),
                                                           body.size(),
                                                           data.data(),
                                                           data.size(),
                                                           nonce.data(),
                                                           okm.data()) == 0);
        CHECK(opened == circl().at("tdh2.m"));
    }
}
