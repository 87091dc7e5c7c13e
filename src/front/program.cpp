#include "program.hpp"

#include "core/desk.hpp"
#include "keeper_link.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/http/server.hpp"
#include "sealwright/sandbox/filter.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <csignal>

namespace sealwright::front {
namespace asio = boost::asio;
namespace {

constexpr std::chrono::milliseconds tick_interval{50};
constexpr std::chrono::milliseconds flush{250};
constexpr std::uint64_t finish_ms = 3'000 - 250;  // Of the 3 s, the last 250 ms are for sending.
constexpr rlim_t descriptors_apart = 64;  // The log, the keeper, the loop's own, the listener.

// As many connections as the limit says, or as descriptors are allowed to us.
std::size_t connections_allowed(std::size_t wanted) {
    rlimit descriptors{};
    if (::getrlimit(RLIMIT_NOFILE, &descriptors) != 0) return 256;
    descriptors.rlim_cur = descriptors.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &descriptors) != 0) return 256;
    const auto room = descriptors.rlim_max - std::min(descriptors.rlim_max, descriptors_apart);
    return std::min<std::size_t>(wanted, room);
}

class Program {
public:
    explicit Program(const config::Config& config)
        : io_(1),
          signals_(io_, SIGTERM, SIGINT, SIGHUP),
          tick_(io_),
          keeper_(io_, config.socket("keeper"), config.keeper_uid),
          desk_(clock_, random_, keeper_) {}

    Result<void> start(const config::Config& config, Descriptor listener) {
        http::Limits limits;
        limits.connections_max = connections_allowed(limits.connections_max);
        TRY(server,
            http::Server::open(
                io_, std::move(listener), {config.certificate, config.key}, desk_, limits));
        server_ = std::move(server);
        keeper_.start(desk_);
        await_signal();
        await_tick();
        return done;
    }

    void run() {
        io_.run();
        // Asks that are still here hear that nobody will answer them; then the sockets go.
        desk_.give_up();
        io_.restart();
        io_.run_for(flush);
        keeper_.stop();
        server_.reset();
    }

private:
    void await_signal() {
        signals_.async_wait([this](const boost::system::error_code& cancelled, int number) {
            if (cancelled) return;
            if (number == SIGHUP) reload();
            if (number != SIGHUP) begin_end();
            await_signal();
        });
    }

    void await_tick() {
        tick_.expires_after(tick_interval);
        tick_.async_wait([this](const boost::system::error_code& cancelled) {
            if (cancelled) return;
            desk_.tick();
            const auto now_ms = clock_.now().boottime_ms;
            const bool finished = end_ms_ && (now_ms >= *end_ms_ || server_->connections() == 0);
            if (finished) return io_.stop();
            await_tick();
        });
    }

    void reload() {
        const auto reloaded = server_->reload();
        if (!reloaded) {
            return log(LogLevel::error, "the certificate stays the old one", reloaded.error());
        }
        log(LogLevel::info, "new connections get the certificate as it is now");
    }

    void begin_end() {
        if (end_ms_) return;
        log(LogLevel::info, "ending: no new connection, no new request");
        end_ms_ = clock_.now().boottime_ms + finish_ms;
        server_->stop();
    }

    SystemClock clock_;
    SystemRandom random_;
    asio::io_context io_;
    asio::signal_set signals_;
    asio::steady_timer tick_;
    KeeperLink keeper_;
    Desk desk_;
    std::unique_ptr<http::Server> server_;  // Last: its connections know the desk.
    std::optional<std::uint64_t> end_ms_;
};

}  // namespace

Result<void> serve(const config::Config& config, Descriptor listener) {
    std::signal(SIGPIPE, SIG_IGN);
    Program program(config);
    TRY(program.start(config, std::move(listener)));
    // Nothing from outside has been read yet: the loop does not run before.
    TRY(sandbox::enter(sandbox::Filter::front));
    log(LogLevel::info, "serving", {fact("port", config.listen_port)});
    program.run();
    return done;
}

}  // namespace sealwright::front
