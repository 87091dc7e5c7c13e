// A TLS client of the front that may send any bytes, and the certificates it may show.
#pragma once

#include "sealwright/core/descriptor.hpp"
#include "sealwright/http/exchange.hpp"

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace front_test {

struct Identity {
    std::shared_ptr<X509> certificate;
    std::shared_ptr<EVP_PKEY> key;
    sealwright::Digest spki{};
};

// Self-signed, valid from now + `from_s` until now + `until_s`.
Identity make_identity(long from_s, long until_s);
// The same over a key that was made elsewhere.
Identity make_identity(std::shared_ptr<EVP_PKEY> key, long from_s, long until_s);
std::string pem_of(const Identity& identity);

struct Reply {
    int status = 0;  // 0: the connection ended without an answer.
    std::string head;
    std::string body;
};

class TlsClient {
public:
    struct Options {
        const Identity* identity = nullptr;
        std::string authority;  // PEM file; empty: no check of the server.
        int version = TLS1_3_VERSION;
        std::string alpn;  // One name; empty: none offered.
    };

    TlsClient(std::uint16_t port, const Options& options);

    [[nodiscard]] bool is_connected() const { return connected_; }
    [[nodiscard]] std::string alpn() const;
    [[nodiscard]] bool was_resumed_or_ticketed() const;
    [[nodiscard]] bool has_trusted_server() const;

    void send(const std::string& bytes);
    // A TLS record that is no data: RFC 8446 section 4.6.3.
    void update_key();
    // One answer; what comes behind it stays for the next call.
    Reply receive();
    // What has come up to the end of `mark`, and waits for that; empty when the server ended first.
    std::string receive_until(const std::string& mark);
    Reply put(const std::string& path, const std::string& body);
    // The same, where the server may have closed already.
    Reply try_put(const std::string& path, const std::string& body);
    // Whether the server ends the connection within five seconds without another byte.
    bool is_closed_by_server();
    bool is_closed_within(int milliseconds);

private:
    bool try_send(const std::string& bytes);
    bool read_more();

    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    std::unique_ptr<SSL, decltype(&SSL_free)> tls_;
    sealwright::Descriptor socket_;
    std::string received_;
    bool connected_ = false;
};

}  // namespace front_test
