#include "verifiers.hpp"

#include "sealwright/core/log.hpp"
#include "sealwright/ipc/socket.hpp"
#include "sockets.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <csignal>

namespace sealwright::supervisor {

bool Verifiers::has_spare() const {
    return std::ranges::any_of(all_, [](const One& one) { return one.spare.is_open(); });
}

bool Verifiers::wants_spare() const {
    return wanted_ && !has_spare() && all_.size() < count_max;
}

Descriptor Verifiers::connect(std::uint64_t now_ms) {
    if (launch_->units) {
        // Its socket unit starts one for each connection, and at most four.
        auto connection = dial(config_->socket("verifier"), config_->verifier_uid);
        if (connection) return std::move(*connection);
        log(LogLevel::warning, "no verifier answers", connection.error());
        return {};
    }
    wanted_ = true;
    if (!has_spare() && all_.size() < count_max && now_ms >= start_at_ms_) {
        if (const auto started = start(); !started) missed(started.error(), now_ms);
    }
    for (auto& one : all_) {
        if (!one.spare.is_open()) continue;
        one.given_ms = now_ms;
        return std::move(one.spare);
    }
    return {};
}

Result<void> Verifiers::start() {
    TRY(ends, ipc::stream_pair());
    auto program = launch_->program("sealwright-verifier", config_->verifier_uid);
    program.arguments = {"--config", launch_->config};
    program.descriptors = {{"connection", ends.second.number()}};
    program.ends_with_parent = true;
    TRY(pid, sandbox::spawn(program));
    all_.push_back({pid, std::move(ends.first), 0});
    return done;
}

void Verifiers::missed(const Error& error, std::uint64_t now_ms) {
    start_at_ms_ = now_ms + delay_ms;
    log(LogLevel::error, "a verifier could not be started", error);
}

std::optional<std::uint64_t> Verifiers::due_ms() const {
    std::optional<std::uint64_t> due;
    const auto sooner = [&](std::uint64_t at_ms) { due = std::min(due.value_or(at_ms), at_ms); };
    if (wants_spare()) sooner(start_at_ms_);
    for (const auto& one : all_) {
        if (!one.spare.is_open()) sooner(one.given_ms + patience_ms);
    }
    return due;
}

void Verifiers::tick(std::uint64_t now_ms) {
    if (wants_spare() && now_ms >= start_at_ms_) {
        if (const auto started = start(); !started) missed(started.error(), now_ms);
    }
    for (auto& one : all_) {
        if (one.spare.is_open() || now_ms < one.given_ms + patience_ms) continue;
        log(LogLevel::warning,
            "a verifier takes too long and is ended",
            {fact("pid", static_cast<std::uint64_t>(one.pid))});
        ::kill(one.pid, SIGKILL);
        one.given_ms = now_ms;
    }
}

void Verifiers::ended(int pid, int status, std::uint64_t now_ms) {
    const auto found = std::ranges::find(all_, pid, &One::pid);
    if (found == all_.end()) return;
    const bool unasked = found->spare.is_open();
    all_.erase(found);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        // Nobody needed it for as long as one waits.
        if (unasked) wanted_ = false;
        return;
    }
    start_at_ms_ = now_ms + delay_ms;
    const auto how = WIFSIGNALED(status)
                         ? fact("signal", static_cast<std::uint64_t>(WTERMSIG(status)))
                         : fact("exit", static_cast<std::uint64_t>(WEXITSTATUS(status)));
    log(LogLevel::warning, "a verifier failed", {how});
}

}  // namespace sealwright::supervisor
