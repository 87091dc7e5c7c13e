#include "node_state.hpp"

#include <algorithm>

namespace sealwright::keeper {

NodeState state_of(const Node& node, const Proof* proof, std::uint64_t wall_ms) {
    if (!node.in_force()) return NodeState::revoked;
    if (proof == nullptr) return NodeState::in_force;
    if (proof->quarantine) return NodeState::in_quarantine;
    if (!proof->identity) {
        const auto is_open = proof->invitation && wall_ms < proof->invitation->until_ms;
        return is_open ? NodeState::waits_for_agent : NodeState::token_ended;
    }
    if (proof->learns) return NodeState::record_mode;
    return proof->approved_ms == 0 ? NodeState::waits_for_approval : NodeState::in_force;
}

std::size_t overdue_baselines(const Proof& proof, std::uint64_t wall_ms) {
    const auto is_overdue = [&](const auto& each) { return each.is_overdue(wall_ms); };
    return static_cast<std::size_t>(std::ranges::count_if(proof.baselines, is_overdue));
}

}  // namespace sealwright::keeper
