// Supervisor: keeps the service's processes running, and connects the keeper, which makes no
// sockets.
//
// One thread, one poll. Listening sockets stay open here while a process behind them is started
// again, so connections wait instead of failing; a token's does not, for its login is its own.
// Process: sealwrightd. It parses nothing from outside and never sees a PIN.
#pragma once

#include "child.hpp"
#include "control.hpp"
#include "launch.hpp"
#include "options.hpp"
#include "sealwright/config/compiled.hpp"
#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/now.hpp"
#include "signals.hpp"
#include "token_process.hpp"

#include <optional>
#include <vector>

namespace sealwright::supervisor {

struct Listeners {
    Descriptor front;      // TCP
    Descriptor keeper;     // The front connects here.
    Descriptor operators;  // The CLI connects here.
    Descriptor depot;
};

class Supervisor {
public:
    Supervisor(const config::Config& config,
               Launch launch,
               Listeners listeners,
               Signals signals,
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
    static constexpr std::uint64_t idle_ms = 5'000;

    [[nodiscard]] std::uint64_t now_ms() const { return clock_.now().boottime_ms; }
    [[nodiscard]] std::uint64_t timeout_ms() const;

    void tick();
    void start_front();
    void start_keeper();
    void start_depot();
    void note_start(Child& child, const Result<int>& pid);

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
    Child front_{"sealwright-front"};
    Child keeper_{"sealwright-keeper"};
    Child depot_{"sealwright-depot"};
    std::vector<TokenProcess> tokens_;
    std::uint64_t look_for_certificate_at_ms_ = 0;
    bool told_ready_ = false;
};

}  // namespace sealwright::supervisor
