// What the release policy is asked about one release. Names and evidence are the registry's and the
// session's; only the source address is the front's word. Process: keeper. Spec:
// docs/reference/policy.md.
#pragma once

#include "sealwright/claims/origin.hpp"
#include "sealwright/policy/release_policy.hpp"
#include "state.hpp"

namespace sealwright::keeper {

// Since the session's evidence was accepted; nothing in the channel tier, which has none.
std::optional<std::uint64_t> evidence_age_ms(const claims::Origin& origin, Now now);

policy::ReleaseClaims release_claims(const State& state,
                                     const Node& node,
                                     const claims::Origin& origin,
                                     claims::SealClass seal_class,
                                     Now now);

}  // namespace sealwright::keeper
