// The service's listening sockets, and connections to local ones on behalf of the keeper.
#pragma once

#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/result.hpp"

#include <cstdint>
#include <string>

namespace sealwright::supervisor {

Result<Descriptor> listen_tcp(const std::string& address, std::uint16_t port);

struct SocketOwner {
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    unsigned mode = 0600;
    bool names_senders = false;  // The kernel says of each piece who sent it (SO_PASSCRED).
};
Result<Descriptor> listen_local(const std::string& path, const SocketOwner& owner);

// A non-blocking connection to a local socket whose peer is root, our own user or `uid`. It never
// waits: a full queue is a failure like an absent peer, and the keeper asks again.
enum class Bounds { stream, packets };  // Packets keep their bounds: the control socket.
Result<Descriptor> dial(const std::string& path, std::uint32_t uid, Bounds bounds = Bounds::stream);

}  // namespace sealwright::supervisor
