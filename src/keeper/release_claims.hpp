// What the release policy is asked about one release. Names and evidence are the registry's and the
// session's; only the source address is the front's word. Process: keeper. Spec:
// docs/reference/policy.md.
#pragma once

#include "sealwright/claims/origin.hpp"
#include "sealwright/policy/release_policy.hpp"
#include "state.hpp"

namespace sealwright::keeper {

policy::ReleaseClaims release_claims(const State& state,
                                     const Node& node,
                                     const claims::Origin& origin,
                                     claims::SealClass seal_class,
                                     Now now);

}  // namespace sealwright::keeper
