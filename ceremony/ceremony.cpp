#include "sealwright/ceremony/ceremony.hpp"

#include "sealwright/ceremony/errors.hpp"

#include <algorithm>

namespace sealwright::ceremony {
namespace {

using State = CeremonyState;
constexpr std::uint64_t second_ms = 1000;
constexpr std::string_view too_few = "the holders that are left are too few";

bool has_row(State from, Step step) {
    return std::ranges::any_of(
        steps(), [&](const StepRow& row) { return row.from == from && row.step == step; });
}

bool has_row(State from, Step step, State to) {
    return std::ranges::any_of(steps(), [&](const StepRow& row) {
        return row.from == from && row.step == step && row.to == to;
    });
}

const Contribution* made_by(const std::vector<Contribution>& made,
                            std::uint16_t index,
                            std::uint8_t round) {
    const auto found = std::ranges::find_if(
        made, [&](const Contribution& each) { return each.index == index && each.round == round; });
    return found == made.end() ? nullptr : &*found;
}

}  // namespace

Result<Ceremony> Ceremony::propose(Casting casting, const Moment& now) {
    TRY(check_casting(casting));
    if (now.is_behind) return errors::clock_behind;
    if (now.is_frozen) return errors::service_frozen;
    const auto& script = script_of(casting.kind);
    if (!script.by_rules) {
        casting.needed = 1;
        casting.veto_s = 0;
    }
    Ceremony ceremony;
    ceremony.approvals.push_back(casting.conductor);
    ceremony.casting = std::move(casting);
    ceremony.proposed_ms = now.wall_ms;
    ceremony.deadline_ms = now.wall_ms + script.proposed_s * second_ms;
    if (ceremony.approvals.size() >= ceremony.casting.needed) {
        ceremony.enter(Step::approve, State::armed, now);
    }
    ceremony.look(now);
    return ceremony;
}

Result<void> Ceremony::take(Step step, const Moment& now, bool goes_on) const {
    if (!has_row(state, step)) {
        return Error(errors::ceremony_step,
                     {fact("state", word_of(state)), fact("step", word_of(step))});
    }
    if (goes_on && now.is_behind) return errors::clock_behind;
    if (goes_on && now.is_frozen) return errors::service_frozen;
    return done;
}

void Ceremony::enter(Step step, State to, const Moment& now) {
    check(has_row(state, step, to));
    const auto before = state;
    state = to;
    const auto from_now = [&](std::uint64_t seconds) { return now.wall_ms + seconds * second_ms; };
    if (to == State::armed) {
        armed_until_ms = from_now(casting.veto_s);
        deadline_ms = armed_until_ms + script().proposed_s * second_ms;
    }
    if (to == State::collecting && before != to) deadline_ms = from_now(round_now()->within_s);
    if (to == State::executing && before != to) deadline_ms = from_now(script().executing_s);
    if (to == State::confirming && before != to) deadline_ms = from_now(script().confirming_s);
    if (is_end(to)) deadline_ms = now.wall_ms;
}

void Ceremony::finish(Step step, State to, std::string_view reason, const Moment& now) {
    enter(step, to, now);
    why = reason;
}

Result<void> Ceremony::approve(const std::string& person, const Moment& now) {
    look(now);
    if (std::ranges::find(approvals, person) != approvals.end()) return done;
    TRY(take(Step::approve, now));
    approvals.push_back(person);
    const bool is_enough = approvals.size() >= casting.needed;
    enter(Step::approve, is_enough ? State::armed : State::proposed, now);
    look(now);
    return done;
}

Result<void> Ceremony::veto(const std::string& person, std::string_view reason, const Moment& now) {
    look(now);
    TRY(take(Step::veto, now, false));
    finish(Step::veto, State::vetoed, person + ": " + std::string(reason), now);
    return done;
}

Result<void> Ceremony::contribute(const Contribution& contribution, const Moment& now) {
    look(now);
    // What was taken is answered as before, however far the others are by now.
    if (std::ranges::find(contributions, contribution) != contributions.end()) return done;
    TRY(take(Step::contribute, now));
    const auto* holder = holder_at(contribution.index);
    if (holder == nullptr) return errors::ceremony_not_holder;
    if (holder->is_out()) return Error(errors::ceremony_holder_out, {fact("who", holder->person)});
    if (contribution.round != round) return errors::ceremony_round;
    if (made_by(contributions, contribution.index, round) != nullptr) {
        return Error(errors::ceremony_contributed, {fact("who", holder->person)});
    }
    contributions.push_back(contribution);
    if (count() < wanted()) return done;
    if (round + std::size_t{1} == script().rounds().size()) {
        enter(Step::contribute, State::executing, now);
        return done;
    }
    ++round;
    deadline_ms = now.wall_ms + round_now()->within_s * second_ms;
    return done;
}

Result<void> Ceremony::strike(std::uint16_t index, std::string_view reason, const Moment& now) {
    look(now);
    TRY(take(Step::strike, now, false));
    auto* holder = holder_at(index);
    if (holder == nullptr) return errors::ceremony_not_holder;
    if (holder->is_out()) return Error(errors::ceremony_holder_out, {fact("who", holder->person)});
    TRY(note(holder->person, reason, now));
    ++holder->strikes;
    if (!can_be_enough()) finish(Step::strike, State::failed, too_few, now);
    return done;
}

Result<void> Ceremony::refuse(std::uint16_t index, std::string_view reason, const Moment& now) {
    look(now);
    TRY(take(Step::refuse, now, false));
    auto* holder = holder_at(index);
    if (holder == nullptr) return errors::ceremony_not_holder;
    if (holder->has_refused) return done;
    TRY(note(holder->person, reason, now));
    holder->has_refused = true;
    if (state == State::confirming || !can_be_enough()) {
        finish(Step::refuse, State::failed, holder->person + " has refused", now);
        return done;
    }
    std::erase_if(contributions, [&](const Contribution& each) { return each.index == index; });
    return done;
}

Result<void> Ceremony::begin(const Moment& now) {
    look(now);
    TRY(take(Step::begin, now));
    if (has_begun) return errors::ceremony_begun;
    has_begun = true;
    deadline_ms = now.wall_ms + script().executing_s * second_ms;
    return done;
}

// What was done is done, under a freeze as well; what it made is not shown to anybody before that
// has ended.
Result<void> Ceremony::executed(const Moment& now) {
    TRY(take(Step::executed, now, false));
    if (!has_begun || is_executed) return errors::ceremony_begun;
    is_executed = true;
    go_on_after(Step::executed, now);
    return done;
}

void Ceremony::go_on_after(Step step, const Moment& now) {
    if (!script().is_confirmed) return enter(step, State::committed, now);
    if (now.is_frozen || now.is_behind) return;
    enter(step, State::confirming, now);
}

Result<void> Ceremony::fail(std::string_view reason, const Moment& now) {
    TRY(take(Step::fail, now, false));
    finish(Step::fail, State::failed, reason, now);
    return done;
}

Result<void> Ceremony::confirm(std::uint16_t index, const Digest& found, const Moment& now) {
    look(now);
    const Contribution confirmation{index, 0, found};
    if (std::ranges::find(confirmations, confirmation) != confirmations.end()) return done;
    TRY(take(Step::confirm, now));
    const auto* holder = holder_at(index);
    if (holder == nullptr) return errors::ceremony_not_holder;
    const bool differs = !confirmations.empty() && confirmations.front().digest != found;
    // One who says two things, or two who were shown two things: nobody can tell which is right.
    if (differs || made_by(confirmations, index, 0) != nullptr) {
        finish(Step::confirm, State::failed, holder->person + " found another key", now);
        return done;
    }
    confirmations.push_back(confirmation);
    const bool is_all = confirmations.size() == casting.holders.size();
    enter(Step::confirm, is_all ? State::committed : State::confirming, now);
    return done;
}

Result<void> Ceremony::abort(const std::string& person, AbortReason reason, const Moment& now) {
    look(now);
    TRY(take(Step::abort, now, false));
    if (state == State::executing && has_begun && !script().is_confirmed) {
        return errors::ceremony_begun;
    }
    finish(Step::abort, State::aborted, person + ": " + std::string(word_of(reason)), now);
    return done;
}

Result<void> Ceremony::note(const std::string& person, std::string_view what, const Moment& now) {
    if (!is_open()) {
        return Error(errors::ceremony_step,
                     {fact("state", word_of(state)), fact("step", "exception")});
    }
    if (exceptions.size() >= exceptions_max) return errors::ceremony_exceptions;
    exceptions.push_back({now.wall_ms, person, PublicText(what).str()});
    return done;
}

Result<void> Ceremony::restart(const Moment& now) {
    TRY(take(Step::restart, now, false));
    const bool is_lost = !script().keeps_contributions &&
                         (state == State::collecting || (state == State::executing && !has_begun));
    if (!is_lost) return done;
    contributions.clear();
    round = 0;
    if (attempt + 1 >= attempts_max) {
        finish(Step::restart, State::failed, "it was begun too often", now);
        return done;
    }
    ++attempt;
    enter(Step::restart, State::collecting, now);
    deadline_ms = now.wall_ms + round_now()->within_s * second_ms;
    return done;
}

bool Ceremony::look(const Moment& now) {
    if (!is_open() || now.is_behind) return false;
    // What has begun ends with what it comes to, and not with a time; but what is only staged takes
    // nothing from anybody.
    const bool is_under_way = has_begun && !is_executed && !script().is_confirmed;
    const bool is_over = now.wall_ms >= deadline_ms && !is_under_way;
    if (is_over && !(state == State::armed && !now.is_frozen)) {
        const bool has_made = is_executed;
        const auto to = has_made ? State::failed : State::expired;
        finish(Step::look,
               to,
               has_made ? "not every holder has confirmed in time" : "its time is over",
               now);
        return true;
    }
    if (now.is_frozen) return false;
    if (state == State::armed && now.wall_ms >= armed_until_ms) {
        enter(Step::look, State::collecting, now);
        return true;
    }
    if (state != State::executing || !is_executed) return false;
    go_on_after(Step::look, now);
    return true;
}

const Round* Ceremony::round_now() const {
    const auto rounds = script().rounds();
    return round < rounds.size() ? &rounds[round] : nullptr;
}

std::size_t Ceremony::count() const {
    if (state == State::confirming) return confirmations.size();
    return static_cast<std::size_t>(std::ranges::count_if(
        contributions, [&](const Contribution& each) { return each.round == round; }));
}

std::size_t Ceremony::wanted() const {
    const bool is_all = state == State::confirming || round_now()->of_all;
    return is_all ? casting.holders.size() : casting.threshold;
}

Holder* Ceremony::holder_at(std::uint16_t index) {
    const auto found = std::ranges::find(casting.holders, index, &Holder::index);
    return found == casting.holders.end() ? nullptr : &*found;
}

bool Ceremony::can_be_enough() const {
    const auto left = std::ranges::count_if(casting.holders, [&](const Holder& each) {
        const bool has = made_by(contributions, each.index, round) != nullptr;
        return !each.is_out() || (has && !each.has_refused);
    });
    return static_cast<std::size_t>(left) >= wanted();
}

}  // namespace sealwright::ceremony
