#include "authority.hpp"

#include "sealwright/core/result.hpp"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>

namespace sealwright::test {
namespace {

constexpr std::time_t noon_s = noon_ms / 1000;

std::string text_in(BIO* bio) {
    char* letters = nullptr;
    const auto size = BIO_get_mem_data(bio, &letters);
    std::string text(letters, static_cast<std::size_t>(size));
    BIO_free(bio);
    return text;
}

void extend(X509* certificate, X509* issuer, int name, const std::string& value) {
    if (value.empty()) return;
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    auto* extension = X509V3_EXT_conf_nid(nullptr, &context, name, value.c_str());
    check(extension != nullptr);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

void call(X509_NAME* name, const std::string& text) {
    std::vector<unsigned char> letters(text.begin(), text.end());
    X509_NAME_add_entry_by_txt(
        name, "CN", MBSTRING_ASC, letters.data(), static_cast<int>(letters.size()), -1, 0);
}

// Signed by `key`, in the name of `issuer`; by itself when there is none.
X509* issue(View key_info, const Shape& shape, X509* issuer, EVP_PKEY* key) {
    auto* certificate = X509_new();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), shape.serial);
    ASN1_TIME_set(X509_getm_notBefore(certificate), noon_s + shape.from_s);
    ASN1_TIME_set(X509_getm_notAfter(certificate), noon_s + shape.until_s);
    call(X509_get_subject_name(certificate), shape.name);
    X509_set_issuer_name(certificate,
                         X509_get_subject_name(issuer == nullptr ? certificate : issuer));
    const auto* next = key_info.data();
    auto* public_key = d2i_PUBKEY(nullptr, &next, static_cast<long>(key_info.size()));
    check(public_key != nullptr);
    X509_set_pubkey(certificate, public_key);
    EVP_PKEY_free(public_key);
    auto* from = issuer == nullptr ? certificate : issuer;
    extend(certificate, from, NID_basic_constraints, shape.constraints);
    extend(certificate, from, NID_key_usage, shape.usage);
    extend(certificate, from, NID_ext_key_usage, shape.purpose);
    if (!shape.more_name.empty()) {
        extend(certificate, from, OBJ_txt2nid(shape.more_name.c_str()), shape.more_value);
    }
    check(X509_sign(certificate, key, shape.digest) > 0);
    return certificate;
}

Bytes encoded(X509* certificate) {
    unsigned char* out = nullptr;
    const auto size = i2d_X509(certificate, &out);
    check(size > 0);
    Bytes bytes(out, out + size);
    OPENSSL_free(out);
    return bytes;
}

Bytes encoded_key(EVP_PKEY* key) {
    unsigned char* out = nullptr;
    const auto size = i2d_PUBKEY(key, &out);
    check(size > 0);
    Bytes bytes(out, out + size);
    OPENSSL_free(out);
    return bytes;
}

}  // namespace

Shape authority_shape(std::string name) {
    Shape shape;
    shape.name = std::move(name);
    shape.constraints = "critical,CA:TRUE";
    shape.purpose = "";
    shape.usage = "critical,keyCertSign,cRLSign";
    return shape;
}

Authority Authority::root(const std::string& name) {
    Authority made;
    made.key_.reset(EVP_EC_gen("P-256"));
    made.certificate_.reset(
        issue(encoded_key(made.key_.get()), authority_shape(name), nullptr, made.key_.get()));
    made.der_ = encoded(made.certificate_.get());
    return made;
}

Authority Authority::below(const std::string& name) const {
    Authority made;
    made.key_.reset(EVP_EC_gen("P-256"));
    made.certificate_.reset(
        issue(encoded_key(made.key_.get()), authority_shape(name), certificate_.get(), key_.get()));
    made.der_ = encoded(made.certificate_.get());
    return made;
}

Bytes Authority::certify(View key_info, const Shape& shape) const {
    auto* certificate = issue(key_info, shape, certificate_.get(), key_.get());
    auto der = encoded(certificate);
    X509_free(certificate);
    return der;
}

std::string Authority::list(const std::vector<long>& serials, std::int64_t until_s) const {
    auto* list = X509_CRL_new();
    X509_CRL_set_version(list, X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(list, X509_get_subject_name(certificate_.get()));
    auto* time = ASN1_TIME_set(nullptr, noon_s - 86'400);
    X509_CRL_set1_lastUpdate(list, time);
    for (const auto serial : serials) {
        auto* revoked = X509_REVOKED_new();
        auto* number = ASN1_INTEGER_new();
        ASN1_INTEGER_set(number, serial);
        X509_REVOKED_set_serialNumber(revoked, number);
        X509_REVOKED_set_revocationDate(revoked, time);
        X509_CRL_add0_revoked(list, revoked);
        ASN1_INTEGER_free(number);
    }
    ASN1_TIME_set(time, noon_s + until_s);
    X509_CRL_set1_nextUpdate(list, time);
    ASN1_TIME_free(time);
    check(X509_CRL_sign(list, key_.get(), EVP_sha256()) > 0);
    auto* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_X509_CRL(bio, list);
    X509_CRL_free(list);
    return text_in(bio);
}

std::string Authority::pem() const {
    return pem_of(der_);
}

Bytes Authority::key_info() const {
    return encoded_key(key_.get());
}

std::string pem_of(View der) {
    const auto* next = der.data();
    auto* certificate = d2i_X509(nullptr, &next, static_cast<long>(der.size()));
    check(certificate != nullptr);
    auto* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(bio, certificate);
    X509_free(certificate);
    return text_in(bio);
}

}  // namespace sealwright::test
