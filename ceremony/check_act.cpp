#include "sealwright/ceremony/errors.hpp"
#include "sealwright/ceremony/request.hpp"

namespace sealwright::ceremony {
namespace {

// Who is not in the roster, or signs with another's key, learns nothing of who is.
Result<void> check_person(const Roster& roster, const SignedAct& act) {
    const auto* person = roster.person_at(act.act.index);
    const bool is_its = person != nullptr && person->name == act.act.person;
    if (!is_its || !person->has_key(act.key)) return errors::person_unknown;
    return done;
}

Result<void> check_time(const ActTarget& target, const Act& act, std::uint64_t wall_ms) {
    if (act.expiry_ms <= wall_ms) return errors::act_expired;
    if (act.expiry_ms > target.latest_expiry_ms) return errors::act_too_far;
    return done;
}

}  // namespace

Result<void> check_act(const Place& place,
                       const Roster& roster,
                       const ActTarget& target,
                       const SignedAct& act,
                       std::uint64_t wall_ms) {
    const auto& signed_act = act.act;
    TRY(act.verify());
    if (signed_act.installation != place.installation ||
        signed_act.environment != place.environment) {
        return errors::act_elsewhere;
    }
    TRY(check_person(roster, act));
    const auto& person = *roster.person_at(signed_act.index);
    if (!person.roles.has(signed_act.role) || !target.roles.has(signed_act.role)) {
        return Error(errors::person_role_missing, {fact("role", word_of(signed_act.role))});
    }
    if (signed_act.ceremony != target.ceremony || signed_act.attempt != target.attempt ||
        signed_act.plan != target.plan) {
        return errors::act_other_plan;
    }
    if (signed_act.contribution != target.contribution) return errors::act_reason;
    if (signed_act.epoch != roster.epoch()) {
        return Error(errors::act_epoch,
                     {fact("signed", signed_act.epoch), fact("now", roster.epoch())});
    }
    return check_time(target, signed_act, wall_ms);
}

}  // namespace sealwright::ceremony
