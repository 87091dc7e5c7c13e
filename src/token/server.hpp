// Server: the poll loop of a token process.
//
// One thread; it answers one frame after the other, since a token does one thing at a time. It
// accepts root, its own user and the keeper's user, and hears SIGTERM through a descriptor. A state
// from which only a new process helps (PIN refused, broken) is served for two more seconds, so that
// whoever asks learns it, and then ends the process with its exit code. Process: token. Its unit
// sees the state as STATUS.
// Limits: 16 connections, each with at most one waiting answer buffer of ipc.
#pragma once

#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/hsm/token/core.hpp"
#include "sealwright/ipc/connection.hpp"
#include "sealwright/sandbox/herald.hpp"

#include <optional>
#include <vector>

namespace sealwright::token {

enum class ExitCode : int {
    stopped = 0,
    usage = 64,
    token_broken = 75,  // Start it again.
    pin_refused = 77,   // Do not start it again.
    misconfigured = 78,
};

struct ServerSettings {
    Descriptor listener;
    Descriptor signals;  // A signalfd.
    std::uint32_t keeper_uid = 0;
    sandbox::Herald herald;
};

class Server {
public:
    static constexpr std::size_t connections_max = 16;
    static constexpr std::uint64_t farewell_ms = 2'000;

    Server(ServerSettings settings, hsm::token::Core& core, const Clock& clock)
        : settings_(std::move(settings)), core_(core), clock_(clock) {}

    ExitCode run();

private:
    Result<void> step(std::uint64_t timeout_ms);
    void accept_all();
    void serve_ready(const std::vector<ipc::Watched>& watched);
    [[nodiscard]] Result<void> serve(ipc::Connection& connection);
    [[nodiscard]] std::optional<ExitCode> fate() const;
    [[nodiscard]] bool all_sent() const;
    void tell_state();

    ServerSettings settings_;
    hsm::token::Core& core_;
    const Clock& clock_;
    std::vector<ipc::Connection> connections_;
    bool terminated_ = false;
};

}  // namespace sealwright::token
