// Dialler: from an address to a connection over TLS whose other end has been checked. Process:
// agent, cli.
#pragma once

#include "sealwright/http/client.hpp"
#include "tls_stream.hpp"

#include <boost/asio/io_context.hpp>

#include <optional>

namespace sealwright::http {

class Dialler {
public:
    // `is_checked`: the certificate has to be one of the address's name.
    Dialler(boost::asio::io_context& io, SSL_CTX* context, bool is_checked)
        : io_(io), resolver_(io), context_(context), is_checked_(is_checked) {}
    ~Dialler();
    Dialler(const Dialler&) = delete;
    Dialler& operator=(const Dialler&) = delete;

    boost::asio::awaitable<Result<std::unique_ptr<TlsStream>>> dial(ServiceAddress address);
    // Whatever waits ends at once, and nothing is dialled any more.
    void close();

private:
    boost::asio::awaitable<Result<boost::asio::ip::tcp::socket>> reach(
        const ServiceAddress& address);
    Result<void> expect_name(TlsStream& stream, std::string host) const;

    boost::asio::io_context& io_;
    boost::asio::ip::tcp::resolver resolver_;
    std::optional<boost::asio::ip::tcp::socket> reaching_;
    std::unique_ptr<TlsStream> stream_;
    SSL_CTX* context_;
    bool is_checked_;
    bool is_closed_ = false;
};

}  // namespace sealwright::http
