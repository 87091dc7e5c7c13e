#include "activation.hpp"

#include <openssl/core_names.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>
#include <string>

namespace sealwright::test {
namespace {

using attest::EndorsementTemplate;

Bytes octets(EVP_PKEY* key, const char* name) {
    std::size_t size = 0;
    check(EVP_PKEY_get_octet_string_param(key, name, nullptr, 0, &size) == 1);
    Bytes out(size);
    check(EVP_PKEY_get_octet_string_param(key, name, out.data(), size, &size) == 1);
    return out;
}

Bytes derived(const char* function, std::vector<OSSL_PARAM> parameters, std::size_t size) {
    parameters.push_back(OSSL_PARAM_construct_end());
    auto* kdf = EVP_KDF_fetch(nullptr, function, nullptr);
    auto* context = EVP_KDF_CTX_new(kdf);
    Bytes out(size);
    check(EVP_KDF_derive(context, out.data(), size, parameters.data()) == 1);
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
    return out;
}

OSSL_PARAM text(const char* name, std::string value) {
    static std::vector<std::unique_ptr<std::string>> kept;
    kept.push_back(std::make_unique<std::string>(std::move(value)));
    return OSSL_PARAM_construct_utf8_string(name, kept.back()->data(), 0);
}

OSSL_PARAM bytes(const char* name, Bytes& value) {
    return OSSL_PARAM_construct_octet_string(name, value.data(), value.size());
}

Bytes kdf_a(
    const std::string& hash, Bytes key, std::string label, Bytes context, std::size_t size) {
    Bytes label_bytes(label.begin(), label.end());
    std::vector<OSSL_PARAM> parameters{text(OSSL_KDF_PARAM_MODE, "COUNTER"),
                                       text(OSSL_KDF_PARAM_MAC, "HMAC"),
                                       text(OSSL_KDF_PARAM_DIGEST, hash),
                                       bytes(OSSL_KDF_PARAM_KEY, key),
                                       bytes(OSSL_KDF_PARAM_SALT, label_bytes)};
    if (!context.empty()) parameters.push_back(bytes(OSSL_KDF_PARAM_INFO, context));
    return derived("KBKDF", parameters, size);
}

Bytes unsized(View& rest) {
    check(rest.size() >= 2);
    const std::size_t size = rest[0] * std::size_t{256} + rest[1];
    check(rest.size() >= 2 + size);
    const Bytes out(rest.begin() + 2, rest.begin() + 2 + static_cast<std::ptrdiff_t>(size));
    rest = rest.subspan(2 + size);
    return out;
}

}  // namespace

SoftwareEndorsement SoftwareEndorsement::make(EndorsementTemplate of) {
    SoftwareEndorsement made;
    made.of_ = of;
    made.key_.reset(of == EndorsementTemplate::rsa_2048 ? EVP_RSA_gen(2048)
                    : of == EndorsementTemplate::p256   ? EVP_EC_gen("P-256")
                                                        : EVP_EC_gen("P-384"));
    return made;
}

const char* SoftwareEndorsement::hash() const {
    return of_ == EndorsementTemplate::p384 ? "SHA384" : "SHA256";
}

Bytes SoftwareEndorsement::public_area(Bytes area) const {
    if (of_ == EndorsementTemplate::rsa_2048) {
        BIGNUM* modulus = nullptr;
        check(EVP_PKEY_get_bn_param(key_.get(), OSSL_PKEY_PARAM_RSA_N, &modulus) == 1);
        BN_bn2binpad(modulus, area.data() + area.size() - 256, 256);
        BN_free(modulus);
        return area;
    }
    const auto point = octets(key_.get(), OSSL_PKEY_PARAM_PUB_KEY);
    const std::ptrdiff_t size = of_ == EndorsementTemplate::p256 ? 32 : 48;
    std::copy_n(point.begin() + 1, size, area.end() - 2 * size - 2);
    std::copy_n(point.begin() + 1 + size, size, area.end() - size);
    return area;
}

Bytes SoftwareEndorsement::key_info() const {
    unsigned char* out = nullptr;
    const auto size = i2d_PUBKEY(key_.get(), &out);
    Bytes info(out, out + size);
    OPENSSL_free(out);
    return info;
}

Bytes SoftwareEndorsement::seed_of(View encrypted) const {
    Bytes label{'I', 'D', 'E', 'N', 'T', 'I', 'T', 'Y', 0};
    if (of_ == EndorsementTemplate::rsa_2048) {
        auto* context = EVP_PKEY_CTX_new(key_.get(), nullptr);
        check(EVP_PKEY_decrypt_init(context) == 1);
        EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING);
        EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256());
        EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256());
        EVP_PKEY_CTX_set0_rsa_oaep_label(
            context, OPENSSL_memdup(label.data(), label.size()), static_cast<int>(label.size()));
        Bytes seed(256);
        std::size_t size = seed.size();
        const auto opened =
            EVP_PKEY_decrypt(context, seed.data(), &size, encrypted.data(), encrypted.size());
        EVP_PKEY_CTX_free(context);
        if (opened != 1) return {};
        seed.resize(size);
        return seed;
    }
    auto rest = encrypted;
    const auto x = unsized(rest);
    const auto y = unsized(rest);
    check(rest.empty());
    Bytes point{4};
    point.insert(point.end(), x.begin(), x.end());
    point.insert(point.end(), y.begin(), y.end());
    std::unique_ptr<EVP_PKEY, Release> theirs(EVP_PKEY_new());
    check(EVP_PKEY_copy_parameters(theirs.get(), key_.get()) == 1);
    check(EVP_PKEY_set1_encoded_public_key(theirs.get(), point.data(), point.size()) == 1);
    auto* context = EVP_PKEY_CTX_new(key_.get(), nullptr);
    check(EVP_PKEY_derive_init(context) == 1);
    check(EVP_PKEY_derive_set_peer(context, theirs.get()) == 1);
    Bytes z(x.size());
    std::size_t size = z.size();
    check(EVP_PKEY_derive(context, z.data(), &size) == 1);
    EVP_PKEY_CTX_free(context);
    const auto own = octets(key_.get(), OSSL_PKEY_PARAM_PUB_KEY);
    auto info = label;
    info.insert(info.end(), x.begin(), x.end());
    info.insert(
        info.end(), own.begin() + 1, own.begin() + 1 + static_cast<std::ptrdiff_t>(x.size()));
    const std::size_t bits = of_ == EndorsementTemplate::p384 ? 48 : 32;
    return derived("SSKDF",
                   {text(OSSL_KDF_PARAM_DIGEST, hash()),
                    bytes(OSSL_KDF_PARAM_KEY, z),
                    bytes(OSSL_KDF_PARAM_INFO, info)},
                   bits);
}

