#include "server.hpp"

#include "sealwright/claims/refusal.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/ipc/peer.hpp"

#include <unistd.h>

#include <algorithm>

namespace sealwright::token {
namespace {

constexpr std::uint64_t idle_ms = 30'000;

std::string_view words_of(hsm::TokenState state) {
    switch (state) {
        case hsm::TokenState::waiting_for_pin:
            return "waits for `sealwright token login`";
        case hsm::TokenState::pin_refused:
            return "its PIN was refused: see `sealwright token status`";
        case hsm::TokenState::no_key:
            return "logged in, no key yet";
        case hsm::TokenState::ready:
            return "logged in";
        case hsm::TokenState::broken:
            return "the token does not answer as it must";
    }
    return "unknown";
}

}  // namespace

ExitCode Server::run() {
    settings_.herald.ready(words_of(core_.state()));
    std::optional<std::uint64_t> leave_at_ms;
    while (!terminated_) {
        tell_state();
        const auto now_ms = clock_.now().boottime_ms;
        const auto ending = fate();
        if (ending && !leave_at_ms) leave_at_ms = now_ms + farewell_ms;
        if (ending == ExitCode::stopped && all_sent()) return *ending;
        if (ending && now_ms >= *leave_at_ms) return *ending;
        const auto stepped =
            step(ending ? *leave_at_ms - now_ms : settings_.herald.patience_ms(idle_ms));
        if (!stepped) {
            log(LogLevel::error, "poll", stepped.error());
            return ExitCode::token_broken;
        }
    }
    settings_.herald.stopping();
    return ExitCode::stopped;
}

void Server::tell_state() {
    settings_.herald.status(words_of(core_.state()));
    settings_.herald.beat(clock_.now());
}

// What only a new process helps against, or an operator's wish; nothing while it goes on.
std::optional<ExitCode> Server::fate() const {
    if (core_.stopping()) return ExitCode::stopped;
    switch (core_.state()) {
        case hsm::TokenState::pin_refused:
            return ExitCode::pin_refused;
        case hsm::TokenState::broken:
            return ExitCode::token_broken;
        case hsm::TokenState::waiting_for_pin:
        case hsm::TokenState::no_key:
        case hsm::TokenState::ready:
            return std::nullopt;
    }
    return std::nullopt;
}

bool Server::all_sent() const {
    return std::none_of(connections_.begin(), connections_.end(), [](const auto& connection) {
        return connection.wants_write();
    });
}

Result<void> Server::step(std::uint64_t timeout_ms) {
    std::vector<ipc::Watched> watched{{settings_.signals.number(), false, false},
                                      {settings_.listener.number(), false, false}};
    for (const auto& connection : connections_) {
        watched.push_back({connection.number(), connection.wants_write(), false});
    }
    TRY(ipc::wait(watched, timeout_ms));
    terminated_ = watched[0].ready;
    if (terminated_) return done;
    serve_ready(watched);
    if (watched[1].ready) accept_all();
    return done;
}

void Server::accept_all() {
    // As many as wait at most; one over the limit is closed at once, which its maker notices.
    for (std::size_t count = 0; count < connections_max; ++count) {
        auto accepted = ipc::accept(settings_.listener.number());
        if (!accepted) return log(LogLevel::error, "accept", accepted.error());
        if (!*accepted) return;
        const auto uid = (*accepted)->peer.uid;
        if (uid != 0 && uid != ::geteuid() && uid != settings_.keeper_uid) {
            log(LogLevel::warning, "a stranger's connection was closed", {fact("uid", uid)});
        } else if (connections_.size() == connections_max) {
            log(LogLevel::warning, "one connection too many was closed", {fact("uid", uid)});
        } else {
            connections_.emplace_back(std::move((*accepted)->socket));
        }
    }
}

void Server::serve_ready(const std::vector<ipc::Watched>& watched) {
    std::vector<ipc::Connection> living;
    for (std::size_t index = 0; index < connections_.size(); ++index) {
        auto& connection = connections_[index];
        // Whoever closed its end, or broke the frames, is dropped; others go on.
        if (watched[index + 2].ready && !serve(connection)) continue;
        living.push_back(std::move(connection));
    }
    connections_ = std::move(living);
}

Result<void> Server::serve(ipc::Connection& connection) {
    TRY(connection.flush());
    TRY(connection.fill());
    for (;;) {
        TRY(frame, connection.next());
        if (!frame) return connection.flush();
        const auto answer = core_.answer(frame->type, frame->body);
        if (answer) {
            connection.queue(answer->type, frame->correlation, answer->body);
        } else {
            const claims::Refusal refusal(answer.error());
            connection.queue(claims::Refusal::type, frame->correlation, wire::encode(refusal));
        }
    }
}

}  // namespace sealwright::token
