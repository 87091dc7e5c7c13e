#include "callers.hpp"

#include "errors.hpp"
#include "sealwright/core/descriptor.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/ipc/peer.hpp"
#include "sealwright/wire/writer.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>

namespace sealwright::agent {
namespace {

constexpr int peer_pidfd = 77;  // SO_PEERPIDFD, Linux 6.5; this C library does not know it.

Result<std::string> read_small(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::array<char, 4096> text{};
    const auto count = file.is_open() ? ::read(file.number(), text.data(), text.size()) : -1;
    if (count > 0) return std::string(text.data(), static_cast<std::size_t>(count));
    return Error(errors::agent_caller_gone,
                 {fact("path", path), fact("errno", static_cast<std::uint64_t>(errno))});
}

// Of the process that connected, where the kernel says so; else of whoever has its number now,
// which is the same process as long as its start time is read while this is open.
Descriptor pidfd_of(int socket, std::uint32_t pid) {
    int number = -1;
    socklen_t size = sizeof number;
    if (::getsockopt(socket, SOL_SOCKET, peer_pidfd, &number, &size) == 0) {
        return Descriptor(number);
    }
    return Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

bool is_alive(const Descriptor& pidfd) {
    pollfd watched{pidfd.number(), POLLIN, 0};
    return pidfd.is_open() && ::poll(&watched, 1, 0) == 0;
}

Result<std::uint64_t> start_time(std::uint32_t pid) {
    TRY(text, read_small("/proc/" + std::to_string(pid) + "/stat"));
    const auto found = start_time_of(text);
    if (!found) return Error(errors::agent_caller_gone, {fact("pid", std::uint64_t{pid})});
    return *found;
}

}  // namespace

// Field 22. The second may hold anything in its brackets, so the fields are counted from the last.
std::optional<std::uint64_t> start_time_of(std::string_view stat) {
    const auto bracket = stat.rfind(')');
    if (bracket == std::string_view::npos) return std::nullopt;
    auto rest = stat.substr(bracket + 1);
    constexpr int fields_between = 20;
    for (int field = 0; field < fields_between; ++field) {
        const auto blank = rest.find(' ');
        if (blank == std::string_view::npos) return std::nullopt;
        rest = rest.substr(blank + 1);
    }
    std::uint64_t value = 0;
    const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    const bool is_number = failure == std::errc() && end != rest.data() &&
                           (end == rest.data() + rest.size() || *end == ' ');
    if (!is_number) return std::nullopt;
    return value;
}

Result<Callers> Callers::open(std::uint32_t vault_uid) {
    TRY(boot, read_small("/proc/sys/kernel/random/boot_id"));
    return Callers(std::move(boot), vault_uid);
}

Result<Digest> Callers::mark_of(int socket) const {
    TRY(peer, ipc::peer_of(socket));
    if (peer.uid != vault_uid_) {
        return Error(errors::agent_caller_other,
                     {fact("uid", std::uint64_t{peer.uid}),
                      fact("pid", std::uint64_t{peer.pid}),
                      fact("expected_uid", std::uint64_t{vault_uid_})});
    }
    const auto pidfd = pidfd_of(socket, peer.pid);
    TRY(before, start_time(peer.pid));
    const bool alive = is_alive(pidfd);
    TRY(after, start_time(peer.pid));
    if (!alive || before != after) {
        return Error(errors::agent_caller_gone, {fact("pid", std::uint64_t{peer.pid})});
    }
    wire::Writer writer;
    writer.u32(peer.pid);
    writer.u64(before);
    return crypto::th("sealwright/process/v1", {view_of(boot_), writer.view()});
}

}  // namespace sealwright::agent
