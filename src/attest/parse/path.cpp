#include "der.hpp"
#include "sealwright/attest/errors.hpp"
#include "x509.hpp"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace sealwright::attest::x509 {
namespace {

constexpr int security_level = 2;
constexpr int intermediates_max = 3;  // A leaf, three of these and a root.

// tcg-kp-EKCertificate and tcg-kp-AIKCertificate.
constexpr const char* endorsement_purpose = "2.23.133.8.1";
constexpr const char* attestation_purpose = "2.23.133.8.3";

// An issuer of whom the operator has no list revokes nobody; every other complaint stands.
int judge(int passed, X509_STORE_CTX* context) {
    const bool no_list = ::X509_STORE_CTX_get_error(context) == X509_V_ERR_UNABLE_TO_GET_CRL;
    if (passed == 0 && no_list) ::X509_STORE_CTX_set_error(context, X509_V_OK);
    return passed != 0 || no_list ? 1 : 0;
}

const ErrorSpec& meaning_of(int code) {
    switch (code) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
        case X509_V_ERR_CERT_NOT_YET_VALID:
        case X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD:
        case X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD:
            return errors::certificate_expired;
        case X509_V_ERR_CERT_REVOKED:
            return errors::certificate_revoked;
        case X509_V_ERR_CRL_HAS_EXPIRED:
        case X509_V_ERR_CRL_NOT_YET_VALID:
        case X509_V_ERR_CRL_SIGNATURE_FAILURE:
        case X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD:
        case X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD:
        case X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE:
        case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
        case X509_V_ERR_KEYUSAGE_NO_CRL_SIGN:
        case X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION:
        case X509_V_ERR_DIFFERENT_CRL_SCOPE:
        case X509_V_ERR_CRL_PATH_VALIDATION_ERROR:
            return errors::certificate_list_stale;
        case X509_V_ERR_EE_KEY_TOO_SMALL:
        case X509_V_ERR_CA_KEY_TOO_SMALL:
        case X509_V_ERR_CA_MD_TOO_WEAK:
            return errors::certificate_weak;
        case X509_V_ERR_CERT_CHAIN_TOO_LONG:
            return errors::certificate_depth;
    }
    return errors::certificate_chain;
}

Owned<X509_STORE> store_of(const Anchors& anchors) {
    Owned<X509_STORE> store(::X509_STORE_new());
    check(store != nullptr);
    for (const auto& root : anchors.roots) ::X509_STORE_add_cert(store.get(), root.get());
    for (const auto& list : anchors.lists) ::X509_STORE_add_crl(store.get(), list.get());
    return store;
}

std::string name_of(X509_NAME* name) {
    const Owned<BIO> text(::BIO_new(::BIO_s_mem()));
    check(text != nullptr);
    ::X509_NAME_print_ex(text.get(), name, 0, XN_FLAG_RFC2253);
    char* letters = nullptr;
    const auto size = ::BIO_get_mem_data(text.get(), &letters);
    if (size <= 0) return {};
    return PublicText({letters, static_cast<std::size_t>(size)}).str();
}

// Of the path's last one: the root, by the name that its maker gave it and by all of its bytes.
End end_of(X509_STORE_CTX& context) {
    auto* path = ::X509_STORE_CTX_get0_chain(&context);
    auto* root = sk_X509_value(path, sk_X509_num(path) - 1);
    End end{name_of(::X509_get_subject_name(root)), {}};
    unsigned size = 0;
    check(::X509_digest(root, ::EVP_sha256(), end.digest.data(), &size) == 1);
    check(size == end.digest.size());
    return end;
}

bool is_for(X509& leaf, const char* purpose) {
    int critical = 0;
    const Owned<EXTENDED_KEY_USAGE> purposes(static_cast<EXTENDED_KEY_USAGE*>(
        ::X509_get_ext_d2i(&leaf, NID_ext_key_usage, &critical, nullptr)));
    if (!purposes) return false;
    for (int index = 0; index < sk_ASN1_OBJECT_num(purposes.get()); ++index) {
        std::array<char, 64> text{};
        ::OBJ_obj2txt(text.data(),
                      static_cast<int>(text.size()),
                      sk_ASN1_OBJECT_value(purposes.get(), index),
                      1);
        if (std::string_view(text.data()) == purpose) return true;
    }
    return false;
}

