#include "quote_check.hpp"

#include <doctest/doctest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include <memory>

namespace sealwright::test {
namespace {

template <auto end>
struct Ends {
    template <class T>
    void operator()(T* object) const {
        end(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Ends<EVP_PKEY_free>>;

// Big-endian numbers, and byte strings behind a 16-bit size, as TPMs write them.
class TpmReader {
public:
    explicit TpmReader(View bytes) : rest_(bytes) {}
    std::uint64_t number(std::size_t size) {
        std::uint64_t value = 0;
        for (const auto byte : take(size)) value = value << 8U | byte;
        return value;
    }
    Bytes sized() {
        const auto view = take(number(2));
        return {view.begin(), view.end()};
    }
    View take(std::size_t size) {
        REQUIRE(rest_.size() >= size);
        const auto taken = rest_.first(size);
        rest_ = rest_.subspan(size);
        return taken;
    }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }

private:
    View rest_;
};

Key make_key(const char* algorithm, OSSL_PARAM_BLD* builder) {
    auto* const parameters = OSSL_PARAM_BLD_to_param(builder);
    EVP_PKEY* key = nullptr;
    auto* const context = EVP_PKEY_CTX_new_from_name(nullptr, algorithm, nullptr);
    REQUIRE(EVP_PKEY_fromdata_init(context) == 1);
    REQUIRE(EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) == 1);
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(builder);
    return Key(key);
}

Key curve_key(const char* curve, View x, View y, std::size_t size) {
    Bytes point{0x04};
    point.resize(1 + size - x.size());
    point.insert(point.end(), x.begin(), x.end());
    point.resize(1 + 2 * size - y.size());
    point.insert(point.end(), y.begin(), y.end());
    auto* const builder = OSSL_PARAM_BLD_new();
    OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, curve, 0);
    OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    return make_key("EC", builder);
}

Key rsa_key(View modulus) {
    auto* const n = BN_bin2bn(modulus.data(), static_cast<int>(modulus.size()), nullptr);
    auto* const e = BN_new();
    BN_set_word(e, 65537);
    auto* const builder = OSSL_PARAM_BLD_new();
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n);
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e);
    auto key = make_key("RSA", builder);
    BN_free(n);
    BN_free(e);
    return key;
}

Bytes spki_of(EVP_PKEY* key) {
    std::uint8_t* der = nullptr;
    const auto size = i2d_PUBKEY(key, &der);
    REQUIRE(size > 0);
    Bytes bytes(der, der + size);
    OPENSSL_free(der);
    return bytes;
}

Bytes der_signature(const attest::Signature& raw) {
    auto* const signature = ECDSA_SIG_new();
    ECDSA_SIG_set0(
        signature, BN_bin2bn(raw.data(), 32, nullptr), BN_bin2bn(raw.data() + 32, 32, nullptr));
    std::uint8_t* der = nullptr;
    const auto size = i2d_ECDSA_SIG(signature, &der);
    Bytes bytes(der, der + size);
    OPENSSL_free(der);
    ECDSA_SIG_free(signature);
    return bytes;
}

}  // namespace

attest::AttestationKey point_of(View public_area) {
    TpmReader reader(public_area);
    REQUIRE(reader.number(2) == 0x0023);  // ECC
    REQUIRE(reader.number(2) == 0x000b);  // Named by SHA-256.
    reader.number(4);
    reader.sized();
    REQUIRE(reader.number(2) == 0x0010);  // No symmetric algorithm.
    REQUIRE(reader.number(2) == 0x0018);  // ECDSA
    REQUIRE(reader.number(2) == 0x000b);
    REQUIRE(reader.number(2) == 0x0003);  // P-256
    REQUIRE(reader.number(2) == 0x0010);
    const auto x = reader.sized();
    const auto y = reader.sized();
    REQUIRE(reader.at_end());
    attest::AttestationKey key;
    std::copy(x.begin(), x.end(), key.x.end() - static_cast<std::ptrdiff_t>(x.size()));
    std::copy(y.begin(), y.end(), key.y.end() - static_cast<std::ptrdiff_t>(y.size()));
    return key;
}

bool is_signed_by(const attest::AttestationKey& key,
                  View message,
                  const attest::Signature& signature) {
    const auto public_key = curve_key("P-256", key.x, key.y, 32);
    const auto der = der_signature(signature);
    auto* const context = EVP_MD_CTX_new();
    EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr, public_key.get());
    const auto verified =
        EVP_DigestVerify(context, der.data(), der.size(), message.data(), message.size());
    EVP_MD_CTX_free(context);
    return verified == 1;
}

QuoteFacts facts_of(View attested) {
    TpmReader reader(attested);
    QuoteFacts facts;
    facts.magic = static_cast<std::uint32_t>(reader.number(4));
    facts.type = static_cast<std::uint16_t>(reader.number(2));
    reader.sized();
    facts.extra = reader.sized();
    reader.number(8);
    facts.reset_count = static_cast<std::uint32_t>(reader.number(4));
    reader.number(4);
    reader.number(1);
    reader.number(8);
    REQUIRE(reader.number(4) == 1);       // One bank,
    REQUIRE(reader.number(2) == 0x000b);  // SHA-256.
    unsigned shift = 0;
    for (const auto byte : reader.take(reader.number(1))) {
        facts.pcr_mask |= std::uint32_t{byte} << shift;
        shift += 8;
    }
    facts.pcr_digest = reader.sized();
    facts.ends_there = reader.at_end();
    return facts;
}

Bytes key_of_certificate(View der) {
    const auto* at = der.data();
    const std::unique_ptr<X509, Ends<X509_free>> certificate(
        d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    REQUIRE(certificate != nullptr);
    REQUIRE(at == der.data() + der.size());
    return spki_of(X509_get0_pubkey(certificate.get()));
}

Bytes key_of_public_area(View public_area) {
    TpmReader reader(public_area);
    const auto type = reader.number(2);
    reader.number(2);
    reader.number(4);
    reader.sized();
    reader.take(6);  // AES, its bits, CFB.
    REQUIRE(reader.number(2) == 0x0010);
    if (type == 0x0001) {
        REQUIRE(reader.number(2) == 2048);
        reader.number(4);
        const auto modulus = reader.sized();
        REQUIRE(reader.at_end());
        return spki_of(rsa_key(modulus).get());
    }
    const auto curve = reader.number(2);
    reader.number(2);
    const auto x = reader.sized();
    const auto y = reader.sized();
    REQUIRE(reader.at_end());
    const auto wide = curve == 0x0004;
    return spki_of(curve_key(wide ? "P-384" : "P-256", x, y, wide ? 48 : 32).get());
}

}  // namespace sealwright::test
