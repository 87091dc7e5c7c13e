#include "tls.hpp"

#include "sealwright/http/errors.hpp"

#include <openssl/err.h>

#include <array>

namespace sealwright::http {
namespace {

constexpr long certificates_size_max = 16L * 1024;

// The keeper pins the key itself, so no chain is built. What is left to refuse here is a key whose
// signature would cost us more than it costs its sender, or which is too weak to mean anything.
int accept_by_possession(X509_STORE_CTX* store, void*) {
    const auto* key = X509_get0_pubkey(X509_STORE_CTX_get0_cert(store));
    const int bits = key == nullptr ? 0 : EVP_PKEY_get_bits(key);
    const int kind = key == nullptr ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key);
    const bool rsa = kind == EVP_PKEY_RSA && bits >= 2048 && bits <= 4096;
    const bool curve = kind == EVP_PKEY_EC && bits >= 256 && bits <= 521;
    if (rsa || curve || kind == EVP_PKEY_ED25519) return 1;
    X509_STORE_CTX_set_error(store, X509_V_ERR_EE_KEY_TOO_SMALL);
    return 0;
}

// A key file with a pass phrase would make OpenSSL ask at a terminal that we do not have.
int no_pass_phrase(char*, int, int, void*) {
    return -1;
}

int choose_http_1_1(SSL*,
                    const unsigned char** chosen,
                    unsigned char* chosen_size,
                    const unsigned char* offered,
                    unsigned int offered_size,
                    void*) {
    constexpr std::string_view ours = "http/1.1";
    const std::span<const unsigned char> list(offered, offered_size);
    for (std::size_t at = 0; at < list.size();) {
        const std::size_t size = list[at];
        if (size == 0 || size > list.size() - at - 1) break;
        const auto name = list.subspan(at + 1, size);
        if (text_of(name) == ours) {
            *chosen = name.data();
            *chosen_size = list[at];
            return SSL_TLSEXT_ERR_OK;
        }
        at += 1 + size;
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

// What both ends have in common.
bool set_version(SSL_CTX* context) {
    SSL_CTX_set_options(context,
                        SSL_OP_CLEANSE_PLAINTEXT | SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
                            SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_max_cert_list(context, certificates_size_max);
    SSL_CTX_set_default_passwd_cb(context, no_pass_phrase);
    return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1 &&
           SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1 &&
           SSL_CTX_set1_groups_list(context, "X25519:P-256") == 1;
}

bool set_protocol(SSL_CTX* context) {
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cert_verify_callback(context, accept_by_possession, nullptr);
    SSL_CTX_set_alpn_select_cb(context, choose_http_1_1, nullptr);
    return set_version(context) && SSL_CTX_set_num_tickets(context, 0) == 1 &&
           SSL_CTX_set_max_early_data(context, 0) == 1;
}

bool set_client(SSL_CTX* context, const std::string& authority) {
    constexpr std::array<unsigned char, 9> ours{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    if (!set_version(context)) return false;
    // This one answers 0 when it has worked.
    if (SSL_CTX_set_alpn_protos(context, ours.data(), ours.size()) != 0) return false;
    SSL_CTX_set_verify(context, authority.empty() ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
    return authority.empty() ||
           SSL_CTX_load_verify_locations(context, authority.c_str(), nullptr) == 1;
}

}  // namespace

Result<ContextOwner> make_tls_context(const KeyFiles& files) {
    ContextOwner context(SSL_CTX_new(TLS_server_method()));
    if (context == nullptr || !set_protocol(context.get())) {
        return openssl_error(errors::http_openssl);
    }
    const bool usable =
        SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) == 1 &&
        SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM) == 1 &&
        SSL_CTX_check_private_key(context.get()) == 1;
    if (!usable) return openssl_error(errors::http_certificate_unreadable);
    return context;
}

Result<ContextOwner> make_client_context(const std::string& authority) {
    ContextOwner context(SSL_CTX_new(TLS_client_method()));
    if (context == nullptr) return openssl_error(errors::http_openssl);
    if (!set_client(context.get(), authority)) {
        return openssl_error(errors::http_certificate_unreadable);
    }
    return context;
}

Result<std::optional<ClientCertificate>> peer_certificate(SSL* tls) {
    auto* certificate = SSL_get0_peer_certificate(tls);
    if (certificate == nullptr) return std::optional<ClientCertificate>();
    TRY(facts, facts_of(certificate));
    return std::optional<ClientCertificate>(facts);
}

}  // namespace sealwright::http
