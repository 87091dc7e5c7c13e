// How a ceremony in a transcript begins: what its proposal fixes, and who approved it.
#include "player.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/operate/ceremony_messages.hpp"

#include <algorithm>

namespace sealwright::custody {
namespace {

using ceremony::Ceremony;
using ceremony::CeremonyKind;

Aim aim_of(CeremonyKind kind) {
    if (kind == CeremonyKind::drill) return Aim::drill;
    return kind == CeremonyKind::root ? Aim::root : Aim::recovery;
}

constexpr std::size_t approvals_min = 2;

}  // namespace

bool Player::makes_key() const {
    return header_.kind == CeremonyKind::genesis || header_.kind == CeremonyKind::reshare;
}

Result<Player> Player::begin(const TranscriptHeader& header) {
    Player player(header);
    if (!header.roster.empty()) {
        TRY(roster, wire::decode<ceremony::Roster>(header.roster));
        player.roster_ = std::move(roster);
    }
    if (!player.makes_key()) {
        TRY(player.read_group());
        return player;
    }
    if (header.roster.empty()) return unsound("it has no roster");
    TRY(casting, player.casting());
    TRY(size, threshold::GroupSize::make(casting.threshold, casting.holders.size()));
    player.board_.emplace(header.nonce, size, threshold::Epoch(header.epoch));
    return player;
}

// A group carries the signatures of its custodians; it has to be the one that the plan names.
Result<void> Player::read_group() {
    auto plan = wire::decode<RecoveryPlan>(header_.plan.body);
    if (!plan) return errors::recovery_plan_invalid;
    TRY(group, threshold::Group::parse(header_.group));
    const bool is_its =
        plan->group == group.key().id() && plan->installation == header_.installation &&
        plan->environment == header_.environment && plan->identity == header_.service &&
        plan->occasion.ceremony == header_.ceremony.bytes() && plan->aim == aim_of(header_.kind) &&
        (plan->is_root() || plan->asked_by == header_.conductor) &&
        group.epoch().value() == header_.epoch;
    if (!is_its) return unsound("its plan is another ceremony's");
    plan_ = std::move(*plan);
    asked_.emplace(std::move(group));
    return done;
}

// What a proposal fixes follows from the plan, the roster and the group.
Result<ceremony::Casting> Player::casting() const {
    ceremony::Casting casting;
    casting.id = header_.ceremony;
    casting.kind = header_.kind;
    casting.conductor = header_.conductor;
    casting.needed = header_.needed;
    if (plan_) {
        casting.plan = plan_->digest();
        casting.threshold = static_cast<std::uint8_t>(asked_->session().size().needed());
        const auto& members = asked_->session().members();
        // In the order of their seats; no index comes twice in a casting.
        const auto is_member = [&](const NamedHolder& holder) {
            return std::ranges::any_of(members, [&](const threshold::Member& member) {
                return holder.index == member.index.value();
            });
        };
        const bool are_all = header_.holders.size() == members.size() &&
                             std::ranges::all_of(header_.holders, is_member);
        if (!are_all) {
            return unsound("its holders are not those of the group");
        }
        for (const auto& each : header_.holders) {
            casting.holders.push_back({each.index, each.person});
        }
        return casting;
    }
    TRY(plan, wire::decode<operate::CeremonyBeginAsk>(header_.plan.body));
    const bool is_its = header_.plan.type == operate::CeremonyBeginAsk::type &&
                        plan.kind == static_cast<std::uint8_t>(header_.kind);
    if (!is_its) return unsound("its plan is another one's");
    casting.plan = header_.plan.digest();
    casting.threshold = plan.threshold;
    for (const auto& seat : plan.seats) {
        const auto* person = roster_.custodian_named(seat.person);
        if (person == nullptr) return unsound("a seat is of nobody in the roster");
        casting.holders.push_back({roster_.index_of(*person), person->name});
    }
    return casting;
}

// People keep their places for ever, and nobody's key is another's.
Result<void> Player::roster(const TranscriptStep& step) {
    TRY(next, wire::decode<ceremony::Roster>(step.said));
    const auto& before = roster_.persons();
    const auto& after = next.persons();
    const auto is_kept = [&](std::size_t place) {
        return before[place].id == after[place].id && before[place].name == after[place].name;
    };
    bool continues = next.epoch() > roster_.epoch() && after.size() >= before.size();
    for (std::size_t place = 0; continues && place < before.size(); ++place) {
        continues = is_kept(place);
    }
    if (!continues) return unsound("the roster does not follow the one before");
    roster_ = std::move(next);
    return done;
}

Result<void> Player::propose(const TranscriptStep& step) {
    TRY(casting, casting());
    if (step.person != header_.conductor || step.index != 0) {
        return unsound("somebody else proposes it");
    }
    if (makes_key()) {
        const auto& rules = roster_.rules();
        const auto needed = header_.plan_attempt == 0 ? rules.needed : rules.overrule;
        asked_for_ = std::max<std::size_t>(needed, approvals_min);
        TRY(check_approval(step, header_.plan.digest()));
    } else if (!step.act.empty()) {
        // What was signed is the wish for it; its plan is the service's, and follows.
        TRY(wish, wire::decode<ceremony::Plan>(step.said));
        TRY(check_approval(step, wish.digest()));
        casting.plan = wish.digest();
    }
    auto begun = Ceremony::propose(std::move(casting), step.moment);
    if (!begun) return begun.error();
    ceremony_.emplace(std::move(*begun));
    return done;
}

Result<void> Player::approve(const TranscriptStep& step) {
    TRY(check_approval(step, header_.plan.digest()));
    const auto before = *ceremony_;
    TRY(ceremony_->approve(step.person, step.moment));
    return before == *ceremony_ ? Result<void>(unsound("it changes nothing")) : Result<void>(done);
}

// What is collected anew while the service serves is sealed to another key, and so asked by another
// plan, for the same.
Result<void> Player::restart(const TranscriptStep& step) {
    // Who was at the host of the run before has not seen what runs now.
    room_.clear();
    appraised_.clear();
    const bool is_served = ceremony::script_of(header_.kind).is_asked;
    if (!step.said.empty() && !is_served) return unsound("a recovery is asked by one plan");
    if (!step.said.empty()) {
        auto next = wire::decode<RecoveryPlan>(step.said);
        if (!next) return errors::recovery_plan_invalid;
        const bool follows = next->installation == plan_->installation &&
                             next->environment == plan_->environment &&
                             next->identity == plan_->identity && next->group == plan_->group &&
                             next->aim == plan_->aim && next->use == plan_->use &&
                             next->reason == plan_->reason && next->asked_by == plan_->asked_by &&
                             next->occasion.ceremony == plan_->occasion.ceremony;
        if (!follows) return unsound("its plan is another ceremony's");
        plan_ = std::move(*next);
    }
    return ceremony_->restart(step.moment);
}

}  // namespace sealwright::custody
