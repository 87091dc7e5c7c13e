#include "program.hpp"

#include "callers.hpp"
#include "child.hpp"
#include "core/desk.hpp"
#include "errors.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/http/server.hpp"
#include "sealwright/ipc/socket.hpp"
#include "sealwright/sandbox/filter.hpp"
#include "sealwright/sandbox/herald.hpp"
#include "sealwright/sandbox/inherited.hpp"
#include "service_link.hpp"
#include "tasks.hpp"
#include "version_store.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <csignal>

namespace sealwright::agent {
namespace asio = boost::asio;
namespace {

constexpr std::chrono::milliseconds tick_interval{50};
constexpr std::chrono::milliseconds flush{250};
constexpr int listener_place = 3;
constexpr std::size_t connections_max = 64;
// The vault's user is asked of the kernel for each request, so anybody may knock.
constexpr unsigned socket_mode = 0666;

http::Limits limits() {
    http::Limits limits;
    limits.connections_max = connections_max;
    return limits;
}

// A result without a session is a refusal: the service has said why, and gives nothing.
Result<session::OpenedFacts> with_session(const Result<session::OpenedFacts>& facts) {
    if (!facts || facts->lifetime_s > 0) return facts;
    const auto* failure = facts->result.first_failure();
    return Error(errors::agent_refused,
                 {fact("status", claims::word_of(facts->result.status)),
                  fact("claim", failure == nullptr ? "" : failure->claim)});
}

class Program final : public AgentPort {
public:
    Program(const config::AgentConfig& config,
            const http::ClientTls& tls,
            Callers callers,
            sandbox::Herald herald,
            std::optional<std::uint32_t> known_version,
            const http::ForeignServer* vault)
        : io_(1),
          signals_(io_, SIGTERM, SIGINT),
          tick_(io_),
          callers_(std::move(callers)),
          store_(config.version_file(), config.vault),
          prover_(io_),
          link_(ServiceLink::make(io_, config, tls, prover_, random_)),
          desk_(clock_, random_, *this, {config.mount, config.key}, known_version),
          herald_(std::move(herald)) {
        if (vault != nullptr) tasks_.emplace(io_, desk_, *vault, random_);
    }

    Result<void> start(Descriptor listener, Descriptor prover) {
        TRY(prover_.start(std::move(prover)));
        TRY(server, http::Server::open_local(io_, std::move(listener), desk_, limits()));
        server_ = std::move(server);
        await_signal();
        await_tick();
        if (tasks_) tasks_->start();
        return done;
    }

    Result<void> run() {
        herald_.ready("serving; no session yet");
        io_.run();
        desk_.end();
        io_.restart();
        io_.run_for(flush);
        const bool prover_ended = prover_.is_gone();
        link_->give_up();
        prover_.stop();
        server_.reset();
        if (prover_ended) return errors::agent_prover_gone;
        return done;
    }

    void attest() override {
        link_->attest(session::Purpose::open, nullptr, [this](auto facts) { attested(facts); });
    }
    void ask(const Ask& ask) override {
        link_->ask(ask, [this](auto reply) { answered(reply); });
    }
    void give_up() override { link_->give_up(); }

    void remember(std::uint32_t version) override {
        const auto saved = store_.save(version);
        log(LogLevel::info, "the vault's key version", {fact("version", std::uint64_t{version})});
        if (!saved) log(LogLevel::error, "it is not written down", saved.error());
    }

    Result<Digest> caller_of(const http::Exchange& exchange) override {
        auto mark = callers_.mark_of(exchange.socket());
        if (!mark) log(LogLevel::warning, "a caller was refused", mark.error());
        return mark;
    }

private:
    void attested(const Result<session::OpenedFacts>& came) {
        const auto facts = with_session(came);
        if (!facts) {
            say_once(facts.error());
            herald_.status("serving; no session: " + facts.error().sentence());
            return desk_.attested(facts.error());
        }
        last_failure_ = 0;
        log(LogLevel::info,
            "this node is attested",
            {fact("version", std::uint64_t{facts->seal_key_version}),
             fact("lifetime_s", std::uint64_t{facts->lifetime_s}),
             fact("reference", facts->result.reference_id)});
        herald_.status("serving; attested");
        constexpr std::uint64_t per_second = 1'000;
        desk_.attested(Attested{facts->seal_key_version, facts->lifetime_s * per_second});
    }

    void answered(const Result<session::Reply>& reply) {
        if (!reply) log(LogLevel::info, "the session is over", reply.error());
        desk_.answered(reply);
    }

    // The vault asks every 5 s; what is the same as before is said once a minute.
    void say_once(const Error& why) {
        constexpr std::uint64_t again_ms = 60'000;
        const auto now_ms = clock_.now().boottime_ms;
        const bool is_new = why.code() != last_failure_ || now_ms >= last_said_ms_ + again_ms;
        if (!is_new) return;
        last_failure_ = why.code();
        last_said_ms_ = now_ms;
        log(LogLevel::warning, "this node has no session", why);
    }

    void await_signal() {
        signals_.async_wait([this](const boost::system::error_code& cancelled, int) {
            if (cancelled) return;
            log(LogLevel::info, "ending");
            herald_.stopping();
            io_.stop();
        });
    }

    void await_tick() {
        tick_.expires_after(tick_interval);
        tick_.async_wait([this](const boost::system::error_code& cancelled) {
            if (cancelled) return;
            desk_.tick();
            herald_.beat(clock_.now());
            if (prover_.is_gone()) return io_.stop();
            await_tick();
        });
    }

    SystemClock clock_;
    SystemRandom random_;
    asio::io_context io_;
    asio::signal_set signals_;
    asio::steady_timer tick_;
    Callers callers_;
    VersionStore store_;
    ProverLink prover_;
    std::unique_ptr<ServiceLink> link_;
    Desk desk_;
    std::optional<Tasks> tasks_;
    sandbox::Herald herald_;
    std::uint16_t last_failure_ = 0;
    std::uint64_t last_said_ms_ = 0;
    // Last: its connections know the desk.
    std::unique_ptr<http::Server> server_;
};

// A file that is damaged costs only the answer while the service is away; it is written again.
std::optional<std::uint32_t> known_version(const config::AgentConfig& config) {
    const auto loaded = VersionStore(config.version_file(), config.vault).load();
    if (loaded) return *loaded;
    log(LogLevel::warning, "the vault's key version is not known", loaded.error());
    return std::nullopt;
}

Result<Descriptor> vault_listener(const config::AgentConfig& config) {
    if (sandbox::inherited("transit")) return sandbox::take_inherited("transit", listener_place);
    return ipc::listen_at(config.socket, socket_mode);
}

}  // namespace

Result<void> serve(const config::AgentConfig& config, const std::string& config_path) {
    std::signal(SIGPIPE, SIG_IGN);
    TRY(listener, vault_listener(config));
    TRY(herald, sandbox::Herald::of_this_process());
    TRY(tls, http::ClientTls::open(config.authority));
    TRY(callers, Callers::open(config.vault_uid));
    TRY(vault, vault_server(config));
    TRY(prover, start_prover(config_path));
    Program program(
        config, *tls, std::move(callers), std::move(herald), known_version(config), vault.get());
    TRY(program.start(std::move(listener), std::move(prover)));
    // Nothing from outside has been read yet: the loop does not run before.
    TRY(sandbox::enter(sandbox::Filter::agent));
    log(LogLevel::info,
        "serving",
        {fact("socket", config.socket),
         fact("uid", std::uint64_t{config.vault_uid}),
         fact("node", config.node.str())});
    return program.run();
}

}  // namespace sealwright::agent
