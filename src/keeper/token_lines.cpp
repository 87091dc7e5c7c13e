#include "token_lines.hpp"

#include "errors.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/core/log.hpp"

#include <algorithm>
#include <utility>

namespace sealwright::keeper {
namespace {

constexpr std::uint64_t peer_retry_ms = 100;
constexpr std::uint64_t probe_ms = 1'000;

std::string_view words_of(hsm::TokenState state) {
    switch (state) {
        case hsm::TokenState::waiting_for_pin:
            return "waiting for pin";
        case hsm::TokenState::no_key:
            return "no key";
        case hsm::TokenState::ready:
            return "logged in";
        case hsm::TokenState::pin_refused:
            return "pin refused";
        case hsm::TokenState::broken:
            return "broken";
    }
    return "broken";
}

std::string_view words_of(supervise::Presence presence) {
    switch (presence) {
        case supervise::Presence::connected:
        case supervise::Presence::away:
            return "away";
        case supervise::Presence::stopped:
            return "stopped";
        case supervise::Presence::pin_refused:
            return "pin refused";
    }
    return "away";
}

}  // namespace

TokenLines::TokenLines(ControlLine& control,
                       const Clock& clock,
                       const std::vector<std::string>& names)
    : control_(control), clock_(clock) {
    for (const auto& name : names) {
        Line line;
        line.name = name;
        lines_.push_back(std::move(line));
    }
}

TokenLines::Line* TokenLines::find(const std::string& name) {
    for (auto& line : lines_) {
        if (line.name == name) return &line;
    }
    return nullptr;
}

void TokenLines::drop(Line& line) {
    log(LogLevel::warning, "token connection ended", {fact("token", line.name)});
    line.connection.reset();
    line.status.reset();
    line.refusal.clear();
    line.left_out = false;
    line.presence = supervise::Presence::away;
    line.asked_peer_ms = 0;
}

void TokenLines::probe(Line& line, std::uint64_t now_ms) {
    if (!line.connection) return;
    line.asked_status_ms = now_ms;
    line.connection->queue(hsm::StatusAsk::type, desk_correlation, {});
    if (!line.connection->flush()) drop(line);
}

bool TokenLines::is_ready(const Line& line) {
    return line.connection && !line.left_out && line.status &&
           line.status->state == hsm::TokenState::ready;
}

std::size_t TokenLines::ready_count() {
    return static_cast<std::size_t>(std::count_if(lines_.begin(), lines_.end(), is_ready));
}

std::vector<hsm::client::ReadyToken> TokenLines::ready() {
    std::vector<hsm::client::ReadyToken> ready;
    for (std::size_t number = 0; number < lines_.size(); ++number) {
        const auto& line = lines_[number];
        if (!is_ready(line)) continue;
        const auto& status = *line.status;
        ready.push_back({number, {status.serial, status.key_id, status.generation}});
    }
    return ready;
}

std::size_t TokenLines::logged_in() const {
    const auto is_ready = [](const Line& line) {
        return line.connection && line.status && line.status->state == hsm::TokenState::ready;
    };
    return static_cast<std::size_t>(std::count_if(lines_.begin(), lines_.end(), is_ready));
}

void TokenLines::ask(std::size_t number, std::uint64_t correlation, const hsm::PrfAsk& ask) {
    auto& line = lines_.at(number);
    if (!line.connection) return;
    line.unanswered = correlation;
    line.connection->queue(hsm::PrfAsk::type, correlation, wire::encode(ask));
    if (!line.connection->flush()) drop(line);
}

std::optional<hsm::client::TokenAnswer> TokenLines::hear(std::size_t number) {
    auto& line = lines_[number];
    // Whoever waits for a process that has ended need not wait for the deadline.
    if (!line.connection && line.unanswered) {
        const auto correlation = *std::exchange(line.unanswered, std::nullopt);
        return hsm::client::TokenAnswer{number, correlation, {}, "its process has ended"};
    }
    while (line.connection) {
        auto frame = line.connection->next();
        if (!frame) {
            drop(line);
            return std::nullopt;
        }
        if (!*frame) return std::nullopt;
        const auto& [type, version, correlation, body] = **frame;
        if (type == hsm::PrfAnswer::type) {
            auto answer = wire::decode<hsm::PrfAnswer>(body);
            if (line.unanswered == correlation) line.unanswered.reset();
            line.refusal.clear();
            if (answer) {
                return hsm::client::TokenAnswer{
                    number, correlation, std::move(answer->outputs), {}};
            }
            drop(line);
        } else if (type == hsm::Status::type) {
            auto status = wire::decode<hsm::Status>(body);
            if (status) line.status = std::move(*status);
            line.left_out = false;
            line.answered = correlation;
        } else if (type == claims::Refusal::type) {
            const auto refusal = wire::decode<claims::Refusal>(body);
            const auto why = refusal ? refusal->sentence : std::string("it does not say why");
            // Once, not at each of many tries.
            if (line.refusal != why) {
                log(LogLevel::warning,
                    "a token refuses",
                    {fact("token", line.name), fact("why", why)});
            }
            line.refusal = why;
            if (correlation < desk_correlation) {
                if (line.unanswered == correlation) line.unanswered.reset();
                const std::uint16_t code = refusal ? refusal->code : 0;
                return hsm::client::TokenAnswer{number, correlation, {}, why, code};
            }
            if (correlation == line.called) {
                refusal_ =
                    Error(errors::token_refused, {fact("token", line.name), fact("why", why)});
            }
            line.answered = correlation;
        }
    }
    return std::nullopt;
}

std::optional<hsm::client::TokenAnswer> TokenLines::next(std::uint64_t deadline_ms) {
    for (;;) {
        for (std::size_t number = 0; number < lines_.size(); ++number) {
            if (auto answer = hear(number)) return answer;
        }
        const auto now = clock_.now().boottime_ms;
        if (now >= deadline_ms) return std::nullopt;
        std::vector<ipc::Watched> watched;
        watch(watched);
        const auto is_missed = [](const Line& line) {
            return !line.connection && line.unanswered.has_value();
        };
        if (std::any_of(lines_.begin(), lines_.end(), is_missed)) continue;
        if (watched.empty()) return std::nullopt;  // Nobody is left who could answer.
        if (!ipc::wait(watched, deadline_ms - now)) return std::nullopt;
        for (const auto& each : watched) {
            if (!each.ready) continue;
            for (auto& line : lines_) {
                if (!line.connection || line.connection->number() != each.number) continue;
                if (!line.connection->flush() || !line.connection->fill()) drop(line);
            }
        }
    }
}

void TokenLines::leave_out(std::size_t number) {
    auto& line = lines_.at(number);
    if (!line.connection || line.left_out) return;
    line.left_out = true;
    if (line.refusal.empty()) {
        log(LogLevel::warning, "token left out until it answers", {fact("token", line.name)});
    }
    probe(line, clock_.now().boottime_ms);
}

void TokenLines::watch(std::vector<ipc::Watched>& watched) const {
    for (const auto& line : lines_) {
        if (!line.connection) continue;
        watched.push_back({line.connection->number(), line.connection->wants_write(), false});
    }
}

void TokenLines::serve(std::span<const ipc::Watched> watched) {
    const auto now = clock_.now().boottime_ms;
    for (std::size_t number = 0; number < lines_.size(); ++number) {
        auto& line = lines_[number];
        const auto is_quiet =
            !line.connection || !ipc::is_ready(watched, line.connection->number());
        if (!is_quiet && (!line.connection->flush() || !line.connection->fill())) drop(line);
        // Answers to asks that nobody waits for any more.
        while (hear(number)) continue;
        if (!line.connection && now - line.asked_peer_ms >= peer_retry_ms) {
            line.asked_peer_ms = now;
            const auto sent =
                control_.send(supervise::PeerAsk{supervise::PeerKind::token, line.name});
            if (!sent) log(LogLevel::warning, "sealwrightd does not answer", sent.error());
        }
        const auto is_ready = line.status && line.status->state == hsm::TokenState::ready;
        if (line.connection && !is_ready && now - line.asked_status_ms >= probe_ms) {
            probe(line, now);
        }
    }
}

void TokenLines::take(const std::string& name, supervise::Presence presence, Descriptor socket) {
    auto* line = find(name);
    if (line == nullptr) return;
    line->presence = presence;
    if (presence != supervise::Presence::connected || !socket.is_open()) return;
    line->connection.emplace(std::move(socket));
    line->left_out = false;
    probe(*line, clock_.now().boottime_ms);
}

operate::TokenInfo TokenLines::info_of(const Line& line) const {
    operate::TokenInfo info;
    info.name = line.name;
    info.state = words_of(line.presence);
    info.left_out = line.left_out;
    if (!line.connection || !line.status) return info;
    const auto& status = *line.status;
    info.state = words_of(status.state);
    info.label = status.label;
    info.serial = status.serial;
    info.key_id = status.key_id;
    info.generation = status.generation;
    info.startup_key = status.startup_key;
    info.detail = status.detail;
    return info;
}

}  // namespace sealwright::keeper
