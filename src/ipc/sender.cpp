// Apart from what accepts connections, which not every process may.
#include "sealwright/ipc/errors.hpp"
#include "sealwright/ipc/peer.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace sealwright::ipc {
namespace {

// Who sent the piece that `message` holds; pid 0 when the kernel does not say.
Peer sender_of(const msghdr& message) {
    ucred sender{};
    const auto* header = CMSG_FIRSTHDR(&message);
    const bool is_named = header != nullptr && header->cmsg_level == SOL_SOCKET &&
                          header->cmsg_type == SCM_CREDENTIALS &&
                          header->cmsg_len == CMSG_LEN(sizeof sender);
    if (is_named) std::memcpy(&sender, CMSG_DATA(header), sizeof sender);
    return {sender.uid, sender.gid, static_cast<std::uint32_t>(sender.pid)};
}

}  // namespace

// Descriptors that come along are not received: there is no room for them, so the kernel closes
// them.
Result<std::size_t> receive_from(int socket, const Peer& sender, std::span<std::uint8_t> into) {
    iovec part{into.data(), into.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred))> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const auto count = ::recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return std::size_t{0};
    if (count <= 0) {
        return Error(errors::ipc_closed, {fact("errno", static_cast<std::uint64_t>(errno))});
    }
    const auto sent = sender_of(message);
    if (sent.pid != 0 && sent.pid == sender.pid && sent.uid == sender.uid) {
        return static_cast<std::size_t>(count);
    }
    sodium_memzero(into.data(), static_cast<std::size_t>(count));
    return Error(errors::ipc_peer,
                 {fact("connected_uid", std::uint64_t{sender.uid}),
                  fact("connected_pid", std::uint64_t{sender.pid}),
                  fact("sent_uid", std::uint64_t{sent.uid}),
                  fact("sent_pid", std::uint64_t{sent.pid})});
}

}  // namespace sealwright::ipc
