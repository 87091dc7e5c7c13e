#include "program.hpp"

#include "core/desk.hpp"
#include "core/metrics_desk.hpp"
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
constexpr std::size_t scrapers_max = 16;
constexpr rlim_t descriptors_apart = 96;  // The log, the keeper, the loop's own, the listener.

// As many connections as the limit says, or as descriptors are allowed to us.
std::size_t connections_allowed(std::size_t wanted) {
    rlimit descriptors{};
    if (::getrlimit(RLIMIT_NOFILE, &descriptors) != 0) return 256;
    descriptors.rlim_cur = descriptors.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &descriptors) != 0) return 256;
    const auto room = descriptors.rlim_max - std::min(descriptors.rlim_max, descriptors_apart);
    return std::min<std::size_t>(wanted, room);
}

class Program final : public NumbersPort {
public:
    Program(const config::Config& config, sandbox::Herald herald)
        : io_(1),
          signals_(io_, SIGTERM, SIGINT, SIGHUP),
          tick_(io_),
          keeper_(io_, config.socket("keeper"), config.keeper_uid),
          nodes_(clock_, keeper_),
          people_(clock_, keeper_),
          desk_(clock_, random_, keeper_, nodes_, people_),
          metrics_(clock_, *this),
          herald_(std::move(herald)),
          certificate_(config.certificate) {}

    Result<void> start(const config::Config& config, Listeners listeners) {
        const http::KeyFiles files{config.certificate, config.key};
        http::Limits limits;
        limits.connections_max = connections_allowed(limits.connections_max);
        TRY(server, http::Server::open(io_, std::move(listeners.vaults), files, desk_, limits));
        server_ = std::move(server);
        server_not_after_ms_ = server_->certificate_not_after_ms();
        if (listeners.metrics.is_open()) {
            limits.connections_max = scrapers_max;
            TRY(scraped,
                http::Server::open(io_, std::move(listeners.metrics), files, metrics_, limits));
            scraped_ = std::move(scraped);
        }
        keeper_.start(desk_, nodes_, people_, metrics_);
        keeper_.say({server_not_after_ms_});
        await_signal();
        await_tick();
        return done;
    }

    void run() {
        tell_ready();
        io_.run();
        // Asks that are still here hear that nobody will answer them; then the sockets go.
        desk_.give_up();
        nodes_.keeper_left();
        people_.give_up();
        io_.restart();
        io_.run_for(flush);
        keeper_.stop();
        metrics_.keeper_left();
        scraped_.reset();
        server_.reset();
    }

    bool ask_numbers(std::uint64_t correlation) override {
        return keeper_.ask_numbers(correlation);
    }

    [[nodiscard]] FrontNumbers front_numbers() const override {
        const auto& counts = server_->counts();
        return {server_->connections(),
                counts.accepted,
                counts.evicted,
                counts.handshakes_failed,
                counts.refused_unread,
                desk_.waiting() + nodes_.waiting() + people_.waiting(),
                server_not_after_ms_,
                people_.streams(),
                people_.answered()};
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
            nodes_.tick();
            people_.tick();
            metrics_.tick();
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
        if (reloaded) follow_certificate();
        kept_old_ = !reloaded;
        tell_ready();
    }

    // The other listener and the keeper learn of it; vaults are served with it already.
    void follow_certificate() {
        server_not_after_ms_ = server_->certificate_not_after_ms();
        keeper_.say({server_not_after_ms_});
        if (!scraped_) return;
        const auto scraped = scraped_->reload();
        if (!scraped) log(LogLevel::error, "metrics keep the old one", scraped.error());
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
        if (scraped_) scraped_->stop();
        server_->stop();
        people_.end_streams();
    }

    SystemClock clock_;
    SystemRandom random_;
    asio::io_context io_;
    asio::signal_set signals_;
    asio::steady_timer tick_;
    KeeperLink keeper_;
    NodeDesk nodes_;
    PersonDesk people_;
    Desk desk_;
    MetricsDesk metrics_;
    sandbox::Herald herald_;
    std::string certificate_;  // Its path.
    bool kept_old_ = false;    // By the newest reload.
    std::uint64_t server_not_after_ms_ = 0;
    // Last: their connections know the desks.
    std::unique_ptr<http::Server> server_;
    std::unique_ptr<http::Server> scraped_;
    std::optional<std::uint64_t> end_ms_;
};

}  // namespace

Result<void> serve(const config::Config& config, Listeners listeners, sandbox::Herald herald) {
    std::signal(SIGPIPE, SIG_IGN);
    Program program(config, std::move(herald));
    TRY(program.start(config, std::move(listeners)));
    // Nothing from outside has been read yet: the loop does not run before.
    TRY(sandbox::enter(sandbox::Filter::front));
    log(LogLevel::info, "serving", {fact("port", config.listen_port)});
    program.run();
    return done;
}

}  // namespace sealwright::front
