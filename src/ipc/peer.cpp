#include "sealwright/ipc/peer.hpp"

#include "sealwright/ipc/errors.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace sealwright::ipc {
namespace {

Error failed(const ErrorSpec& spec) {
    return {spec, {fact("errno", static_cast<std::uint64_t>(errno))}};
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
    const auto* header = CMSG_FIRSTHDR(&message);
    if (header != nullptr && header->cmsg_type == SCM_RIGHTS) {
        int number = -1;
        std::memcpy(&number, CMSG_DATA(header), sizeof number);
        packet.descriptor = Descriptor(number);
    }
    return std::optional<Packet>(std::move(packet));
}

}  // namespace sealwright::ipc
