// The accept loop: the one place where a coroutine is started that nobody waits for.
#include "connection.hpp"
#include "local_stream.hpp"
#include "openssl.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/http/errors.hpp"
#include "sealwright/http/server.hpp"
#include "tls.hpp"
#include "tls_stream.hpp"

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
#include <cerrno>
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

// The loops of a server, whatever it accepts.
template <class Protocol>
class Accepting : public Server {
public:
    Accepting(asio::io_context& io, Service& service, const Limits& limits)
        : io_(io), acceptor_(io), tick_(io), pause_(io), room_(service, limits) {}
    ~Accepting() override;

    void stop() override;
    [[nodiscard]] std::size_t connections() const override { return room_.size(); }
    [[nodiscard]] const Counts& counts() const override { return room_.counts(); }

protected:
    using Socket = typename Protocol::socket;

    Result<void> listen(Descriptor listener, const Protocol& protocol);
    virtual std::unique_ptr<Connection> connection_over(Socket socket) = 0;
    [[nodiscard]] Room& room() { return room_; }

private:
    asio::awaitable<void> accept_connections();
    asio::awaitable<void> rest(boost::system::error_code failure);
    asio::awaitable<void> sweep();

    asio::io_context& io_;
    typename Protocol::acceptor acceptor_;
    asio::steady_timer tick_;
    asio::steady_timer pause_;
    Room room_;
    int loops_ = 0;
    bool is_ending_ = false;
};

// Connections refer to the room, so their coroutines must have ended before it does. Each has lost
// its socket and takes a few steps to its end; nothing here waits for anybody.
template <class Protocol>
Accepting<Protocol>::~Accepting() {
    // A tick that is due already is not cancelled any more; it must not wait for another.
    is_ending_ = true;
    room_.stop();
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    tick_.cancel();
    room_.close_all();
    io_.restart();
    for (int step = 0; step < last_steps_max && (room_.size() > 0 || loops_ > 0); ++step) {
        io_.poll_one();
    }
    check(room_.size() == 0);
    check(loops_ == 0);
}

template <class Protocol>
Result<void> Accepting<Protocol>::listen(Descriptor listener, const Protocol& protocol) {
    boost::system::error_code failure;
    acceptor_.assign(protocol, listener.number(), failure);
    if (failure) return errors::http_listener;
    listener.release();
    loops_ = 2;
    asio::co_spawn(io_, accept_connections(), asio::detached);
    asio::co_spawn(io_, sweep(), asio::detached);
    return done;
}

template <class Protocol>
void Accepting<Protocol>::stop() {
    room_.stop();
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    room_.close_idle();
}

template <class Protocol>
asio::awaitable<void> Accepting<Protocol>::accept_connections() {
    while (!room_.stopping()) {
        auto [failure, socket] = co_await acceptor_.async_accept(awaited);
        if (room_.stopping()) break;
        if (failure) {
            co_await rest(failure);
            continue;
        }
        ++room_.counts().accepted;
        if (!room_.make_space()) continue;
        asio::co_spawn(io_, serve(connection_over(std::move(socket))), asio::detached);
    }
    --loops_;
}

// Out of descriptors or memory: accepting again at once would only burn the processor.
template <class Protocol>
asio::awaitable<void> Accepting<Protocol>::rest(boost::system::error_code failure) {
    if (failure == asio::error::connection_aborted) co_return;
    room_.complain(
        "no connection can be accepted now",
        Error(errors::http_listener, {fact("errno", static_cast<std::uint64_t>(failure.value()))}));
    pause_.expires_after(breath);
    co_await pause_.async_wait(awaited);
}

template <class Protocol>
asio::awaitable<void> Accepting<Protocol>::sweep() {
    while (!is_ending_) {
        tick_.expires_after(sweep_interval);
        const auto [cancelled] = co_await tick_.async_wait(awaited);
        if (!cancelled && !is_ending_) room_.close_late(std::chrono::steady_clock::now());
    }
    --loops_;
}

class TlsServer final : public Accepting<asio::ip::tcp> {
public:
    TlsServer(asio::io_context& io, KeyFiles files, Service& service, const Limits& limits)
        : Accepting(io, service, limits), files_(std::move(files)) {}

    Result<void> start(Descriptor listener);
    Result<void> reload() override;
    [[nodiscard]] std::uint64_t certificate_not_after_ms() const override { return not_after_ms_; }

private:
    std::unique_ptr<Connection> connection_over(Socket socket) override;

    KeyFiles files_;
    std::unique_ptr<asio::ssl::context> tls_;
    std::uint64_t not_after_ms_ = 0;  // Of the certificate in `tls_`.
};

Result<void> TlsServer::start(Descriptor listener) {
    TRY(listening, option_of(listener, SO_ACCEPTCONN));
    TRY(family, option_of(listener, SO_DOMAIN));
    if (listening == 0 || (family != AF_INET && family != AF_INET6)) return errors::http_listener;
    TRY(reload());
    return listen(std::move(listener),
                  family == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4());
}

Result<void> TlsServer::reload() {
    TRY(context, make_tls_context(files_));
    TRY(facts, facts_of(SSL_CTX_get0_certificate(context.get())));
    not_after_ms_ = facts.not_after_ms;
    tls_ = std::make_unique<asio::ssl::context>(context.release());
    return done;
}

Result<std::optional<ClientCertificate>> shown_by(Stream& stream) {
    return peer_certificate(static_cast<TlsStream&>(stream).tls());
}

std::unique_ptr<Connection> TlsServer::connection_over(Socket socket) {
    set_options(socket);
    return std::make_unique<Connection>(
        room(), std::make_unique<TlsStream>(std::move(socket), tls_->native_handle()), shown_by);
}

class LocalServer final : public Accepting<asio::local::stream_protocol> {
public:
    using Accepting::Accepting;

    Result<void> start(Descriptor listener);
    Result<void> reload() override { return done; }
    [[nodiscard]] std::uint64_t certificate_not_after_ms() const override { return 0; }

private:
    std::unique_ptr<Connection> connection_over(Socket socket) override;
};

Result<void> LocalServer::start(Descriptor listener) {
    TRY(listening, option_of(listener, SO_ACCEPTCONN));
    TRY(family, option_of(listener, SO_DOMAIN));
    if (listening == 0 || family != AF_UNIX) return errors::http_listener;
    // Before a client can connect, so that its first piece has a sender too.
    const int yes = 1;
    if (::setsockopt(listener.number(), SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes) != 0) {
        return Error(errors::http_listener, {fact("errno", static_cast<std::uint64_t>(errno))});
    }
    return listen(std::move(listener), asio::local::stream_protocol());
}

Result<std::optional<ClientCertificate>> shown_by_nobody(Stream&) {
    return std::optional<ClientCertificate>();
}

std::unique_ptr<Connection> LocalServer::connection_over(Socket socket) {
    return std::make_unique<Connection>(
        room(), std::make_unique<LocalStream>(std::move(socket)), shown_by_nobody);
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

Result<std::unique_ptr<Server>> Server::open_local(asio::io_context& io,
                                                   Descriptor listener,
                                                   Service& service,
                                                   const Limits& limits) {
    auto server = std::make_unique<LocalServer>(io, service, limits);
    TRY(server->start(std::move(listener)));
    return std::unique_ptr<Server>(std::move(server));
}

}  // namespace sealwright::http
