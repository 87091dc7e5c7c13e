#include "signed_acts.hpp"

#include "errors.hpp"
#include "roster_after.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/ceremony/founding.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace sealwright::cli {
namespace {

using ceremony::Choice;
using ceremony::SignedAct;

// An act is taken a little before its entry is written.
constexpr std::uint64_t apart_ms = 60'000;
constexpr std::uint64_t second_ms = 1000;
// As many requests a keeper keeps at least; of one that was crowded out it forgets the veto.
constexpr std::size_t vetoes_sure_max = 1000;
constexpr std::uint8_t all_roles = 31;

bool is_approval(const SignedAct& act) {
    return act.act.choice == Choice::approve;
}

bool is_veto(const SignedAct& act) {
    return act.act.choice == Choice::veto;
}

}  // namespace

// The founders signed the roster itself, so it needs no other word. They sign over some days, so
// what was good when it was signed counts.
Result<void> SignedActs::read_founding(const journal::Entry& entry) {
    if (is_founded_) return wrong(entry, "it was founded before");
    const auto bytes = entry.bytes("plan");
    const auto plan =
        bytes ? wire::decode<ceremony::FoundingPlan>(*bytes) : Result<ceremony::FoundingPlan>();
    if (!plan) return wrong(entry, "its plan cannot be read");
    if (plan->environment != entry.provenance.environment) {
        return wrong(entry, "its plan is of another environment");
    }
    TRY(acts, acts_of(entry));
    for (const auto& act : acts) {
        const auto in_time = act.act.expiry_ms - std::min<std::uint64_t>(act.act.expiry_ms, 1);
        if (!plan->check(act, in_time)) {
            return wrong(entry, "a founder's signature is not over this plan");
        }
    }
    if (!ceremony::is_signed_by_all(*plan, acts)) return wrong(entry, "a founder has not signed");
    is_founded_ = true;
    place_ = {plan->installation, plan->environment};
    roster_ = plan->roster;
    checked_ += acts.size();
    return done;
}

// A plan that was vetoed comes again as its second attempt, and no other does.
Result<void> SignedActs::check_attempt(const ToldRequest& told) const {
    const auto attempt = told.acts.front().act.attempt;
    const auto veto = vetoed_.find(told.digest);
    if (attempt != 0 && (attempt != 1 || veto == vetoed_.end())) {
        return wrong(told.entry, "it overrules a veto that nobody gave");
    }
    if (attempt != 0 || veto == vetoed_.end()) return done;
    const bool is_sure = courses_.size() + ended_.size() < vetoes_sure_max;
    const auto until_ms = veto->second + ceremony::veto_lasts_ms;
    if (is_sure && told.entry.wall_ms + apart_ms < until_ms) {
        return wrong(told.entry, "its plan was vetoed, and it is not the second attempt");
    }
    return done;
}

// As the keeper takes it, under the roster of then. Reasons do not stand in the journal, so what an
// act says of its reason is believed.
Result<void> SignedActs::check_new(const ToldRequest& told,
                                   const Course& course,
                                   const SignedAct& act) const {
    const auto& entry = told.entry;
    const bool is_proposal = course.acts.empty();
    if (is_proposal && !is_approval(act)) return wrong(entry, "its proposal is no approval");
    if (is_proposal && act.act.contribution != Digest{}) {
        return wrong(entry, "its proposal is no proposal");
    }
    if (act.act.plan != told.digest) return wrong(entry, "a signature is not over this plan");
    const auto proposers =
        told.route != nullptr ? ceremony::Roles(told.route->roles) : ceremony::Roles(all_roles);
    const ceremony::ActTarget target{told.id.bytes(),
                                     told.acts.front().act.attempt,
                                     told.digest,
                                     act.act.contribution,
                                     is_proposal
                                         ? entry.wall_ms + ceremony::request_life_max_ms + apart_ms
                                         : course.acts.front().act.expiry_ms,
                                     is_proposal ? proposers : ceremony::deciders(act.act.choice)};
    const auto wall_ms = entry.wall_ms - std::min(entry.wall_ms, apart_ms);
    const auto checked = ceremony::check_act(place_, *roster_, target, act, wall_ms);
    if (!checked) return wrong(entry, why_not_taken(checked.error(), *roster_, act));
    const bool is_again = std::ranges::any_of(course.acts, [&](const SignedAct& each) {
        return !ceremony::may_follow(each.act, act.act);
    });
    if (is_again) return wrong(entry, "one person is counted twice");
    return done;
}

// What was taken stays: nobody's denial is left out later.
Result<void> SignedActs::take_acts(const ToldRequest& told, Course& course) {
    if (course.acts.empty()) {
        TRY(check_attempt(told));
        course.rules = roster_->rules();
    }
    const auto known = course.acts.size();
    if (told.acts.size() < known ||
        !std::equal(course.acts.begin(), course.acts.end(), told.acts.begin())) {
        return wrong(told.entry, "an act that was taken is not there any more");
    }
    for (auto act = told.acts.begin() + static_cast<std::ptrdiff_t>(known); act != told.acts.end();
         ++act) {
        TRY(check_new(told, course, *act));
        course.acts.push_back(*act);
        ++checked_;
    }
    const auto* person =
        told.entry.origin ? std::get_if<claims::PersonOrigin>(&told.entry.origin->of) : nullptr;
    if (person == nullptr || person->request != told.id.bytes() ||
        person->names != ceremony::approvers(told.acts)) {
        return wrong(told.entry, "it says that others asked for it than have signed");
    }
    return done;
}

