#include "tls_stream.hpp"

#include "sealwright/http/errors.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/err.h>

namespace sealwright::http {
namespace asio = boost::asio;
namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);

bool is_cut_off() {
    return ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
}

}  // namespace

TlsStream::TlsStream(asio::ip::tcp::socket socket, SSL_CTX* context, Role role)
    : socket_(std::move(socket)), tls_(SSL_new(context)) {
    boost::system::error_code failure;
    socket_.native_non_blocking(true, failure);
    const bool is_ready = !failure && tls_ != nullptr &&
                          SSL_set_fd(tls_.get(), static_cast<int>(socket_.native_handle())) == 1;
    if (!is_ready) {
        close();
        return;
    }
    if (role == Role::server) SSL_set_accept_state(tls_.get());
    if (role == Role::client) SSL_set_connect_state(tls_.get());
    // One record a turn: a client that sends nothing but key updates would else be read for as long
    // as they come, and nobody but it.
    SSL_clear_mode(tls_.get(), SSL_MODE_AUTO_RETRY);
}

asio::awaitable<Result<void>> TlsStream::shake_hands() {
    while (socket_.is_open()) {
        ERR_clear_error();
        const int result = SSL_do_handshake(tls_.get());
        if (result == 1) co_return done;
        CO_TRY(co_await wait_after(result));
    }
    co_return errors::http_peer_gone;
}

asio::awaitable<Result<std::size_t>> TlsStream::read_some(std::span<std::uint8_t> into) {
    while (socket_.is_open()) {
        ERR_clear_error();
        std::size_t count = 0;
        const int result = SSL_read_ex(tls_.get(), into.data(), into.size(), &count);
        if (result == 1) co_return count;
        CO_TRY(co_await wait_after(result));
    }
    co_return errors::http_peer_gone;
}

asio::awaitable<Result<void>> TlsStream::write(View bytes) {
    while (socket_.is_open()) {
        ERR_clear_error();
        std::size_t count = 0;
        const int result = SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &count);
        if (result == 1) co_return done;
        CO_TRY(co_await wait_after(result));
    }
    co_return errors::http_peer_gone;
}

// What OpenSSL's last call needs before it can be made again; a failure when it never can.
asio::awaitable<Result<void>> TlsStream::wait_after(int result) {
    const int why = SSL_get_error(tls_.get(), result);
    if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) {
        const auto direction = why == SSL_ERROR_WANT_READ ? asio::socket_base::wait_read
                                                          : asio::socket_base::wait_write;
        const auto [failure] = co_await socket_.async_wait(direction, awaited);
        if (failure) co_return errors::http_peer_gone;
        co_return done;
    }
    if (why == SSL_ERROR_SSL && !is_cut_off()) co_return openssl_error(errors::http_handshake);
    co_return errors::http_peer_gone;
}

void TlsStream::say_goodbye() {
    if (!socket_.is_open()) return;
    ERR_clear_error();
    // One try: a client that does not read our answer needs no goodbye.
    if (SSL_is_init_finished(tls_.get()) == 1) SSL_shutdown(tls_.get());
    ERR_clear_error();
    boost::system::error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

asio::awaitable<Result<std::size_t>> TlsStream::drain(std::span<std::uint8_t> into) {
    const auto [failure, count] =
        co_await socket_.async_read_some(asio::buffer(into.data(), into.size()), awaited);
    if (failure) co_return errors::http_peer_gone;
    co_return count;
}

std::string TlsStream::name() const {
    boost::system::error_code failure;
    const auto endpoint = socket_.remote_endpoint(failure);
    if (failure) return "unknown";
    const auto address = endpoint.address().to_string();
    const auto shown = endpoint.address().is_v6() ? "[" + address + "]" : address;
    return shown + ":" + std::to_string(endpoint.port());
}

void TlsStream::close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

}  // namespace sealwright::http
