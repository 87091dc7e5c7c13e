#include "sockets.hpp"

#include "errors.hpp"
#include "sealwright/ipc/errors.hpp"
#include "sealwright/ipc/peer.hpp"
#include "sealwright/ipc/socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>

namespace sealwright::supervisor {
namespace {

constexpr int backlog = 1024;

template <class Address>
const sockaddr* generic(const Address& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

template <class Address>
bool open_listener(Descriptor& socket, const Address& address) {
    socket = Descriptor(
        ::socket(generic(address)->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int yes = 1;
    // Connections of a previous life may linger; they must not keep the service from starting.
    return socket.is_open() &&
           ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
           ::bind(socket.number(), generic(address), sizeof address) == 0 &&
           ::listen(socket.number(), backlog) == 0;
}

}  // namespace

Result<Descriptor> listen_tcp(const std::string& address, std::uint16_t port) {
    Descriptor socket;
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    bool listening = false;
    if (::inet_pton(AF_INET, address.c_str(), &four.sin_addr) == 1) {
        listening = open_listener(socket, four);
    } else if (::inet_pton(AF_INET6, address.c_str(), &six.sin6_addr) == 1) {
        listening = open_listener(socket, six);
    }
    if (listening) return socket;
    return Error(errors::supervisor_listen,
                 {fact("address", address),
                  fact("port", std::uint64_t{port}),
                  fact("errno", static_cast<std::uint64_t>(errno))});
}

Result<Descriptor> listen_local(const std::string& path, const SocketOwner& owner) {
    // Closed to everybody until it has its owner.
    TRY(socket, ipc::listen_at(path, 0));
    const int names = owner.names_senders ? 1 : 0;
    const bool given =
        ::chown(path.c_str(), owner.uid, owner.gid) == 0 &&
        ::setsockopt(socket.number(), SOL_SOCKET, SO_PASSCRED, &names, sizeof names) == 0;
    if (!given || ::chmod(path.c_str(), owner.mode) != 0) {
        return Error(errors::ipc_failed,
                     {fact("path", path), fact("errno", static_cast<std::uint64_t>(errno))});
    }
    return std::move(socket);
}

Result<Descriptor> dial(const std::string& path, std::uint32_t uid, Bounds bounds) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return errors::ipc_failed;
    path.copy(address.sun_path, path.size());
    const int type = bounds == Bounds::packets ? SOCK_SEQPACKET : SOCK_STREAM;
    Descriptor socket(::socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket.is_open() || ::connect(socket.number(), generic(address), sizeof address) != 0) {
        return Error(errors::ipc_failed,
                     {fact("path", path), fact("errno", static_cast<std::uint64_t>(errno))});
    }
    TRY(peer, ipc::peer_of(socket.number()));
    if (peer.uid != 0 && peer.uid != ::geteuid() && peer.uid != uid) {
        return Error(errors::ipc_peer, {fact("path", path), fact("uid", std::uint64_t{peer.uid})});
    }
    return socket;
}

}  // namespace sealwright::supervisor
