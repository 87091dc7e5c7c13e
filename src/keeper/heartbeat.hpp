// Heartbeat: once a second the keeper says that its loop turns, and how things stand.
//
// To sealwrightd on the control socket, always; to the service manager as well when sealwrightd has
// handed over a socket to it (the keeper can make none). Nothing here waits: whoever does not read
// misses a beat. Process: keeper. Spec: docs/protocol/control.md section 4.
#pragma once

#include "control_line.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/sandbox/herald.hpp"

namespace sealwright::keeper {

class Heartbeat {
public:
    static constexpr std::uint64_t pace_ms = 1'000;

    explicit Heartbeat(sandbox::Herald herald) : herald_(std::move(herald)) {}

    // At the end of each turn of the loop.
    void beat(ControlLine& control, const supervise::Alive& alive, Now now);

private:
    sandbox::Herald herald_;
    bool told_ready_ = false;
    std::uint64_t next_ms_ = 0;
};

}  // namespace sealwright::keeper
