#include "attended.hpp"

#include "errors.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/ipc/peer.hpp"
#include "sealwright/ipc/socket.hpp"

#include <csignal>
#include <utility>

namespace sealwright::supervisor {

void Attended::start(sandbox::Program program, Voice voice, std::uint64_t now_ms) {
    liveness_.begin();
    reloading_ = false;
    told_hung_ = false;
    const auto pid = spawn(program, voice);
    if (!pid) return missed(pid.error(), now_ms);
    child_.started(*pid, now_ms);
}

Result<int> Attended::spawn(sandbox::Program& program, Voice voice) {
    voice_.close();
    if (voice == Voice::none) return sandbox::spawn(program);
    TRY(ends, ipc::packet_pair());
    program.descriptors.push_back({"notify", ends.second.number()});
    voice_ = std::move(ends.first);
    return sandbox::spawn(program);
}

void Attended::missed(const Error& error, std::uint64_t now_ms) {
    child_.missed(now_ms);
    log(LogLevel::error, "a program could not be started", error);
}

void Attended::ended(int status, std::uint64_t now_ms) {
    child_.ended(status, now_ms);
    liveness_.begin();
    voice_.close();
    reloading_ = false;
}

void Attended::listen() {
    constexpr int messages_max = 16;  // A round; the rest waits for the next one.
    for (int count = 0; count < messages_max && voice_.is_open(); ++count) {
        const auto packet = ipc::receive_packet(voice_.number());
        // It has closed its end: its end as a process comes as a signal, or it falls silent.
        if (!packet) return voice_.close();
        if (!*packet) return;
        take(text_of((*packet)->bytes));
    }
}

void Attended::take(std::string_view words) {
    liveness_.heard();
    if (words.starts_with("READY=1")) ready();
}

void Attended::ready() {
    liveness_.ready();
    reloading_ = false;
}

bool Attended::tend(std::uint64_t passed_ms) {
    liveness_.passed(passed_ms);
    if (!child_.running() || !liveness_.is_hung()) return true;
    child_.send(SIGKILL);
    if (!std::exchange(told_hung_, true)) {
        log(LogLevel::error,
            "ended because it hangs",
            Error(errors::supervisor_hung, {fact("program", child_.name())}));
    }
    return false;
}

void Attended::reload() {
    child_.send(SIGHUP);
    reloading_ = true;
}

}  // namespace sealwright::supervisor