std::uint32_t needed_usage(X509& leaf, Use use) {
    if (use == Use::attestation) return KU_DIGITAL_SIGNATURE;
    auto* key = ::X509_get0_pubkey(&leaf);
    const bool is_rsa = key != nullptr && ::EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
    return is_rsa ? KU_KEY_ENCIPHERMENT : KU_KEY_AGREEMENT;
}

std::uint32_t forbidden_usage(Use use) {
    const std::uint32_t never = KU_KEY_CERT_SIGN | KU_CRL_SIGN;
    return use == Use::endorsement ? never | KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION : never;
}

}  // namespace

Result<Certificate> read_certificate(View bytes) {
    const auto size = der::element_size(bytes);
    if (!size) return errors::certificate_form;
    const auto padding = bytes.subspan(*size);
    const auto is_padding = [](std::uint8_t byte) { return byte == 0 || byte == 0xff; };
    if (!std::ranges::all_of(padding, is_padding)) return errors::certificate_form;
    const auto* next = bytes.data();
    Certificate certificate(::d2i_X509(nullptr, &next, static_cast<long>(*size)));
    ::ERR_clear_error();
    if (!certificate || next != bytes.data() + *size) return errors::certificate_form;
    // Extensions that contradict each other, or cannot be read.
    if ((::X509_get_extension_flags(certificate.get()) & EXFLAG_INVALID) != 0) {
        return errors::certificate_form;
    }
    return certificate;
}

Result<End> check_path(X509& leaf,
                       const std::vector<Certificate>& beside,
                       const Anchors& anchors,
                       std::uint64_t now_ms) {
    const auto store = store_of(anchors);
    const Owned<STACK_OF(X509)> untrusted(sk_X509_new_null());
    const Owned<X509_STORE_CTX> context(::X509_STORE_CTX_new());
    check(untrusted != nullptr && context != nullptr);
    for (const auto& each : anchors.intermediates) sk_X509_push(untrusted.get(), each.get());
    for (const auto& each : beside) sk_X509_push(untrusted.get(), each.get());
    check(::X509_STORE_CTX_init(context.get(), store.get(), &leaf, untrusted.get()) == 1);

    auto* rules = ::X509_STORE_CTX_get0_param(context.get());
    ::X509_VERIFY_PARAM_set_time(rules, static_cast<std::time_t>(now_ms / 1000));
    ::X509_VERIFY_PARAM_set_auth_level(rules, security_level);
    ::X509_VERIFY_PARAM_set_depth(rules, intermediates_max);
    if (!anchors.lists.empty()) {
        ::X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    }
    ::X509_STORE_CTX_set_verify_cb(context.get(), judge);
    const auto verified = ::X509_verify_cert(context.get());
    const auto code = ::X509_STORE_CTX_get_error(context.get());
    ::ERR_clear_error();
    if (verified == 1 && code == X509_V_OK) return end_of(*context);
    return Error(meaning_of(code),
                 {fact("issuer", name_of(::X509_get_issuer_name(&leaf))),
                  fact("why", ::X509_verify_cert_error_string(code))});
}

Result<void> check_use(X509& leaf, Use use) {
    const auto flags = ::X509_get_extension_flags(&leaf);
    if ((flags & EXFLAG_CA) != 0 || (flags & EXFLAG_BCONS) == 0) {
        return errors::certificate_authority;
    }
    const bool endorses = use == Use::endorsement;
    if (!is_for(leaf, endorses ? endorsement_purpose : attestation_purpose)) {
        return errors::certificate_purpose;
    }
    // All bits when there is no such extension.
    const auto usage = ::X509_get_key_usage(&leaf);
    const bool stated = (flags & EXFLAG_KUSAGE) != 0;
    if (!stated || (usage & needed_usage(leaf, use)) == 0 || (usage & forbidden_usage(use)) != 0) {
        return Error(errors::certificate_key_usage, {fact("usage", std::uint64_t{usage})});
    }
    return done;
}

Bytes key_info_of(X509& certificate) {
    std::uint8_t* encoded = nullptr;
    const auto size = ::i2d_X509_PUBKEY(::X509_get_X509_PUBKEY(&certificate), &encoded);
    if (size <= 0) return {};
    Bytes bytes(encoded, encoded + size);
    ::OPENSSL_free(encoded);
    return bytes;
}

}  // namespace sealwright::attest::x509
