#include "sealwright/sandbox/herald.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <ctime>

namespace sealwright::sandbox {
namespace {

std::string status_line(std::string_view status) {
    return "STATUS=" + std::string(status.substr(0, status.find('\n')));
}

}  // namespace

void Herald::ready(std::string_view status) {
    if (tell("READY=1\n" + status_line(status))) status_ = status;
}

void Herald::status(std::string_view status) {
    if (status == status_) return;
    if (tell(status_line(status))) status_ = status;
}

// systemd compares the time with its own clock, which does not count a suspended host.
void Herald::reloading() {
    timespec now{};
    check(::clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    const auto microseconds = static_cast<std::uint64_t>(now.tv_sec) * 1'000'000 +
                              static_cast<std::uint64_t>(now.tv_nsec) / 1'000;
    tell("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds));
}

void Herald::stopping() {
    tell("STOPPING=1");
}

void Herald::beat(Now now) {
    if (!is_heard() || now.boottime_ms < next_ms_) return;
    next_ms_ = now.boottime_ms + every_ms_;
    tell("WATCHDOG=1");
}

std::uint64_t Herald::patience_ms(std::uint64_t otherwise_ms) const {
    return is_heard() ? std::min(otherwise_ms, every_ms_) : otherwise_ms;
}

bool Herald::tell(std::string_view words) {
    if (!is_heard()) return true;
    // What could not be told now is made up for by the next beat, or by nothing: see the header.
    return ::send(socket_.number(), words.data(), words.size(), MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
}

}  // namespace sealwright::sandbox
