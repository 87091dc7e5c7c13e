// What operators have done about token processes.
#include "errors.hpp"
#include "sealwright/core/log.hpp"
#include "token_lines.hpp"

namespace sealwright::keeper {
namespace {

constexpr std::uint64_t status_timeout_ms = 500;
constexpr std::uint64_t login_timeout_ms = 5'000;
constexpr std::uint64_t enrol_timeout_ms = 20'000;

}  // namespace

Result<void> TokenLines::call(Line& line, std::uint16_t type, View body, std::uint64_t timeout_ms) {
    if (!line.connection) return Error(errors::token_away, {fact("token", line.name)});
    refusal_.reset();
    line.called = desk_correlation + ++calls_;
    line.connection->queue(type, line.called, body);
    const auto deadline = clock_.now().boottime_ms + timeout_ms;
    while (line.connection && line.answered != line.called) {
        const auto now = clock_.now().boottime_ms;
        if (now >= deadline) return Error(errors::token_away, {fact("token", line.name)});
        if (!line.connection->flush() || !line.connection->fill()) {
            drop(line);
            break;
        }
        const auto number = static_cast<std::size_t>(&line - lines_.data());
        while (hear(number)) continue;
        if (!line.connection || line.answered == line.called) break;
        std::vector<ipc::Watched> watched{
            {line.connection->number(), line.connection->wants_write(), false}};
        TRY(ipc::wait(watched, deadline - now));
    }
    if (!line.connection) return Error(errors::token_away, {fact("token", line.name)});
    if (refusal_) return *refusal_;
    return done;
}

std::vector<operate::TokenInfo> TokenLines::tokens() {
    std::vector<operate::TokenInfo> infos;
    for (auto& line : lines_) {
        // A token that is left out is known to be slow: its last word must do.
        if (line.connection && !line.left_out) {
            const auto asked = call(line, hsm::StatusAsk::type, {}, status_timeout_ms);
            if (!asked) log(LogLevel::warning, "token status", asked.error());
        }
        infos.push_back(info_of(line));
    }
    return infos;
}

Result<void> TokenLines::enrol(const std::string& name) {
    auto* line = find(name);
    if (line == nullptr) return Error(errors::token_unknown, {fact("token", name)});
    return call(*line, hsm::EnrolAsk::type, wire::encode(hsm::EnrolAsk{1}), enrol_timeout_ms);
}

Result<void> TokenLines::login(const std::string& name, View box) {
    auto* line = find(name);
    if (line == nullptr) return Error(errors::token_unknown, {fact("token", name)});
    const hsm::LoginAsk ask{Bytes(box.begin(), box.end())};
    return call(*line, hsm::LoginAsk::type, wire::encode(ask), login_timeout_ms);
}

Result<void> TokenLines::start(const std::string& name) {
    auto* line = find(name);
    if (line == nullptr) return Error(errors::token_unknown, {fact("token", name)});
    line->asked_peer_ms = 0;
    return control_.send(supervise::TokenWish{name, true});
}

// The wish first: sealwrightd must not start again what is about to end.
Result<void> TokenLines::stop(const std::string& name) {
    auto* line = find(name);
    if (line == nullptr) return Error(errors::token_unknown, {fact("token", name)});
    TRY(control_.send(supervise::TokenWish{name, false}));
    if (!line->connection) return done;
    const auto ended = call(*line, hsm::StopAsk::type, {}, status_timeout_ms);
    if (!ended) log(LogLevel::warning, "token stop", ended.error());
    line->connection.reset();
    line->status.reset();
    line->presence = supervise::Presence::stopped;
    return done;
}

}  // namespace sealwright::keeper
