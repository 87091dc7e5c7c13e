// How custodians' parts are gathered: time, restarts, freezes and what was given move it on; and
// what the journal says of it.
#include "gathering.hpp"
#include "sealwright/core/log.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

using ceremony::CeremonyState;
using custody::Event;

std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (const auto& name : names) all += (all.empty() ? "" : ", ") + name;
    return all.empty() ? "nobody" : all;
}

template <class Wanted>
std::string people_of(const KeptCeremony& kept, Wanted is_wanted) {
    std::vector<std::string> names;
    for (const auto& holder : kept.ceremony.casting.holders) {
        if (is_wanted(holder)) names.push_back(holder.person);
    }
    return joined(names);
}

}  // namespace

bool has_given(const KeptCeremony& kept, std::uint16_t index) {
    return std::ranges::find(kept.ceremony.contributions, index, &ceremony::Contribution::index) !=
           kept.ceremony.contributions.end();
}

void add_gathering(std::vector<journal::Field>& facts, const KeptCeremony& kept) {
    facts.push_back({"answered", people_of(kept, [&](const ceremony::Holder& each) {
                         return has_given(kept, each.index);
                     })});
    facts.push_back(
        {"struck", people_of(kept, [](const ceremony::Holder& each) { return each.strikes > 0; })});
    facts.push_back({"refused", people_of(kept, [](const ceremony::Holder& each) {
                         return each.has_refused;
                     })});
    facts.push_back({"attempt", std::uint64_t{kept.ceremony.attempt}});
}

std::string Gathering::what(std::string_view words) const {
    const std::string kind = kind_ == ceremony::CeremonyKind::drill ? "drill" : "root window";
    return kind + std::string(words);
}

void Gathering::wipe() {
    if (!running_) return;
    running_->recipient.reset();
    running_->pepper.reset();
    for (auto& each : running_->opened) each.combiner.reset();
}

Result<void> Gathering::keep(KeptCeremony kept,
                             std::string_view words,
                             const std::vector<custody::TranscriptStep>& steps) {
    const auto& ceremony = kept.ceremony;
    const bool is_over = !ceremony.is_open();
    const bool has_passed = ceremony.state == CeremonyState::committed;
    auto draft = core_.draft();
    TRY(head, tell(draft, kept, steps));
    if (is_over) kept.entry = draft.next_sequence();
    draft.put(kept);
    std::vector<journal::Field> facts{{"what", what(" " + std::string(words))},
                                      {"ceremony", ceremony.casting.id.str()},
                                      {"state", std::string(word_of(ceremony.state))},
                                      {"transcript", head}};
    add_gathering(facts, kept);
    if (has_passed) put_passed(draft, facts);
    if (!ceremony.why.empty()) facts.push_back({"why", ceremony.why});
    draft.record({std::nullopt, journal::Kind::act, std::move(facts)});
    TRY(core_.commit_once(std::move(draft)));
    if (is_over) {
        ended(has_passed);
        wipe();
    }
    return done;
}

// What custodians gave to the keeper that ended was sealed to a key that died with it.
Result<void> Gathering::collect_again(KeptCeremony& kept) {
    const auto at = now();
    TRY(kept.ceremony.restart(at));
    const auto& casting = kept.ceremony.casting;
    TRY(nonce, prepare({casting.id, kept.plan.reason, casting.conductor}));
    kept.nonce = nonce;
    auto step = told_by_service(Event::restart, at);
    step.said = wire::encode_public(running_->plan);
    return keep(kept, "collects again", {led_to(std::move(step), kept.ceremony)});
}

void Gathering::leave_out_who_left(KeptCeremony& kept,
                                   const ceremony::Moment& at,
                                   std::vector<custody::TranscriptStep>& steps) const {
    const auto& roster = core_.state().roster.roster;
    for (const auto& holder : std::vector(kept.ceremony.casting.holders)) {
        const bool is_custodian = roster.custodian_named(holder.person) != nullptr;
        if (is_custodian || holder.has_refused || !kept.ceremony.is_open()) continue;
        auto left = leave_out(kept.ceremony, holder, "is no custodian any more", at);
        if (left) steps.push_back(std::move(*left));
    }
}

// It has begun and ended with one commit: a crash finds it collecting.
Result<void> Gathering::execute(KeptCeremony& kept) {
    // What was given was kept, but this keeper did not hear that it was.
    const bool are_all = std::ranges::all_of(
        running_->opened, [](const Opened& each) { return each.combiner->missing() == 0; });
    if (!are_all) return collect_again(kept);
    const auto at = now();
    if (!kept.ceremony.begin(at)) return done;  // A freeze, or a clock: it waits.
    std::vector steps{led_to(told_by_service(Event::begin, at), kept.ceremony)};
    const bool is_it = is_right();
    constexpr std::string_view wrong = "what was opened is not what was sealed";
    TRY(is_it ? kept.ceremony.executed(at) : kept.ceremony.fail(wrong, at));
    auto end = is_it ? told_by_service(Event::executed, at, "what was opened is what was sealed")
                     : told_by_service(Event::fail, at, wrong);
    steps.push_back(led_to(std::move(end), kept.ceremony));
    return keep(kept, is_it ? "passed" : "failed", steps);
}

Result<void> Gathering::give_up(KeptCeremony& kept, std::string_view why) {
    const auto at = now();
    std::vector<custody::TranscriptStep> steps;
    if (auto looked = look_at(kept.ceremony, at)) steps.push_back(std::move(*looked));
    if (!kept.ceremony.is_open()) return keep(kept, "is over", steps);
    TRY(kept.ceremony.note("the service", why, at));
    TRY(kept.ceremony.abort("the service", ceremony::AbortReason::withdrawn, at));
    auto step = told_by_service(Event::abort, at, why);
    step.person = "the service";
    steps.push_back(led_to(std::move(step), kept.ceremony));
    return keep(kept, "aborted", steps);
}

Result<void> Gathering::move_on(const KeptCeremony& open) {
    auto kept = open;
    const auto why = unwanted(kept);
    if (!why.empty()) return give_up(kept, why);
    if (!has_taken_over_) {
        TRY(collect_again(kept));
        has_taken_over_ = true;
        return done;
    }
    const auto at = now();
    std::vector<custody::TranscriptStep> steps;
    const auto look = [&] {
        if (auto looked = look_at(kept.ceremony, at)) steps.push_back(std::move(*looked));
    };
    if (this->open() != &open) {  // Another keeper's; time ends that as well.
        look();
        return steps.empty() ? Result<void>(done) : keep(kept, "is over", steps);
    }
    leave_out_who_left(kept, at, steps);
    look();
    if (!(kept.ceremony == open.ceremony)) return keep(kept, word_of(kept.ceremony.state), steps);
    return kept.ceremony.state == CeremonyState::executing ? execute(kept) : Result<void>(done);
}

void Gathering::step() {
    if (core_.phase() != Phase::open) {
        running_.reset();
        has_taken_over_ = false;
        return;
    }
    const auto* its = core_.state().custody.asked(kind_);
    if (its == nullptr) {
        has_taken_over_ = true;
        return wipe();
    }
    if (core_.now().boottime_ms < again_ms_) return;
    const auto moved = move_on(*its);
    if (moved) return;
    again_ms_ = core_.now().boottime_ms + retry_ms;
    log(LogLevel::warning, "what custodians are asked for does not go on", moved.error());
}

}  // namespace sealwright::keeper
