// What a certificate says that others shall be believed by.
#include "openssl.hpp"
#include "sealwright/core/error.hpp"
#include "sealwright/http/certificate.hpp"
#include "sealwright/http/errors.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

namespace sealwright::http {
namespace {

// Two are enough to know that there are several.
constexpr std::size_t read_max = 2;

// A file with a passphrase is refused, and nobody is asked for one.
int no_pass_phrase(char*, int, int, void*) {
    return -1;
}

// As sealwright-verifier names the root that a chain ended at.
std::string subject_of(X509* certificate) {
    const BioOwner text(BIO_new(BIO_s_mem()));
    check(text != nullptr);
    X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
    char* letters = nullptr;
    const auto size = BIO_get_mem_data(text.get(), &letters);
    if (size <= 0) return {};
    return PublicText({letters, static_cast<std::size_t>(size)}).str();
}

Result<Authority> authority_of(X509* certificate) {
    TRY(facts, facts_of(certificate));
    Authority authority;
    unsigned size = 0;
    check(X509_digest(certificate, EVP_sha256(), authority.digest.data(), &size) == 1);
    check(size == authority.digest.size());
    authority.subject = subject_of(certificate);
    authority.not_before_ms = facts.not_before_ms;
    authority.not_after_ms = facts.not_after_ms;
    authority.is_root = X509_check_ca(certificate) == 1 && X509_self_signed(certificate, 1) == 1;
    ERR_clear_error();
    return authority;
}

}  // namespace

Result<std::vector<Authority>> read_authorities(std::string_view pem) {
    if (pem.empty()) return errors::http_certificate_unreadable;
    const BioOwner text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    check(text != nullptr);
    std::vector<Authority> authorities;
    while (authorities.size() < read_max) {
        const CertificateOwner each(
            PEM_read_bio_X509(text.get(), nullptr, no_pass_phrase, nullptr));
        if (each == nullptr) break;
        TRY(authority, authority_of(each.get()));
        authorities.push_back(std::move(authority));
    }
    if (authorities.size() == read_max) return authorities;
    const auto code = ERR_peek_last_error();
    const bool is_end =
        ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
    if (authorities.empty() || !is_end) return openssl_error(errors::http_certificate_unreadable);
    ERR_clear_error();
    return authorities;
}

}  // namespace sealwright::http