// By the rules of when it was proposed and of now, whichever need more.
std::size_t SignedActs::needed(const ToldRequest& told, const Course& course) const {
    if (told.route != nullptr && takes(*told.route, told.words) == Takes::one) return 1;
    const auto& now = roster_->rules();
    const bool is_first = told.acts.front().act.attempt == 0;
    return is_first ? std::max(course.rules.needed, now.needed)
                    : std::max(course.rules.overrule, now.overrule);
}

// Counted by the code that counts in the keeper, by the roster as it is now.
std::size_t SignedActs::approvals(const ToldRequest& told, std::size_t needed) const {
    ceremony::Request request;
    request.terms.proposers = ceremony::Roles(told.route == nullptr ? 0 : told.route->roles);
    request.terms.needed = static_cast<std::uint8_t>(needed);
    for (const auto& act : told.acts) request.decisions.push_back({act, {}, 0});
    return request.approvals(*roster_);
}

Result<void> SignedActs::read_step(const ToldRequest& told, Course& course) {
    const auto state = std::string_view(told.words).substr(ToldRequest::step_prefix.size());
    const bool is_vetoed = std::ranges::any_of(told.acts, is_veto);
    if (is_vetoed != (state == word_of(ceremony::RequestState::vetoed))) {
        return wrong(told.entry,
                     is_vetoed ? "it was vetoed, and goes on" : "nobody signed its veto");
    }
    if (is_vetoed && ceremony::is_lasting_veto(told.acts)) {
        vetoed_[told.digest] = told.entry.wall_ms;
    }
    const auto count = needed(told, course);
    const bool is_enough = approvals(told, count) >= count;
    if (!is_enough) course.enough_ms = 0;
    if (is_enough && course.enough_ms == 0) course.enough_ms = told.entry.wall_ms;
    using State = ceremony::RequestState;
    const bool is_end =
        std::ranges::any_of(std::array{State::denied, State::vetoed, State::expired, State::failed},
                            [&](State end) { return state == word_of(end); });
    if (is_end) ended_.insert(told.id);
    return done;
}

Result<void> SignedActs::check_enough(const ToldRequest& told, Course& course) {
    const auto taking = takes(*told.route, told.words);
    const auto count = needed(told, course);
    const auto has = approvals(told, count);
    if (taking == Takes::several && has < count) {
        const bool by_denial = has + static_cast<std::size_t>(std::ranges::count_if(
                                         told.acts, std::not_fn(is_approval))) >=
                               count;
        return wrong(told.entry,
                     by_denial ? "a denial is counted as an approval"
                               : "fewer people approved than the rules need");
    }
    if (taking != Takes::several && approvals(told, 1) < 1) {
        return wrong(told.entry, "nobody approved who may");
    }
    if (taking == Takes::unsaid && has < count) ++judged_;
    if (taking != Takes::several || operate::is_lift(told.route->type)) return done;
    if (told.acts.front().act.attempt != 0) return done;
    const auto since_ms = course.enough_ms == 0 ? told.entry.wall_ms : course.enough_ms;
    if (told.entry.wall_ms + apart_ms < since_ms + course.rules.veto_s * second_ms) {
        return wrong(told.entry, "its veto window was not over");
    }
    return done;
}

Result<void> SignedActs::follow_roster(const ToldRequest& told) {
    const auto bytes = told.entry.bytes("roster");
    const bool is_about_people = changes_people(told.route->type);
    if (!bytes && !is_about_people) return done;
    if (!bytes) return wrong(told.entry, "its roster is not there");
    if (!is_about_people || !told.plan) return wrong(told.entry, "its plan makes no roster");
    const auto roster = wire::decode<ceremony::Roster>(*bytes);
    if (!roster || !is_roster_after(*roster, *told.plan, *roster_, told.entry.wall_ms, apart_ms)) {
        return wrong(told.entry, "its roster is not what its plan makes of the one before");
    }
    roster_ = *roster;
    return done;
}

Result<void> SignedActs::read_change(const ToldRequest& told, Course& course) {
    const bool is_vetoed = std::ranges::any_of(told.acts, is_veto);
    if (is_vetoed) return wrong(told.entry, "it was vetoed, and carried out all the same");
    TRY(check_enough(told, course));
    TRY(follow_roster(told));
    ended_.insert(told.id);
    return done;
}

Result<void> SignedActs::read_request(const journal::Entry& entry) {
    is_founded_ = true;
    if (!roster_) {
        TRY(acts, acts_of(entry));
        unchecked_ += acts.size();
        return done;
    }
    TRY(told, ToldRequest::read(entry));
    if (ended_.contains(told.id)) return wrong(entry, "its request had ended before");
    auto& course = courses_[told.id];
    TRY(take_acts(told, course));
    const bool is_step = told.is_step();
    TRY(is_step ? read_step(told, course) : read_change(told, course));
    if (ended_.contains(told.id)) courses_.erase(told.id);
    return done;
}

Result<void> SignedActs::read(const journal::Entry& entry) {
    const auto* what = entry.text("what");
    const bool is_founding = entry.kind == journal::Kind::founded && entry.bytes("acts");
    if (is_founding || (what != nullptr && *what == "found")) return read_founding(entry);
    if (entry.kind != journal::Kind::act || what == nullptr) return done;
    if (entry.text("request") != nullptr) return read_request(entry);
    const auto* route = change_named(*what);
    const bool takes_people = route != nullptr && route->effect != operate::Effect::hold;
    if (is_founded_ && takes_people) {
        return wrong(entry, "nobody signed it, and it takes people");
    }
    return done;
}

}  // namespace sealwright::cli
