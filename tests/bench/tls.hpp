// TLS contexts of the benchmark: a client as a vault's node is one, and a bare server.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace sealwright::bench {

struct FreeTls {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* session) const { SSL_free(session); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeTls>;
using TlsSession = std::unique_ptr<SSL, FreeTls>;

struct Pem {
    std::string certificate;
    std::string key;
    std::string authority;  // Who may have signed the other side's certificate.
};

// TLS 1.3, no resumption: each connection proves both sides' keys anew.
TlsContext client_context(const Pem& pem);
// Shows no certificate, as an agent does.
TlsContext nameless_context(const std::string& authority);
TlsContext server_context(const Pem& pem);

}  // namespace sealwright::bench
