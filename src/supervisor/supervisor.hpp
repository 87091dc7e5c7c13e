// Supervisor: keeps the service's processes running, and connects the keeper, which makes no
// sockets.
//
// One thread, one poll. Listening sockets stay open here while a process behind them is started
// again, so connections wait instead of failing; a token's does not, for its login is its own.
// Where each process has a unit of its own (Launch::units) the sockets are systemd's, nothing is
// started here, and the keeper is found at `control.sock`.
// Process: sealwrightd. It parses nothing from outside and never sees a PIN.
#pragma once

#include "attended.hpp"
#include "control.hpp"
#include "launch.hpp"
#include "liveness.hpp"
#include "options.hpp"
#include "picture.hpp"
#include "sealwright/config/compiled.hpp"
#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/sandbox/herald.hpp"
#include "signals.hpp"
#include "token_process.hpp"
#include "verifiers.hpp"

#include <optional>
#include <vector>

namespace sealwright::supervisor {

struct Listeners {
    Descriptor front;      // TCP
    Descriptor keeper;     // The front connects here.
    Descriptor operators;  // The CLI connects here.
    Descriptor nodes;      // Agents of this host connect here.
    Descriptor depot;
    Descriptor metrics;  // TCP; closed when the configuration has none.
};

class Supervisor {
public:
    Supervisor(const config::Config& config,
               Launch launch,
               Listeners listeners,
               Signals signals,
               sandbox::Herald herald,
               const Clock& clock);
    // Tokens point into this object.
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;
    Supervisor(Supervisor&&) = delete;
    Supervisor& operator=(Supervisor&&) = delete;
    ~Supervisor() = default;

    // Until a signal ends it.
    Result<void> run();

private:
    static constexpr std::uint64_t ending_patience_ms = 3'000;
    static constexpr std::uint64_t certificate_look_ms = 500;
    static constexpr std::uint64_t control_again_ms = 500;
    static constexpr std::uint64_t look_ms = 1'000;  // At whether everybody still runs.

    [[nodiscard]] std::uint64_t now_ms() const { return clock_.now().boottime_ms; }
    [[nodiscard]] std::uint64_t timeout_ms() const;

    void tick();
    void start_front();
    void start_keeper();
    void start_depot();
    [[nodiscard]] bool has_certificate() const;
    void find_keeper();
    void lose_keeper();

    void tend();
    void reload();
    [[nodiscard]] Picture picture() const;

    void reap();
    void buried(int pid, int status);
    void serve_keeper();
    void answer(const supervise::PeerAsk& ask);
    void obey(const supervise::TokenWish& wish);
    TokenProcess* token(const std::string& name);
    Result<void> end();

    const config::Config& config_;
    const Launch launch_;
    const Listeners listeners_;
    Signals signals_;
    const Clock& clock_;
    std::optional<Control> control_;
    sandbox::Herald herald_;
    Attended front_{"sealwright-front"};
    Attended keeper_{"sealwright-keeper"};
    Attended depot_{"sealwright-depot"};
    std::optional<supervise::Alive> alive_;  // The keeper's newest word.
    Liveness keeper_unit_;                   // Of a keeper that is not our child.
    std::vector<TokenProcess> tokens_;
    Verifiers verifiers_;
    std::uint64_t look_for_certificate_at_ms_ = 0;
    std::uint64_t find_keeper_at_ms_ = 0;
    std::uint64_t tended_ms_ = 0;
    bool told_away_ = false;
    bool told_ready_ = false;
    bool reloading_ = false;
};

}  // namespace sealwright::supervisor