std::optional<Bytes> SoftwareEndorsement::activate(const attest::Credential& credential,
                                                   View name) const {
    View outer(credential.encrypted_secret);
    const auto encrypted = unsized(outer);
    check(outer.empty());
    const auto seed = seed_of(encrypted);
    if (seed.empty()) return std::nullopt;

    View object(credential.id_object);
    const auto inner = unsized(object);
    check(object.empty());
    View rest(inner);
    const auto code = unsized(rest);
    const Bytes identity(rest.begin(), rest.end());

    const std::size_t hash_size = of_ == EndorsementTemplate::p384 ? 48 : 32;
    const auto mac_key = kdf_a(hash(), seed, "INTEGRITY", {}, hash_size);
    auto covered = identity;
    covered.insert(covered.end(), name.begin(), name.end());
    Bytes expected(hash_size);
    unsigned size = 0;
    HMAC(EVP_get_digestbyname(hash()),
         mac_key.data(),
         static_cast<int>(mac_key.size()),
         covered.data(),
         covered.size(),
         expected.data(),
         &size);
    if (code != expected) return std::nullopt;

    const bool is_256 = of_ == EndorsementTemplate::p384;
    const auto key = kdf_a(hash(), seed, "STORAGE", {name.begin(), name.end()}, is_256 ? 32 : 16);
    const std::array<unsigned char, 16> from_zero{};
    auto* cipher = EVP_CIPHER_CTX_new();
    check(EVP_DecryptInit_ex(cipher,
                             is_256 ? EVP_aes_256_cfb128() : EVP_aes_128_cfb128(),
                             nullptr,
                             key.data(),
                             from_zero.data()) == 1);
    Bytes plain(identity.size());
    int written = 0;
    check(EVP_DecryptUpdate(
              cipher, plain.data(), &written, identity.data(), static_cast<int>(identity.size())) ==
          1);
    EVP_CIPHER_CTX_free(cipher);
    View opened(plain);
    return unsized(opened);
}

}  // namespace sealwright::test
