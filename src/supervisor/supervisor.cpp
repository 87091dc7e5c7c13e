#include "supervisor.hpp"

#include "sealwright/core/log.hpp"
#include "sealwright/ipc/connection.hpp"
#include "sockets.hpp"

#include <systemd/sd-daemon.h>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace sealwright::supervisor {

Supervisor::Supervisor(const config::Config& config,
                       Launch launch,
                       Listeners listeners,
                       Signals signals,
                       const Clock& clock)
    : config_(config),
      launch_(std::move(launch)),
      listeners_(std::move(listeners)),
      signals_(std::move(signals)),
      clock_(clock) {
    for (const auto& token : config_.tokens) tokens_.emplace_back(config_, token, launch_);
}

Result<void> Supervisor::run() {
    for (;;) {
        tick();
        std::vector<ipc::Watched> watched{{signals_.number(), false, false}};
        if (control_) watched.push_back({control_->number(), false, false});
        TRY(ipc::wait(watched, timeout_ms()));
        // Asks first: a keeper that has just died may have left a wish behind.
        if (watched.size() > 1 && watched[1].ready) serve_keeper();
        if (watched[0].ready && signals_.take()) return end();
        reap();
    }
}

std::uint64_t Supervisor::timeout_ms() const {
    const auto now = now_ms();
    auto due = now + idle_ms;
    for (const auto* child : {&keeper_, &depot_}) {
        if (!child->running()) due = std::min(due, child->due_ms());
    }
    if (!front_.running()) {
        due = std::min(due, std::max(front_.due_ms(), look_for_certificate_at_ms_));
    }
    for (const auto& each : tokens_) due = std::min(due, each.due_ms().value_or(due));
    return due > now ? due - now : 0;
}

void Supervisor::tick() {
    const auto now = now_ms();
    for (auto& each : tokens_) each.tick(now);
    if (depot_.due(now)) start_depot();
    if (keeper_.due(now)) start_keeper();
    if (front_.due(now) && now >= look_for_certificate_at_ms_) start_front();
}

void Supervisor::start_depot() {
    auto program = launch_.program("sealwright-depot", config_.depot_uid);
    program.arguments = {"--config", launch_.config};
    program.descriptors = {{"depot", listeners_.depot.number()}};
    program.ends_with_parent = true;
    note_start(depot_, sandbox::spawn(program));
}

void Supervisor::start_keeper() {
    auto opened = Control::open(config_);
    if (!opened) return note_start(keeper_, opened.error());
    auto program = launch_.program("sealwright-keeper", config_.keeper_uid);
    program.descriptors = {{"control", opened->first.number()},
                           {"keeper", listeners_.keeper.number()},
                           {"operator", listeners_.operators.number()}};
    program.ends_with_parent = true;
    note_start(keeper_, sandbox::spawn(program));
    if (!keeper_.running()) return;
    control_.emplace(std::move(opened->second));
    if (!told_ready_) ::sd_notify(0, "READY=1");
    told_ready_ = true;
}

// Before `init` there is no certificate, and a front without one could only fail.
void Supervisor::start_front() {
    const bool there = ::access(config_.certificate.c_str(), F_OK) == 0 &&
                       ::access(config_.key.c_str(), F_OK) == 0;
    if (!there) {
        look_for_certificate_at_ms_ = now_ms() + certificate_look_ms;
        return;
    }
    auto program = launch_.program("sealwright-front", config_.front_uid);
    program.arguments = {"--config", launch_.config};
    program.descriptors = {{"front", listeners_.front.number()}};
    program.ends_with_parent = true;
    note_start(front_, sandbox::spawn(program));
}

void Supervisor::note_start(Child& child, const Result<int>& pid) {
    if (pid) return child.started(*pid, now_ms());
    child.missed(now_ms());
    log(LogLevel::error, "a program could not be started", pid.error());
}

void Supervisor::reap() {
    int status = 0;
    for (int pid = ::waitpid(-1, &status, WNOHANG); pid > 0;
         pid = ::waitpid(-1, &status, WNOHANG)) {
        buried(pid, status);
    }
}

void Supervisor::buried(int pid, int status) {
    for (auto* child : {&front_, &keeper_, &depot_}) {
        if (child->pid() == pid) child->ended(status, now_ms());
    }
    if (!keeper_.running()) control_.reset();
    for (auto& each : tokens_) {
        if (each.pid() == pid) each.ended(status, now_ms());
    }
}

void Supervisor::serve_keeper() {
    constexpr int asks_max = 64;  // A round; the rest waits for the next one.
    for (int count = 0; count < asks_max && control_; ++count) {
        const auto ask = control_->next();
        if (!ask) {
            // It died, or it closed its end, which leaves it useless.
            keeper_.send(SIGKILL);
            control_.reset();
            return;
        }
        if (!*ask) return;
        switch ((*ask)->kind) {
            case Control::Ask::Kind::peer:
                answer((*ask)->peer);
                break;
            case Control::Ask::Kind::wish:
                obey((*ask)->wish);
                break;
        }
    }
}

void Supervisor::answer(const supervise::PeerAsk& ask) {
    using supervise::Presence;
    TokenProcess::Answer found{Presence::away, {}};
    if (ask.kind == supervise::PeerKind::token) {
        if (auto* known = token(ask.name)) found = known->connect(now_ms());
    } else if (depot_.running()) {
        auto connection = dial(config_.socket("depot"), config_.depot_uid);
        if (connection) found = {Presence::connected, std::move(*connection)};
    }
    const auto given = control_->give(ask, found.presence, found.connection);
    if (given) return;
    log(LogLevel::error, "the keeper does not read its answers", given.error());
    keeper_.send(SIGKILL);
    control_.reset();
}

void Supervisor::obey(const supervise::TokenWish& wish) {
    if (auto* known = token(wish.name)) return known->wish(wish.run, now_ms());
    log(LogLevel::warning, "a wish names no token", {fact("token", wish.name)});
}

TokenProcess* Supervisor::token(const std::string& name) {
    const auto found = std::ranges::find(tokens_, name, &TokenProcess::name);
    return found == tokens_.end() ? nullptr : &*found;
}

// Nobody new comes in, then nothing more is decided, then nothing more is written. Tokens stay.
Result<void> Supervisor::end() {
    ::sd_notify(0, "STOPPING=1");
    log(LogLevel::info, "ending; token processes go on");
    const auto deadline = now_ms() + ending_patience_ms;
    for (auto* child : {&front_, &keeper_, &depot_}) {
        child->send(SIGTERM);
        while (child->running()) {
            const auto now = now_ms();
            if (now >= deadline) child->send(SIGKILL);
            std::vector<ipc::Watched> watched{{signals_.number(), false, false}};
            TRY(ipc::wait(watched, now < deadline ? deadline - now : certificate_look_ms));
            static_cast<void>(signals_.take());
            reap();
        }
    }
    return done;
}

}  // namespace sealwright::supervisor
