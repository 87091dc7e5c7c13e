// The prover child: answers the agent's asks one by one until the agent goes.
//
// Descriptor 3, named `prover`, leads to the agent. A failure is an answer, not an end; a frame
// that nobody of this release writes is the end. Process: agent (its prover child).
#pragma once

#include "sealwright/config/agent.hpp"
#include "sealwright/core/result.hpp"

#include <string>

namespace sealwright::agent {

inline constexpr int prover_place = 3;

Result<void> serve_as_prover(const config::AgentConfig& config);

}  // namespace sealwright::agent
