#include "dial.hpp"

#include "sealwright/http/errors.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace sealwright::http {
namespace asio = boost::asio;
namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);

bool is_literal(const std::string& host) {
    boost::system::error_code failure;
    static_cast<void>(asio::ip::make_address(host, failure));
    return !failure;
}

}  // namespace

Dialler::~Dialler() = default;

void Dialler::close() {
    is_closed_ = true;
    resolver_.cancel();
    boost::system::error_code ignored;
    if (reaching_) reaching_->close(ignored);
    if (stream_) stream_->close();
}

asio::awaitable<Result<std::unique_ptr<TlsStream>>> Dialler::dial(ServiceAddress address) {
    auto socket = co_await reach(address);
    if (!socket) co_return socket.error();
    stream_ = std::make_unique<TlsStream>(*std::move(socket), context_, Role::client);
    CO_TRY(expect_name(*stream_, address.host));
    CO_TRY(co_await stream_->shake_hands());
    co_return std::move(stream_);
}

asio::awaitable<Result<asio::ip::tcp::socket>> Dialler::reach(const ServiceAddress& address) {
    const auto port = std::to_string(address.port);
    const auto flags = is_literal(address.host) ? asio::ip::resolver_base::numeric_host |
                                                      asio::ip::resolver_base::numeric_service
                                                : asio::ip::resolver_base::numeric_service;
    const auto [unknown, found] =
        co_await resolver_.async_resolve(address.host, port, flags, awaited);
    if (unknown || is_closed_) co_return errors::http_peer_gone;
    reaching_.emplace(io_);
    const auto [failure, endpoint] = co_await asio::async_connect(*reaching_, found, awaited);
    if (failure || is_closed_) {
        co_return Error(errors::http_peer_gone,
                        {fact("errno", static_cast<std::uint64_t>(failure.value()))});
    }
    boost::system::error_code ignored;
    reaching_->set_option(asio::ip::tcp::no_delay(true), ignored);
    co_return std::exchange(reaching_, std::nullopt).value();
}

Result<void> Dialler::expect_name(TlsStream& stream, std::string host) const {
    if (!stream.socket_is_open() || stream.tls() == nullptr) return errors::http_peer_gone;
    auto* tls = stream.tls();
    const bool is_address = is_literal(host);
    // What SSL_set_tlsext_host_name does, whose macro casts as C does.
    if (!is_address &&
        SSL_ctrl(tls, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data()) != 1) {
        return openssl_error(errors::http_openssl);
    }
    if (!is_checked_) return done;
    const int set = is_address ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str())
                               : SSL_set1_host(tls, host.c_str());
    if (set != 1) return openssl_error(errors::http_openssl);
    return done;
}

}  // namespace sealwright::http
