// Peer credentials and descriptors over a local socket: what the keeper may use, which can make no
// socket itself. Process: all. Spec: docs/protocol/frames.md section 3.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/result.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace sealwright::ipc {

// Who was at the other end when the connection was made (SO_PEERCRED).
struct Peer {
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::uint32_t pid = 0;

    bool operator==(const Peer&) const = default;
};

Result<Peer> peer_of(int socket);

// Whether the peer had this group, as its first or as one of its others (SO_PEERGROUPS).
bool peer_has_group(int socket, std::uint32_t gid);

// A connection from a listening socket, with its peer; nothing when none waits.
struct Accepted {
    Descriptor socket;
    Peer peer;
};
Result<std::optional<Accepted>> accept(int listener);

// What has come, which must all have been sent by `sender`: a connected socket can be handed to
// another process, and the process that connected can become another user. The kernel names who
// sent each piece, where SO_PASSCRED is set (an accepted socket has it from its listener); where it
// is not, nobody is believed. 0: nothing has come yet. What another one sent is wiped.
Result<std::size_t> receive_from(int socket, const Peer& sender, std::span<std::uint8_t> into);

// The control socket keeps message boundaries (SOCK_SEQPACKET); a packet may carry one descriptor.
inline constexpr std::size_t packet_max = 65536;
struct Packet {
    Bytes bytes;
    Descriptor descriptor;
};
Result<void> send_packet(int socket, View bytes, int descriptor = -1);
// Nothing when no packet waits; a failure when the other end is gone, or sent a packet that is too
// large or carries more than one descriptor.
Result<std::optional<Packet>> receive_packet(int socket);

}  // namespace sealwright::ipc
