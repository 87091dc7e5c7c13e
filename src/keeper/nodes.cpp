// The routes `node add|revoke|list`.
#include "node_state.hpp"
#include "operating.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

operate::NodeInfo info_of(const State& state, const Node& node, std::uint64_t wall_ms) {
    operate::NodeInfo info;
    info.id = node.id.str();
    info.name = node.name;
    info.vault = state.vaults.at(node.vault).name;
    const auto* proof = state.proof_of(node.id);
    info.state = state_of(node, proof, wall_ms);
    info.added_ms = node.added_ms;
    info.revoked_ms = node.revoked_ms;
    if (proof == nullptr) {
        info.spki = node.spki;
        info.not_after_ms = node.not_after_ms;
        return info;
    }
    info.kind = proof->kind;
    info.provenance = proof->provenance;
    const auto seen = state.seen.find(node.id);
    if (seen == state.seen.end() || seen->second.entry == 0) return info;
    info.last_ms = seen->second.result.made_ms;
    info.entry = seen->second.entry;
    info.result = seen->second.result.status;
    return info;
}

}  // namespace

Result<void> check_room(const State& state, const Room& room) {
    const auto in_force = static_cast<std::size_t>(std::ranges::count_if(
        state.nodes, [](const auto& each) { return each.second.in_force(); }));
    if (in_force >= room.nodes_in_force) {
        return Error(errors::nodes_in_force_too_many, {fact("nodes", in_force)});
    }
    if (state.nodes.size() >= room.nodes) {
        return Error(errors::nodes_too_many, {fact("nodes", state.nodes.size())});
    }
    return done;
}

Reply Operating::all_nodes() const {
    operate::Nodes nodes;
    const auto& state = core_.state();
    const auto wall_ms = core_.now().wall_ms;
    for (const auto& [id, node] : state.nodes) nodes.nodes.push_back(info_of(state, node, wall_ms));
    return reply_with(nodes);
}

Result<Reply> Operating::nodes(const OperatorAsk& ask) {
    TRY(wire::decode<operate::NodesAsk>(ask.body));
    return all_nodes();
}

Result<Reply> Operating::node_add(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::NodeAddAsk>(ask.body));
    if (!is_name(message.node)) return Error(errors::name_invalid, {fact("name", message.node)});
    const auto now = core_.now();
    if (message.not_after_ms <= now.wall_ms) {
        return Error(errors::node_expired, {fact("node", message.node)});
    }
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        const auto& state = draft.state();
        TRY(vault, known_vault(state, message.vault));
        const auto* same_key = state.node_of(message.spki);
        const auto taken = same_key != nullptr && same_key->in_force();
        if (taken || state.node_named(vault->id, message.node) != nullptr) {
            return Error(errors::node_exists, {fact("node", message.node)});
        }
        const auto is_new = check_name_new(state.node_alike(vault->id, message.node));
        if (!is_new) return is_new.error();
        const auto has_room = check_room(state, room_);
        if (!has_room) return has_room.error();
        Node node;
        node.id = NodeId::random(core_.random());
        node.vault = vault->id;
        node.provenance = state.installation->provenance;
        node.name = message.node;
        node.spki = message.spki;
        node.not_after_ms = message.not_after_ms;
        node.added_ms = now.wall_ms;
        std::vector<journal::Field> facts{{"what", std::string("node add")},
                                          {"vault", vault->name},
                                          {"node", node.name},
                                          {"node id", node.id.str()},
                                          {"spki", node.spki}};
        draft.put(node);
        return facts;
    }));
    return all_nodes();
}

// In force with the commit: the node's next ask is refused, also on a connection that is open.
Result<Reply> Operating::node_revoke(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::NodeRevokeAsk>(ask.body));
    const auto now = core_.now();
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        const auto& state = draft.state();
        TRY(vault, known_vault(state, message.vault));
        const auto* found = state.node_named(vault->id, message.node);
        if (found == nullptr) return Error(errors::node_not_found, {fact("node", message.node)});
        auto node = *found;
        node.revoked_ms = now.wall_ms;
        std::vector<journal::Field> facts{{"what", std::string("node revoke")},
                                          {"vault", vault->name},
                                          {"node", node.name},
                                          {"node id", node.id.str()}};
        draft.put(node);
        return facts;
    }));
    return all_nodes();
}

}  // namespace sealwright::keeper
