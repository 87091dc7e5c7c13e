#include "program.hpp"

#include "core/desk.hpp"
#include "errors.hpp"
#include "keeper_link.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/http/certificate.hpp"
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
    Program(const config::Config& config, sandbox::Herald herald)
        : io_(1),
          signals_(io_, SIGTERM, SIGINT, SIGHUP),
          tick_(io_),
          keeper_(io_, config.socket("keeper"), config.keeper_uid),
          desk_(clock_, random_, keeper_),
          herald_(std::move(herald)),
          certificate_(config.certificate) {}

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
        tell_ready();
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
            herald_.beat(clock_.now());
            const auto now_ms = clock_.now().boottime_ms;
            const bool finished = end_ms_ && (now_ms >= *end_ms_ || server_->connections() == 0);
            if (finished) return io_.stop();
            await_tick();
        });
    }

    // Whoever asked for it sees READY again when it is over, whichever certificate is served then.
    void reload() {
        herald_.reloading();
        const auto before = server_->certificate_not_after_ms();
        const auto reloaded = reload_certificate();
        if (reloaded) {
            log(LogLevel::info,
                "new connections get the certificate as it is now",
                {fact("not_after", render_utc(server_->certificate_not_after_ms())),
                 fact("before", render_utc(before))});
        } else {
            log(LogLevel::error, "the certificate stays the old one", reloaded.error());
            log(LogLevel::error,
                "still served",
                {fact("not_after", render_utc(before)), fact("next", "mend it and reload again")});
        }
        kept_old_ = !reloaded;
        tell_ready();
    }

    // An expired one in the place of one that is good would end every vault's next unseal.
    Result<void> reload_certificate() {
        TRY(found, http::read_certificate(certificate_));
        const auto now_ms = clock_.now().wall_ms;
        const bool is_worse =
            found.not_after_ms <= now_ms && server_->certificate_not_after_ms() > now_ms;
        if (!is_worse) return server_->reload();
        return Error(
            errors::front_certificate_over,
            {fact("path", certificate_), fact("not_after", render_utc(found.not_after_ms))});
    }

    void tell_ready() {
        const auto until = render_utc(server_->certificate_not_after_ms());
        herald_.ready(kept_old_
                          ? "a new certificate could not be read; served still: until " + until
                          : "serving with a certificate until " + until);
    }

    void begin_end() {
        if (end_ms_) return;
        log(LogLevel::info, "ending: no new connection, no new request");
        end_ms_ = clock_.now().boottime_ms + finish_ms;
        herald_.stopping();
        server_->stop();
    }

    SystemClock clock_;
    SystemRandom random_;
    asio::io_context io_;
    asio::signal_set signals_;
    asio::steady_timer tick_;
    KeeperLink keeper_;
    Desk desk_;
    sandbox::Herald herald_;
    std::string certificate_;               // Its path.
    bool kept_old_ = false;                 // By the newest reload.
    std::unique_ptr<http::Server> server_;  // Last: its connections know the desk.
    std::optional<std::uint64_t> end_ms_;
};

}  // namespace

Result<void> serve(const config::Config& config, Descriptor listener, sandbox::Herald herald) {
    std::signal(SIGPIPE, SIG_IGN);
    Program program(config, std::move(herald));
    TRY(program.start(config, std::move(listener)));
    // Nothing from outside has been read yet: the loop does not run before.
    TRY(sandbox::enter(sandbox::Filter::front));
    log(LogLevel::info, "serving", {fact("port", config.listen_port)});
    program.run();
    return done;
}

}  // namespace sealwright::front
