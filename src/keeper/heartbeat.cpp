#include "heartbeat.hpp"

#include <string>

namespace sealwright::keeper {
namespace {

std::string words_of(const supervise::Alive& alive) {
    auto tokens = std::to_string(alive.tokens_logged_in) + " tokens ready";
    switch (alive.phase) {
        case supervise::KeeperPhase::locked:
            return "locked, " + tokens;
        case supervise::KeeperPhase::empty:
            return "empty: waits for `sealwright init`, " + tokens;
        case supervise::KeeperPhase::open:
            return "open, " + tokens;
    }
    return tokens;
}

}  // namespace

void Heartbeat::beat(ControlLine& control, const supervise::Alive& alive, Now now) {
    if (!told_ready_) herald_.ready(words_of(alive));
    told_ready_ = true;
    herald_.status(words_of(alive));
    herald_.beat(now);
    if (now.boottime_ms < next_ms_) return;
    next_ms_ = now.boottime_ms + pace_ms;
    // A full queue means that sealwrightd does not read now; the next beat tells it the same.
    [[maybe_unused]] const auto sent = control.send(alive);
}

}  // namespace sealwright::keeper
