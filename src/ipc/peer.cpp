#include "sealwright/ipc/peer.hpp"

#include "sealwright/ipc/errors.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

namespace sealwright::ipc {
namespace {

Error failed(const ErrorSpec& spec) {
    return {spec, {fact("errno", static_cast<std::uint64_t>(errno))}};
}

// All that came along: the room for one has, by its alignment, room for two.
std::vector<Descriptor> descriptors_of(const msghdr& message) {
    std::vector<Descriptor> descriptors;
    const auto* header = CMSG_FIRSTHDR(&message);
    if (header == nullptr || header->cmsg_type != SCM_RIGHTS) return descriptors;
    const auto count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t index = 0; index < count; ++index) {
        int number = -1;
        std::memcpy(&number, CMSG_DATA(header) + index * sizeof number, sizeof number);
        descriptors.emplace_back(number);
    }
    return descriptors;
}

}  // namespace

Result<Peer> peer_of(int socket) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
        return failed(errors::ipc_failed);
    }
    return Peer{credentials.uid, credentials.gid, static_cast<std::uint32_t>(credentials.pid)};
}

bool peer_has_group(int socket, std::uint32_t gid) {
    const auto peer = peer_of(socket);
    if (peer && peer->gid == gid) return true;
    std::array<gid_t, 256> groups{};
    socklen_t size = sizeof groups;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) != 0) return false;
    const auto count = size / sizeof(gid_t);
    return std::find(groups.begin(), groups.begin() + count, gid) != groups.begin() + count;
}

Result<std::optional<Accepted>> accept(int listener) {
    Descriptor socket(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket.is_open()) {
        if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED) {
            return std::optional<Accepted>();
        }
        return failed(errors::ipc_failed);
    }
    TRY(peer, peer_of(socket.number()));
    return std::optional<Accepted>(Accepted{std::move(socket), peer});
}

Result<void> send_packet(int socket, View bytes, int descriptor) {
    iovec part{const_cast<std::uint8_t*>(bytes.data()), bytes.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (descriptor >= 0) {
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        auto* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int));
        std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    if (::sendmsg(socket, &message, MSG_NOSIGNAL) < 0) return failed(errors::ipc_closed);
    return done;
}

Result<std::optional<Packet>> receive_packet(int socket) {
    Packet packet;
    packet.bytes.resize(packet_max);
    iovec part{packet.bytes.data(), packet.bytes.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();

    const auto count = ::recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return std::optional<Packet>();
    if (count <= 0) return failed(errors::ipc_closed);
    packet.bytes.resize(static_cast<std::size_t>(count));
    auto descriptors = descriptors_of(message);
    // The kernel cut the packet, or dropped descriptors: what is here is not what was sent.
    const bool cut = (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0;
    if (cut || descriptors.size() > 1) {
        return Error(errors::ipc_frame, {fact("descriptors", descriptors.size())});
    }
    if (!descriptors.empty()) packet.descriptor = std::move(descriptors.front());
    return std::optional<Packet>(std::move(packet));
}

}  // namespace sealwright::ipc
