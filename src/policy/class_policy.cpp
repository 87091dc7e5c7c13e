#include "sealwright/policy/class_policy.hpp"

#include "sealwright/policy/errors.hpp"

namespace sealwright::policy {
namespace {

Error refused(const ErrorSpec& spec, claims::SealClass seal_class) {
    return {spec, {fact("class", name_of(seal_class))}};
}

Result<void> may_open_challenge(const OpenAsk& ask) {
    if (ask.sealed_by_same_node) return errors::challenge_own_node;
    if (ask.age_ms > challenge_age_max_ms) {
        return Error(errors::challenge_stale, {fact("age_ms", ask.age_ms)});
    }
    return done;
}

Result<void> inside(bool window, claims::SealClass seal_class) {
    if (!window) return refused(errors::class_window_closed, seal_class);
    return done;
}

}  // namespace

Result<void> may_open(const OpenAsk& ask) {
    using claims::SealClass;
    switch (ask.seal_class) {
        case SealClass::heartbeat:
        case SealClass::stored_root_key:
            return done;
        case SealClass::raft_challenge:
            return may_open_challenge(ask);
        case SealClass::recovery_key:
            return inside(ask.windows.root, ask.seal_class);
        case SealClass::snapshot_sums:
            return inside(ask.windows.restore, ask.seal_class);
        case SealClass::probe:
        case SealClass::other:
            return refused(errors::class_denied, ask.seal_class);
    }
    return refused(errors::class_denied, ask.seal_class);
}

}  // namespace sealwright::policy
