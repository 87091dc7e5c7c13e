#include "issue.hpp"

#include "sealwright/http/errors.hpp"

#include <openssl/ec.h>
#include <openssl/rand.h>

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace sealwright::http {
namespace {

constexpr long day_s = 24L * 60 * 60;
constexpr long authority_days = 3650;
constexpr long server_days = 397;  // The longest that clients accept of any certificate.
// A vault's host may be late by a little; a certificate from the future would not be accepted.
constexpr long early_s = 60L * 60;

bool is_address(const std::string& name) {
    std::array<std::uint8_t, 16> address{};
    return ::inet_pton(AF_INET, name.c_str(), address.data()) == 1 ||
           ::inet_pton(AF_INET6, name.c_str(), address.data()) == 1;
}

bool is_dns_name(const std::string& name) {
    if (name.empty() || name.size() > 253 || name.front() == '.' || name.back() == '.')
        return false;
    return std::all_of(name.begin(), name.end(), [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '-' || letter == '.';
    });
}

// OpenSSL's own notation; the names were checked, so no comma or colon of theirs can change it.
Result<std::string> alternative_names(const std::vector<std::string>& names) {
    std::string list;
    for (const auto& name : names) {
        const bool address = is_address(name);
        if (!address && !is_dns_name(name)) {
            return Error(errors::http_certificate_name, {fact("name", name)});
        }
        list += (list.empty() ? "" : ",") + std::string(address ? "IP:" : "DNS:") + name;
    }
    if (list.empty()) return errors::http_certificate_name;
    return list;
}

bool set_serial(X509* certificate) {
    std::array<std::uint8_t, 16> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return false;
    bytes[0] = static_cast<std::uint8_t>((bytes[0] & 0x3fU) | 0x40U);  // Positive, full length.
    std::unique_ptr<BIGNUM, Free<BN_free>> number(
        BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
    return number != nullptr &&
           BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_subject(X509* certificate, std::string_view name) {
    const auto bytes = view_of(name);
    return X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate),
                                      "CN",
                                      MBSTRING_UTF8,
                                      bytes.data(),
                                      static_cast<int>(bytes.size()),
                                      -1,
                                      0) == 1;
}

bool add_extension(X509* certificate, X509* issuer, int which, const char* value) {
    X509V3_CTX context{};
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const ExtensionOwner extension(X509V3_EXT_conf_nid(nullptr, &context, which, value));
    return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

struct Content {
    std::string_view subject;
    long days;
    Now now;
};

Result<CertificateOwner> draft(EVP_PKEY* key, const Content& content) {
    CertificateOwner certificate(X509_new());
    check(certificate != nullptr);
    auto* made = certificate.get();
    auto start = static_cast<std::time_t>(content.now.wall_ms / 1000);
    const bool filled =
        X509_set_version(made, X509_VERSION_3) == 1 && set_serial(made) &&
        X509_time_adj(X509_getm_notBefore(made), -early_s, &start) != nullptr &&
        X509_time_adj(X509_getm_notAfter(made), content.days * day_s, &start) != nullptr &&
        X509_set_pubkey(made, key) == 1 && set_subject(made, content.subject);
    if (!filled) return openssl_error(errors::http_openssl);
    return certificate;
}

Result<CertificateOwner> signed_by(EVP_PKEY* key, CertificateOwner certificate) {
    if (X509_sign(certificate.get(), key, EVP_sha256()) == 0) {
        return openssl_error(errors::http_openssl);
    }
    return certificate;
}

}  // namespace

Result<KeyOwner> generate_key() {
    KeyOwner key(EVP_EC_gen("P-256"));
    if (key == nullptr) return openssl_error(errors::http_openssl);
    return key;
}

Result<CertificateOwner> issue_authority(EVP_PKEY* key, std::string_view name, Now now) {
    const auto subject = "Sealwright " + PublicText(name.substr(0, 48)).str();
    TRY(certificate, draft(key, {subject, authority_days, now}));
    auto* made = certificate.get();
    const bool filled =
        X509_set_issuer_name(made, X509_get_subject_name(made)) == 1 &&
        add_extension(made, made, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
        add_extension(made, made, NID_key_usage, "critical,keyCertSign") &&
        add_extension(made, made, NID_subject_key_identifier, "hash");
    if (!filled) return openssl_error(errors::http_openssl);
    return signed_by(key, std::move(certificate));
}

Result<CertificateOwner> issue_server(Issuer issuer,
                                      EVP_PKEY* key,
                                      const std::vector<std::string>& names,
                                      Now now) {
    TRY(alternatives, alternative_names(names));
    TRY(certificate, draft(key, {names.front().substr(0, 64), server_days, now}));
    auto* made = certificate.get();
    auto* from = issuer.certificate;
    const bool filled = X509_set_issuer_name(made, X509_get_subject_name(from)) == 1 &&
                        add_extension(made, from, NID_basic_constraints, "critical,CA:FALSE") &&
                        add_extension(made, from, NID_key_usage, "critical,digitalSignature") &&
                        add_extension(made, from, NID_ext_key_usage, "serverAuth") &&
                        add_extension(made, from, NID_subject_alt_name, alternatives.c_str()) &&
                        add_extension(made, from, NID_subject_key_identifier, "hash") &&
                        add_extension(made, from, NID_authority_key_identifier, "keyid:always");
    if (!filled) return openssl_error(errors::http_openssl);
    return signed_by(issuer.key, std::move(certificate));
}

}  // namespace sealwright::http
