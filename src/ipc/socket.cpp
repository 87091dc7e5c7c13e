#include "sealwright/ipc/socket.hpp"

#include "sealwright/ipc/errors.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>

namespace sealwright::ipc {
namespace {

Error failed(const std::string& path) {
    return {errors::ipc_failed,
            {fact("path", path), fact("errno", static_cast<std::uint64_t>(errno))}};
}

Result<sockaddr_un> address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path) {
        return Error(errors::ipc_failed, {fact("path", path), fact("bytes_max", 107)});
    }
    path.copy(address.sun_path, path.size());
    return address;
}

const sockaddr* generic(const sockaddr_un& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

Result<std::pair<Descriptor, Descriptor>> pair_of(int type) {
    int ends[2] = {-1, -1};
    if (::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends) != 0) return failed("socketpair");
    return std::pair(Descriptor(ends[0]), Descriptor(ends[1]));
}

}  // namespace

Result<Descriptor> listen_at(const std::string& path, unsigned mode) {
    TRY(address, address_of(path));
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket.is_open()) return failed(path);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return failed(path);
    if (::bind(socket.number(), generic(address), sizeof address) != 0) return failed(path);
    if (::chmod(path.c_str(), mode) != 0) return failed(path);
    if (::listen(socket.number(), 64) != 0) return failed(path);
    return socket;
}

Result<Descriptor> connect_to(const std::string& path) {
    TRY(address, address_of(path));
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket.is_open()) return failed(path);
    if (::connect(socket.number(), generic(address), sizeof address) != 0) return failed(path);
    return socket;
}

Result<std::pair<Descriptor, Descriptor>> packet_pair() {
    return pair_of(SOCK_SEQPACKET);
}

Result<std::pair<Descriptor, Descriptor>> stream_pair() {
    return pair_of(SOCK_STREAM | SOCK_NONBLOCK);
}

}  // namespace sealwright::ipc
