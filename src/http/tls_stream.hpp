// TlsStream: TLS on one accepted socket, with no buffer between OpenSSL and the socket.
//
// An idle connection then costs what OpenSSL keeps of it and nothing else: Asio's own stream holds
// four buffers of 17 KiB for as long as it lives. Bytes are read into and written from the caller's
// wiped buffers. After `close` nothing touches the socket's number again, which may be another's by
// then. Process: front. Spec: docs/protocol/seal.md section 1.
#pragma once

#include "openssl.hpp"
#include "sealwright/core/bytes.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <span>

namespace sealwright::http {

class TlsStream {
public:
    // `context` is counted by OpenSSL and may be replaced while this lives.
    TlsStream(boost::asio::ip::tcp::socket socket, SSL_CTX* context);

    // A client that went away, was closed or was too slow is http_peer_gone.
    boost::asio::awaitable<Result<void>> shake_hands();
    // How many bytes came: at least one.
    boost::asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into);
    boost::asio::awaitable<Result<void>> write(View bytes);
    // Tells the client that nothing follows, without waiting for its own goodbye.
    void say_goodbye();
    void close();

    [[nodiscard]] SSL* tls() { return tls_.get(); }
    [[nodiscard]] boost::asio::ip::tcp::socket& socket() { return socket_; }

private:
    boost::asio::awaitable<Result<void>> wait_after(int result);

    boost::asio::ip::tcp::socket socket_;
    std::unique_ptr<SSL, Free<SSL_free>> tls_;
};

}  // namespace sealwright::http
