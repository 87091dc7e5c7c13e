#include "doors.hpp"

#include <unistd.h>

#include <algorithm>

namespace sealwright::keeper {

bool is_node_user(std::uint32_t uid, const State& state, std::uint32_t front_uid) {
    if (uid == front_uid) return false;
    return std::ranges::any_of(state.proofs, [&](const auto& each) {
        const auto& proof = each.second;
        return proof.kind == claims::EvidenceKind::unix_peer && proof.uid == uid &&
               state.nodes.at(proof.node).in_force();
    });
}

bool may_enter(Door door,
               const ipc::Accepted& accepted,
               const supervise::Settings& settings,
               const State& state) {
    const auto& peer = accepted.peer;
    const bool is_ours = peer.uid == 0 || peer.uid == ::geteuid();
    switch (door) {
        case Door::front:
            return is_ours || peer.uid == settings.front_uid;
        case Door::operators:
            return is_ours || ipc::peer_has_group(accepted.socket.number(), settings.operators_gid);
        case Door::nodes:
            return is_node_user(peer.uid, state, settings.front_uid);
    }
    return false;
}

}  // namespace sealwright::keeper
