// TlsStream: TLS on one connected socket, with no buffer between OpenSSL and the socket.
//
// An idle connection then costs what OpenSSL keeps of it and nothing else: Asio's own stream holds
// four buffers of 17 KiB for as long as it lives. Bytes are read into and written from the caller's
// wiped buffers. After `close` nothing touches the socket's number again, which may be another's by
// then. Process: front, agent. Spec: docs/protocol/seal.md section 1.
#pragma once

#include "openssl.hpp"
#include "stream.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <memory>

namespace sealwright::http {

enum class Role : std::uint8_t { server, client };

class TlsStream final : public Stream {
public:
    // `context` is counted by OpenSSL and may be replaced while this lives.
    TlsStream(boost::asio::ip::tcp::socket socket, SSL_CTX* context, Role role = Role::server);

    boost::asio::awaitable<Result<void>> shake_hands() override;
    boost::asio::awaitable<Result<std::size_t>> read_some(std::span<std::uint8_t> into) override;
    boost::asio::awaitable<Result<void>> write(View bytes) override;
    void say_goodbye() override;
    boost::asio::awaitable<Result<std::size_t>> drain(std::span<std::uint8_t> into) override;
    void close() override;

    [[nodiscard]] boost::asio::any_io_executor executor() override {
        return socket_.get_executor();
    }
    [[nodiscard]] std::string name() const override;
    [[nodiscard]] int number() override { return static_cast<int>(socket_.native_handle()); }
    [[nodiscard]] SSL* tls() { return tls_.get(); }
    [[nodiscard]] bool socket_is_open() const { return socket_.is_open(); }

private:
    boost::asio::awaitable<Result<void>> wait_after(int result);

    boost::asio::ip::tcp::socket socket_;
    std::unique_ptr<SSL, Free<SSL_free>> tls_;
};

}  // namespace sealwright::http
