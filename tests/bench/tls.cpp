#include "tls.hpp"

#include "words.hpp"

namespace sealwright::bench {
namespace {

TlsContext context_of(const SSL_METHOD* method, const std::string& authority) {
    TlsContext context(SSL_CTX_new(method));
    auto* bare = context.get();
    SSL_CTX_set_session_cache_mode(bare, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_read_ahead(bare, 1);  // One system call a record.
    const bool usable = SSL_CTX_set_min_proto_version(bare, TLS1_3_VERSION) == 1 &&
                        SSL_CTX_set1_groups_list(bare, "X25519") == 1 &&
                        SSL_CTX_load_verify_locations(bare, authority.c_str(), nullptr) == 1;
    if (!usable) give_up("cannot use " + authority);
    return context;
}

TlsContext context_of(const SSL_METHOD* method, const Pem& pem) {
    auto context = context_of(method, pem.authority);
    auto* bare = context.get();
    const bool usable = SSL_CTX_use_certificate_chain_file(bare, pem.certificate.c_str()) == 1 &&
                        SSL_CTX_use_PrivateKey_file(bare, pem.key.c_str(), SSL_FILETYPE_PEM) == 1;
    if (!usable) give_up("cannot use " + pem.certificate + ", or its key");
    return context;
}

}  // namespace

TlsContext client_context(const Pem& pem) {
    auto context = context_of(TLS_client_method(), pem);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    return context;
}

TlsContext nameless_context(const std::string& authority) {
    auto context = context_of(TLS_client_method(), authority);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    return context;
}

TlsContext server_context(const Pem& pem) {
    auto context = context_of(TLS_server_method(), pem);
    SSL_CTX_set_num_tickets(context.get(), 0);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    return context;
}

}  // namespace sealwright::bench
