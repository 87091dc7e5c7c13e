// The routes `policy set|show`.
//
// A policy is replaced as a whole, and only the one that its author has compared it with: two
// people who set one at once do not undo each other unseen. The act carries both digests.
#include "operating.hpp"
#include "sealwright/policy/errors.hpp"

namespace sealwright::keeper {
Reply Operating::policy_now() const {
    const auto& held = core_.state().policy;
    operate::PolicyShown shown;
    shown.policy = wire::encode_public(held.policy);
    shown.digest = held.policy.digest();
    shown.set_ms = held.set_ms;
    shown.set_by = held.set_by;
    return reply_with(shown);
}

Result<Reply> Operating::policy_show(const OperatorAsk& ask) {
    TRY(wire::decode<operate::PolicyShowAsk>(ask.body));
    return policy_now();
}

Result<Reply> Operating::policy_set(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::PolicySetAsk>(ask.body));
    TRY(policy, wire::decode<policy::ReleasePolicy>(message.policy));
    const auto digest = policy.digest();
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        const auto before = draft.state().policy.policy.digest();
        if (before != message.replaces) {
            return Error(errors::policy_moved, {fact("now", before)});
        }
        if (before == digest) return Error(errors::policy_same, {fact("policy", digest)});
        draft.put(HeldPolicy{policy, core_.now().wall_ms, sentence_of(ask)});
        return std::vector<journal::Field>{{"what", std::string("policy set")},
                                           {"policy", digest},
                                           {"replaces", before},
                                           {"rules", std::uint64_t{policy.rules().size()}}};
    }));
    return policy_now();
}

}  // namespace sealwright::keeper
