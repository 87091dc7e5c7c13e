// Judge: whether a plan loosens anything, and so takes more than one person.
//
// The matrix says it of most; the others are judged by what they would change: nobody alone stops
// every boot of a vault, or puts another person out; a policy is compared with the one that holds.
// Pure. Process: keeper.
// Spec: docs/protocol/acts.md section 6.
#pragma once

#include "sealwright/ceremony/plan.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/operate/routes.hpp"
#include "state.hpp"

namespace sealwright::keeper {

// `proposer` is a person's name. An error: the plan cannot be read.
Result<bool> loosens(const operate::Route& route,
                     const ceremony::Plan& plan,
                     const std::string& proposer,
                     const State& state,
                     Now now);

}  // namespace sealwright::keeper
