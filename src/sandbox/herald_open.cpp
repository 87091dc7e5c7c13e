// Making the herald's socket: apart from its use, for the keeper may contain no call that does.
#include "environment.hpp"
#include "sealwright/sandbox/errors.hpp"
#include "sealwright/sandbox/herald.hpp"
#include "sealwright/sandbox/inherited.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>

namespace sealwright::sandbox {
namespace {

Result<Descriptor> connect_to_listener(std::string_view path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const bool fits = path.size() > 1 && path.size() < sizeof address.sun_path;
    const bool known = path.starts_with('/') || path.starts_with('@');
    if (!fits || !known) return Error(errors::sandbox_notify, {fact("socket", path)});
    path.copy(address.sun_path, path.size());
    if (path.starts_with('@')) address.sun_path[0] = '\0';  // An abstract name.
    const auto size = offsetof(sockaddr_un, sun_path) + path.size();
    Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const auto* generic = reinterpret_cast<const sockaddr*>(&address);
    if (!socket.is_open() ||
        ::connect(socket.number(), generic, static_cast<socklen_t>(size)) != 0) {
        return Error(errors::sandbox_notify,
                     {fact("socket", path), fact("errno", static_cast<std::uint64_t>(errno))});
    }
    return socket;
}

// Half of what systemd allows this very process, when it watches it.
std::uint64_t half_of_watchdog_ms(std::uint64_t otherwise_ms) {
    const auto pid = environment_value("WATCHDOG_PID");
    if (!pid.empty() && pid != std::to_string(::getpid())) return otherwise_ms;
    const auto text = environment_value("WATCHDOG_USEC");
    std::uint64_t microseconds = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), microseconds);
    const bool is_number = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
    if (!is_number || microseconds == 0) return otherwise_ms;
    return std::min(otherwise_ms, std::max<std::uint64_t>(microseconds / 2'000, 1));
}

}  // namespace

Result<Herald> Herald::of_this_process() {
    const auto path = environment_value("NOTIFY_SOCKET");
    Herald herald;
    if (inherited("notify")) {
        TRY(socket, take_inherited("notify", -1));
        herald.socket_ = std::move(socket);
    } else if (!path.empty()) {
        TRY(socket, connect_to_listener(path));
        herald.socket_ = std::move(socket);
    }
    herald.every_ms_ = half_of_watchdog_ms(beat_ms);
    return herald;
}

}  // namespace sealwright::sandbox
