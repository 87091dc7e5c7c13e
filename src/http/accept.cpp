// The accept loop: the one place where a coroutine is started that nobody waits for.
#include "connection.hpp"
#include "openssl.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/http/errors.hpp"
#include "sealwright/http/server.hpp"
#include "tls.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <utility>

namespace sealwright::http {
namespace asio = boost::asio;
namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds sweep_interval{250};
constexpr std::chrono::milliseconds breath{100};
constexpr int last_steps_max = 1'000'000;

Result<int> option_of(const Descriptor& socket, int name) {
    int value = 0;
    socklen_t size = sizeof value;
    if (::getsockopt(socket.number(), SOL_SOCKET, name, &value, &size) == 0) return value;
    return Error(errors::http_listener, {fact("errno", static_cast<std::uint64_t>(errno))});
}

// Best effort: a connection works without. A known client may stay idle for long, so the kernel
// asks now and then whether its host is still there.
void set_options(asio::ip::tcp::socket& socket) {
    boost::system::error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
    constexpr std::array<std::pair<int, int>, 3> probing{
        {{TCP_KEEPIDLE, 60}, {TCP_KEEPINTVL, 15}, {TCP_KEEPCNT, 4}}};
    for (const auto& [name, value] : probing) {
        ::setsockopt(socket.native_handle(), IPPROTO_TCP, name, &value, sizeof value);
    }
}

asio::awaitable<void> serve(std::unique_ptr<Connection> connection) {
    co_await connection->run();
}

class TlsServer final : public Server {
public:
    TlsServer(asio::io_context& io, KeyFiles files, Service& service, const Limits& limits)
        : io_(io),
          acceptor_(io),
          tick_(io),
          pause_(io),
          files_(std::move(files)),
          room_(service, limits) {}
    ~TlsServer() override;

    Result<void> start(Descriptor listener);
    Result<void> reload() override;
    [[nodiscard]] std::uint64_t certificate_not_after_ms() const override { return not_after_ms_; }
    void stop() override;
    [[nodiscard]] std::size_t connections() const override { return room_.size(); }
    [[nodiscard]] const Counts& counts() const override { return room_.counts(); }

private:
    asio::awaitable<void> accept_connections();
    asio::awaitable<void> rest(boost::system::error_code failure);
    asio::awaitable<void> sweep();

    asio::io_context& io_;
    asio::ip::tcp::acceptor acceptor_;
    asio::steady_timer tick_;
    asio::steady_timer pause_;
    KeyFiles files_;
    std::unique_ptr<asio::ssl::context> tls_;
    std::uint64_t not_after_ms_ = 0;  // Of the certificate in `tls_`.
    Room room_;
    int loops_ = 0;
};

// Connections refer to the room, so their coroutines must have ended before it does. Each has lost
// its socket and takes a few steps to its end; nothing here waits for anybody.
TlsServer::~TlsServer() {
    stop();
    tick_.cancel();
    room_.close_all();
    io_.restart();
    for (int step = 0; step < last_steps_max && (room_.size() > 0 || loops_ > 0); ++step) {
        io_.poll_one();
    }
    check(room_.size() == 0);
    check(loops_ == 0);
}

Result<void> TlsServer::start(Descriptor listener) {
    TRY(listening, option_of(listener, SO_ACCEPTCONN));
    TRY(family, option_of(listener, SO_DOMAIN));
    if (listening == 0 || (family != AF_INET && family != AF_INET6)) return errors::http_listener;
    TRY(reload());
    boost::system::error_code failure;
    const auto protocol = family == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4();
    acceptor_.assign(protocol, listener.number(), failure);
    if (failure) return errors::http_listener;
    listener.release();
    loops_ = 2;
    asio::co_spawn(io_, accept_connections(), asio::detached);
    asio::co_spawn(io_, sweep(), asio::detached);
    return done;
}

Result<void> TlsServer::reload() {
    TRY(context, make_tls_context(files_));
    TRY(facts, facts_of(SSL_CTX_get0_certificate(context.get())));
    not_after_ms_ = facts.not_after_ms;
    tls_ = std::make_unique<asio::ssl::context>(context.release());
    return done;
}

void TlsServer::stop() {
    room_.stop();
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    room_.close_idle();
}

asio::awaitable<void> TlsServer::accept_connections() {
    while (!room_.stopping()) {
        auto [failure, socket] = co_await acceptor_.async_accept(awaited);
        if (room_.stopping()) break;
        if (failure) {
            co_await rest(failure);
            continue;
        }
        ++room_.counts().accepted;
        if (!room_.make_space()) continue;
        set_options(socket);
        auto connection =
            std::make_unique<Connection>(room_, std::move(socket), tls_->native_handle());
        asio::co_spawn(io_, serve(std::move(connection)), asio::detached);
    }
    --loops_;
}

// Out of descriptors or memory: accepting again at once would only burn the processor.
asio::awaitable<void> TlsServer::rest(boost::system::error_code failure) {
    if (failure == asio::error::connection_aborted) co_return;
    room_.complain(
        "no connection can be accepted now",
        Error(errors::http_listener, {fact("errno", static_cast<std::uint64_t>(failure.value()))}));
    pause_.expires_after(breath);
    co_await pause_.async_wait(awaited);
}

asio::awaitable<void> TlsServer::sweep() {
    for (;;) {
        tick_.expires_after(sweep_interval);
        const auto [cancelled] = co_await tick_.async_wait(awaited);
        if (cancelled) break;
        room_.close_late(std::chrono::steady_clock::now());
    }
    --loops_;
}

}  // namespace

Result<std::unique_ptr<Server>> Server::open(asio::io_context& io,
                                             Descriptor listener,
                                             KeyFiles files,
                                             Service& service,
                                             const Limits& limits) {
    auto server = std::make_unique<TlsServer>(io, std::move(files), service, limits);
    TRY(server->start(std::move(listener)));
    return std::unique_ptr<Server>(std::move(server));
}

}  // namespace sealwright::http
