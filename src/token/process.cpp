#include "process.hpp"

#include "careful_room.hpp"
#include "errors.hpp"
#include "listener.hpp"
#include "pin_source.hpp"
#include "sealwright/config/compiled.hpp"
#include "sealwright/core/errors.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/crypto/self_test.hpp"
#include "sealwright/hsm/token/pkcs11_room.hpp"
#include "sealwright/sandbox/filter.hpp"
#include "sealwright/sandbox/harden.hpp"
#include "sealwright/sandbox/herald.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/signalfd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <memory>

namespace sealwright::token {
namespace {

// Everything that is settled before a vendor's code runs.
struct Prepared {
    config::Config config;
    config::Token token;
    std::string state;  // Folder of this token's own files.
    Descriptor listener;
    Descriptor signals;
    sandbox::Herald herald;
};

Result<Descriptor> hear_signals() {
    sigset_t wanted;
    ::sigemptyset(&wanted);
    ::sigaddset(&wanted, SIGTERM);
    ::sigaddset(&wanted, SIGINT);
    if (::sigprocmask(SIG_BLOCK, &wanted, nullptr) != 0) return errors::token_signals;
    // A module's own sockets may break; that must not end us.
    ::signal(SIGPIPE, SIG_IGN);
    Descriptor signals(::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!signals.is_open()) return errors::token_signals;
    return signals;
}

Result<Prepared> prepare(const Arguments& arguments) {
    TRY(config, config::load_compiled(arguments.config));
    const auto* token = config.token(arguments.name);
    if (token == nullptr)
        return Error(errors::token_not_configured, {fact("name", arguments.name)});
    TRY(listener, take_listener(config.socket("token@" + token->name)));
    TRY(signals, hear_signals());
    TRY(herald, sandbox::Herald::of_this_process());
    // What sealwrightd has set already is the same; under an own unit it is set here.
    for (const auto& variable : token->environment) {
        ::setenv(variable.name.c_str(), variable.value.c_str(), 1);
    }
    auto state = config.state + "/token/" + token->name;
    return Prepared{config,
                    *token,
                    std::move(state),
                    std::move(listener),
                    std::move(signals),
                    std::move(herald)};
}

std::unique_ptr<hsm::token::KeyRoom> open_room(const Prepared& prepared) {
    const char* softhsm = std::getenv("SOFTHSM2_CONF");
    auto room = hsm::token::open_room({prepared.token.module,
                                       prepared.token.label,
                                       prepared.token.serial,
                                       softhsm == nullptr ? "/etc/softhsm/softhsm2.conf" : softhsm,
                                       prepared.state + "/aside"});
    if (room) return std::move(*room);
    return std::make_unique<hsm::token::AbsentRoom>(room.error());
}

// A source that fails leaves the process waiting for `token login`, with the reason in its status.
void try_login(hsm::token::Core& core, const config::Token& token, int pin_descriptor) {
    if (core.state() != hsm::TokenState::waiting_for_pin) return;
    const auto pin = ask_pin_source(token, pin_descriptor);
    if (pin && !*pin) return;
    const auto tried = pin ? core.login(**pin) : pin.error();
    if (tried) return;
    core.explain(tried.error());
    log(LogLevel::warning, "waiting for `sealwright token login`", tried.error());
}

// Two processes that write one ledger would each miss what the other has seen.
Result<Descriptor> hold_state(const std::string& state) {
    const auto path = state + "/lock";
    Descriptor lock(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!lock.is_open()) {
        return Error(errors::io_failed,
                     {fact("path", path), fact("errno", static_cast<std::uint64_t>(errno))});
    }
    if (::flock(lock.number(), LOCK_EX | LOCK_NB) == 0) return lock;
    return Error(errors::token_state_taken, {fact("path", path)});
}

Result<ExitCode> serve(const Arguments& arguments) {
    TRY(crypto::self_test());
    TRY(prepared, prepare(arguments));
    TRY(lock, hold_state(prepared.state));
    const Descriptor locked(std::move(lock));  // Until we return.
    TRY(ledger, hsm::token::LedgerFile::open(prepared.state + "/ledger"));
    const auto& token = prepared.token;
    const SystemClock clock;
    CarefulRoom room(open_room(prepared), prepared.state);

    hsm::token::Core core({token.name,
                           prepared.config.environment,
                           hsm::token::pin_size_min(token.module),
                           {{token.vaults.begin(), token.vaults.end()}, token.rate_per_second}},
                          room,
                          ledger,
                          clock);
    core.begin();
    TRY(sandbox::enter(token.network ? sandbox::Filter::token_with_network
                                     : sandbox::Filter::token));
    try_login(core, token, arguments.pin_descriptor);

    log(LogLevel::info, "serving", {fact("state", static_cast<std::uint64_t>(core.state()))});
    Server server({std::move(prepared.listener),
                   std::move(prepared.signals),
                   prepared.config.keeper_uid,
                   std::move(prepared.herald)},
                  core,
                  clock);
    return server.run();
}

}  // namespace

ExitCode run(const Arguments& arguments) {
    sandbox::harden_process();
    log_as("sealwright-token@" + arguments.name);
    const auto code = serve(arguments);
    if (code) return *code;
    log(LogLevel::error, "cannot start", code.error());
    return ExitCode::misconfigured;
}

}  // namespace sealwright::token
