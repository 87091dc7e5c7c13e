#include "child.hpp"

#include "sealwright/core/log.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <csignal>

namespace sealwright::supervisor {

void Child::started(int pid, std::uint64_t now_ms) {
    pid_ = pid;
    started_ms_ = now_ms;
    log(LogLevel::info,
        "started",
        {fact("program", name_), fact("pid", static_cast<std::uint64_t>(pid))});
}

void Child::ended(int status, std::uint64_t now_ms) {
    pid_ = 0;
    if (now_ms - started_ms_ >= forgiven_after_ms) delay_ms_ = delay_first_ms;
    const auto how = WIFSIGNALED(status)
                         ? fact("signal", static_cast<std::uint64_t>(WTERMSIG(status)))
                         : fact("exit", static_cast<std::uint64_t>(WEXITSTATUS(status)));
    back_off(now_ms);
    log(LogLevel::warning,
        "ended",
        {fact("program", name_), how, fact("again_in_ms", due_ms_ - now_ms)});
}

void Child::missed(std::uint64_t now_ms) {
    back_off(now_ms);
}

void Child::back_off(std::uint64_t now_ms) {
    due_ms_ = now_ms + delay_ms_;
    delay_ms_ = std::min(delay_ms_ * 2, delay_max_ms);
}

void Child::forgive() {
    due_ms_ = 0;
    delay_ms_ = delay_first_ms;
}

void Child::send(int signal) const {
    if (running()) ::kill(pid_, signal);
}

}  // namespace sealwright::supervisor
