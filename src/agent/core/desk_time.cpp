// What becomes of asks as time passes.
#include "../errors.hpp"
#include "desk.hpp"

#include <algorithm>
#include <iterator>

namespace sealwright::agent {
namespace {

// How long this node keeps a session for a vault that asks nothing.
constexpr std::uint64_t interest_ms = 60'000;

}  // namespace

bool Desk::is_out_of_patience(Line::const_iterator position) const {
    const auto waited_ms = clock_.now().boottime_ms - position->since_ms;
    if (waited_ms >= answer_max_ms) return true;
    if (phase_ == Phase::asking || position->kind == Kind::task) return false;
    if (position->held_until_ms) return clock_.now().boottime_ms >= *position->held_until_ms;
    if (position->kind == Kind::decrypt) {
        const bool is_proving = phase_ == Phase::attesting;
        const auto proving_ms = clock_.now().boottime_ms - std::max(began_ms_, position->since_ms);
        return is_proving && proving_ms >= decrypt_patience_ms;
    }
    return position->kind == Kind::probe && waited_ms >= probe_patience_ms &&
           is_sure_of_version(position->process);
}

void Desk::give_up_late(Now now) {
    const auto under_way_ms = now.boottime_ms - began_ms_;
    if (phase_ == Phase::attesting && under_way_ms >= attest_max_ms) {
        port_.give_up();
        attested(Error(errors::agent_prover_silent));
    }
    if (phase_ == Phase::asking && under_way_ms >= answer_max_ms) {
        // Its answer may still come; nothing would tell it from the next one's.
        port_.give_up();
        phase_ = Phase::idle;
        session_ends_ms_.reset();
        say_no(line_.begin(), Error(errors::agent_away));
    }
}

void Desk::tick() {
    const auto now = clock_.now();
    give_up_late(now);
    const Error why(phase_ == Phase::attesting ? errors::agent_not_yet : errors::agent_away);
    auto position = phase_ == Phase::asking ? std::next(line_.begin()) : line_.begin();
    while (position != line_.end()) {
        position = is_out_of_patience(position) ? say_no(position, why) : std::next(position);
    }
    const bool is_wanted =
        !line_.empty() || (was_asked_ && now.boottime_ms - last_ask_ms_ < interest_ms);
    if (phase_ != Phase::idle || !is_wanted || !back_off_.is_due(now)) return;
    if (!line_.empty()) return go_on();
    if (!has_session()) begin_to_attest();
}

void Desk::end() {
    if (phase_ != Phase::idle) port_.give_up();
    phase_ = Phase::idle;
    auto position = line_.begin();
    while (position != line_.end()) position = say_no(position, Error(errors::agent_away));
}

}  // namespace sealwright::agent
