#include "sealwright/policy/class_policy.hpp"

#include "sealwright/policy/errors.hpp"

namespace sealwright::policy {
namespace {

using claims::Rule;
using claims::SealClass;

Error refused(const ErrorSpec& spec, SealClass seal_class) {
    return {spec, {fact("class", name_of(seal_class))}};
}

bool is_root_class(SealClass seal_class) {
    return seal_class == SealClass::stored_root_key || seal_class == SealClass::recovery_key;
}

bool has_window(const OpenAsk& ask) {
    if (ask.seal_class == SealClass::recovery_key) {
        return ask.windows.root || ask.rewrap == Rewrap::due;
    }
    return ask.seal_class == SealClass::snapshot_sums && ask.windows.restore;
}

// A session lives for an hour, so that a vault's health checks cost no evidence; what opens a vault
// or lets a node join does.
Result<void> check_fresh(const OpenAsk& ask) {
    const auto is_cheap =
        !is_root_class(ask.seal_class) && ask.seal_class != SealClass::raft_challenge;
    if (is_cheap || !ask.evidence_age_ms || *ask.evidence_age_ms <= fresh_ms) return done;
    return Error(errors::evidence_stale,
                 {fact("class", name_of(ask.seal_class)), fact("age_ms", *ask.evidence_age_ms)});
}

Result<void> may_open_challenge(const OpenAsk& ask) {
    if (ask.sealed_by_same_node) return errors::challenge_own_node;
    if (ask.age_ms > challenge_age_max_ms) {
        return Error(errors::challenge_stale, {fact("age_ms", ask.age_ms)});
    }
    return done;
}

}  // namespace

Result<void> may_open(const claims::ClassTable& table, const OpenAsk& ask) {
    const auto rule = table.rule(ask.seal_class);
    if (rule == Rule::deny) return refused(errors::class_denied, ask.seal_class);
    if (ask.is_held && is_root_class(ask.seal_class)) {
        return refused(errors::vault_held, ask.seal_class);
    }
    if (ask.rewrap == Rewrap::open && is_root_class(ask.seal_class)) {
        return refused(errors::rewrap_unfinished, ask.seal_class);
    }
    if (rule == Rule::window && !has_window(ask)) {
        return refused(errors::class_window_closed, ask.seal_class);
    }
    if (ask.seal_class == SealClass::raft_challenge) TRY(may_open_challenge(ask));
    return check_fresh(ask);
}

Result<void> may_seal(SealClass seal_class, Windows windows) {
    if (seal_class == SealClass::snapshot_sums && windows.root) {
        return refused(errors::snapshot_in_root_window, seal_class);
    }
    return done;
}

}  // namespace sealwright::policy
