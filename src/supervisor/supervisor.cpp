#include "supervisor.hpp"

#include "errors.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/ipc/connection.hpp"
#include "sockets.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <utility>

namespace sealwright::supervisor {

Supervisor::Supervisor(const config::Config& config,
                       Launch launch,
                       Listeners listeners,
                       Signals signals,
                       sandbox::Herald herald,
                       const Clock& clock)
    : config_(config),
      launch_(std::move(launch)),
      listeners_(std::move(listeners)),
      signals_(std::move(signals)),
      clock_(clock),
      herald_(std::move(herald)),
      verifiers_(config_, launch_),
      tended_ms_(now_ms()) {
    for (const auto& token : config_.tokens) tokens_.emplace_back(config_, token, launch_);
}

Result<void> Supervisor::run() {
    for (;;) {
        tick();
        tend();
        std::vector<ipc::Watched> watched{{signals_.number(), false, false}};
        for (const auto number : {front_.number(), depot_.number()}) {
            if (number >= 0) watched.push_back({number, false, false});
        }
        if (control_) watched.push_back({control_->number(), false, false});
        TRY(ipc::wait(watched, timeout_ms()));
        // Asks first: a keeper that has just died may have left a wish behind.
        if (control_) serve_keeper();
        front_.listen();
        depot_.listen();
        const auto wishes = signals_.take();
        if (wishes.end) return end();
        if (wishes.reload) reload();
        reap();
    }
}

std::uint64_t Supervisor::timeout_ms() const {
    const auto now = now_ms();
    auto due = now + herald_.patience_ms(look_ms);
    for (const auto& each : tokens_) due = std::min(due, each.due_ms().value_or(due));
    due = std::min(due, verifiers_.due_ms().value_or(due));
    if (launch_.units) return due > now ? due - now : 0;
    for (const auto* each : {&keeper_, &depot_}) {
        if (!each->child().running()) due = std::min(due, each->child().due_ms());
    }
    if (!front_.child().running()) {
        due = std::min(due, std::max(front_.child().due_ms(), look_for_certificate_at_ms_));
    }
    return due > now ? due - now : 0;
}

void Supervisor::tick() {
    const auto now = now_ms();
    // First: it checks its whole file, and meanwhile the tokens log in.
    if (!launch_.units && depot_.child().due(now)) start_depot();
    for (auto& each : tokens_) each.tick(now);
    verifiers_.tick(now);
    if (launch_.units) {
        if (!control_ && now >= find_keeper_at_ms_) find_keeper();
        return;
    }
    if (keeper_.child().due(now)) start_keeper();
    if (front_.child().due(now) && now >= look_for_certificate_at_ms_) start_front();
}

// What systemd is told, and whether everybody still runs. A process that hangs is ended; while it
// cannot be, we say nothing, so that the service manager ends us all.
void Supervisor::tend() {
    const auto now = clock_.now();
    const auto passed = now.boottime_ms - std::exchange(tended_ms_, now.boottime_ms);
    bool all_run = true;
    for (auto* each : {&front_, &keeper_, &depot_}) all_run = each->tend(passed) && all_run;
    keeper_unit_.passed(passed);
    if (launch_.units && control_ && keeper_unit_.is_hung()) lose_keeper();

    if (reloading_ && !front_.is_reloading()) {
        reloading_ = false;
        if (told_ready_) herald_.ready(picture().words());
    }
    if (!told_ready_ && picture().answers()) {
        told_ready_ = true;
        herald_.ready(picture().words());
    }
    herald_.status(picture().words());
    if (all_run) herald_.beat(now);
}

Picture Supervisor::picture() const {
    // The units of depot and front tell systemd themselves.
    const bool apart = launch_.units;
    return {apart || depot_.is_ready(),
            apart || front_.is_ready(),
            apart || has_certificate(),
            alive_,
            config_.tokens.size(),
            config_.threshold};
}

void Supervisor::reload() {
    log(LogLevel::info, "asked to reload: the front reads its certificate again");
    if (!front_.is_ready()) {
        return log(LogLevel::info, "no front of ours serves now; one that starts reads it anyway");
    }
    herald_.reloading();
    reloading_ = true;
    front_.reload();
}

bool Supervisor::has_certificate() const {
    return ::access(config_.certificate.c_str(), F_OK) == 0 &&
           ::access(config_.key.c_str(), F_OK) == 0;
}

void Supervisor::start_depot() {
    auto program = launch_.program("sealwright-depot", config_.depot_uid);
    program.arguments = {"--config", launch_.config};
    program.descriptors = {{"depot", listeners_.depot.number()}};
    program.ends_with_parent = true;
    depot_.start(std::move(program), Attended::Voice::own, now_ms());
}

void Supervisor::start_keeper() {
    auto opened = Control::open(config_);
    if (!opened) return keeper_.missed(opened.error(), now_ms());
    auto program = launch_.program("sealwright-keeper", config_.keeper_uid);
    program.descriptors = {{"control", opened->first.number()},
                           {"keeper", listeners_.keeper.number()},
                           {"operator", listeners_.operators.number()},
                           {"node", listeners_.nodes.number()}};
    program.ends_with_parent = true;
    keeper_.start(std::move(program), Attended::Voice::none, now_ms());
    if (keeper_.child().running()) control_.emplace(std::move(opened->second));
}

// Its unit starts it when we connect; until then our connection and our first packet wait.
void Supervisor::find_keeper() {
    find_keeper_at_ms_ = now_ms() + control_again_ms;
    auto socket = dial(config_.socket("control"), config_.keeper_uid, Bounds::packets);
    const auto told = std::exchange(told_away_, !socket);
    if (!socket) {
        if (!told) log(LogLevel::warning, "waits for the keeper's unit", socket.error());
        return;
    }
    auto control = Control::over(std::move(*socket), config_, herald_.number());
    if (!control) return log(LogLevel::warning, "the keeper's unit", control.error());
    control_.emplace(std::move(*control));
    keeper_unit_.begin();
}

// As our child it is started again; as a unit it ends with its line and its unit starts it.
void Supervisor::lose_keeper() {
    keeper_.child().send(SIGKILL);
    control_.reset();
    alive_.reset();
    find_keeper_at_ms_ = now_ms() + control_again_ms;
}

// Before `init` there is no certificate, and a front without one could only fail.
void Supervisor::start_front() {
    if (!has_certificate()) {
        look_for_certificate_at_ms_ = now_ms() + certificate_look_ms;
        return;
    }
    auto program = launch_.program("sealwright-front", config_.front_uid);
    program.arguments = {"--config", launch_.config};
    program.descriptors = {{"front", listeners_.front.number()}};
    if (listeners_.metrics.is_open()) {
        program.descriptors.push_back({"metrics", listeners_.metrics.number()});
    }
    program.ends_with_parent = true;
    front_.start(std::move(program), Attended::Voice::own, now_ms());
}

void Supervisor::reap() {
    int status = 0;
    for (int pid = ::waitpid(-1, &status, WNOHANG); pid > 0;
         pid = ::waitpid(-1, &status, WNOHANG)) {
        buried(pid, status);
    }
}

void Supervisor::buried(int pid, int status) {
    for (auto* each : {&front_, &keeper_, &depot_}) {
        if (each->child().pid() == pid) each->ended(status, now_ms());
    }
    if (!launch_.units && !keeper_.child().running()) {
        control_.reset();
        alive_.reset();
    }
    for (auto& each : tokens_) {
        if (each.pid() == pid) each.ended(status, now_ms());
    }
    verifiers_.ended(pid, status, now_ms());
}

void Supervisor::serve_keeper() {
    constexpr int asks_max = 64;  // A round; the rest waits for the next one.
    for (int count = 0; count < asks_max && control_; ++count) {
        const auto ask = control_->next();
        if (!ask) {
            // It died, or it closed its end, which leaves it useless.
            return lose_keeper();
        }
        if (!*ask) return;
        switch ((*ask)->kind) {
            case Control::Ask::Kind::peer:
                answer((*ask)->peer);
                break;
            case Control::Ask::Kind::wish:
                obey((*ask)->wish);
                break;
            case Control::Ask::Kind::alive:
                alive_ = (*ask)->alive;
                keeper_.ready();
                keeper_unit_.ready();
                break;
        }
    }
}

void Supervisor::answer(const supervise::PeerAsk& ask) {
    using supervise::Presence;
    TokenProcess::Answer found{Presence::away, {}};
    if (ask.kind == supervise::PeerKind::token) {
        if (auto* known = token(ask.name)) found = known->connect(now_ms());
    } else if (ask.kind == supervise::PeerKind::verifier) {
        found.connection = verifiers_.connect(now_ms());
        if (found.connection.is_open()) found.presence = Presence::connected;
    } else if (launch_.units || depot_.child().running()) {
        auto connection = dial(config_.socket("depot"), config_.depot_uid);
        if (connection) found = {Presence::connected, std::move(*connection)};
    }
    const auto given = control_->give(ask, found.presence, found.connection);
    if (given) return;
    log(LogLevel::error, "the keeper does not read its answers", given.error());
    lose_keeper();
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
    herald_.stopping();
    log(LogLevel::info, "ending; token processes go on");
    const auto deadline = now_ms() + ending_patience_ms;
    for (auto* each : {&front_, &keeper_, &depot_}) {
        const auto& child = each->child();
        child.send(SIGTERM);
        while (child.running()) {
            const auto now = now_ms();
            if (now >= deadline) child.send(SIGKILL);
            std::vector<ipc::Watched> watched{{signals_.number(), false, false}};
            TRY(ipc::wait(watched, now < deadline ? deadline - now : certificate_look_ms));
            static_cast<void>(signals_.take());
            reap();
        }
    }
    return done;
}

}  // namespace sealwright::supervisor
