#include "openssl.hpp"

#include "sealwright/http/errors.hpp"

#include <openssl/asn1.h>
#include <openssl/err.h>

#include <ctime>

namespace sealwright::http {
namespace {

Result<std::uint64_t> milliseconds_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) {
        return openssl_error(errors::http_certificate_unreadable);
    }
    const auto seconds = ::timegm(&parts);
    return seconds < 0 ? 0 : static_cast<std::uint64_t>(seconds) * 1000;
}

}  // namespace

Error openssl_error(const ErrorSpec& spec) {
    const auto code = ERR_get_error();
    ERR_clear_error();
    const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    if (reason == nullptr) return {spec, {fact("openssl", std::uint64_t{code})}};
    return {spec, {fact("openssl", std::string_view(reason))}};
}

Result<ClientCertificate> facts_of(X509* certificate) {
    unsigned char* encoded = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &encoded);
    if (size <= 0) return openssl_error(errors::http_certificate_unreadable);
    ClientCertificate facts;
    static_assert(crypto_hash_sha256_BYTES == sizeof facts.spki);
    crypto_hash_sha256(facts.spki.data(), encoded, static_cast<unsigned long long>(size));
    OPENSSL_free(encoded);
    TRY(not_before, milliseconds_of(X509_get0_notBefore(certificate)));
    TRY(not_after, milliseconds_of(X509_get0_notAfter(certificate)));
    facts.not_before_ms = not_before;
    facts.not_after_ms = not_after;
    return facts;
}

}  // namespace sealwright::http
