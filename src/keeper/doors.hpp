// Doors: the listening sockets by which clients come to the keeper, and who may come in by which.
//
// Decided by what the kernel says of the peer, never by what a client says. The door of nodes is
// open to the users that the registry binds to a node of evidence `unix-peer`; each holds so few
// connections that it keeps nobody else out. Process: keeper. Limits: 16 fronts, 64 operators, 64
// nodes, 8 of one user. Spec: docs/protocol/control.md section 1.
#pragma once

#include "sealwright/ipc/peer.hpp"
#include "sealwright/supervise/messages.hpp"
#include "state.hpp"

namespace sealwright::keeper {

enum class Door : std::uint8_t { front, operators, nodes };

inline constexpr std::size_t nodes_of_user_max = 8;

constexpr std::size_t clients_max(Door door) {
    switch (door) {
        case Door::front:
            return 16;
        case Door::operators:
        case Door::nodes:
            return 64;
    }
    return 0;
}

// Who is known as a node by its user; never the front's: it would be every node of this host.
bool is_node_user(std::uint32_t uid, const State& state, std::uint32_t front_uid);

bool may_enter(Door door,
               const ipc::Accepted& accepted,
               const supervise::Settings& settings,
               const State& state);

}  // namespace sealwright::keeper
