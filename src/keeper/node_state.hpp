// What a node may have now, told from its rows. Process: keeper. Spec: docs/protocol/operate.md.
#pragma once

#include "sealwright/claims/node_state.hpp"
#include "state.hpp"

namespace sealwright::keeper {

using claims::NodeState;

// Without a proof: of the channel tier.
NodeState state_of(const Node& node, const Proof* proof, std::uint64_t wall_ms);

// Of a node in force: how many of its baselines somebody should have looked at by now.
std::size_t overdue_baselines(const Proof& proof, std::uint64_t wall_ms);

}  // namespace sealwright::keeper
