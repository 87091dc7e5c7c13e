#include "verifier_line.hpp"

#include "sealwright/attest/errors.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

// Far more than sealwrightd leaves unanswered while it lives.
constexpr std::size_t asked_max = 64;

}  // namespace

Result<VerifierLine::Ticket> VerifierLine::ask(const attest::ParseAsk& ask) {
    if (all_.size() >= waiting_max || asked_.size() >= asked_max) return errors::verifier_busy;
    TRY(control_.send(supervise::PeerAsk{supervise::PeerKind::verifier, {}}));
    Waiting waiting;
    waiting.ticket = ++newest_;
    waiting.until_ms = clock_.now().boottime_ms + patience_ms;
    waiting.ask = wire::encode(ask);
    asked_.push_back(waiting.ticket);
    all_.push_back(std::move(waiting));
    return newest_;
}

void VerifierLine::take(supervise::Presence presence, Descriptor socket) {
    if (asked_.empty()) return;
    const auto ticket = asked_.front();
    asked_.pop_front();
    const auto found = std::ranges::find(all_, ticket, &Waiting::ticket);
    // Whose ticket has ended needs no verifier: closing its socket ends that process.
    if (found == all_.end()) return;
    if (presence != supervise::Presence::connected || !socket.is_open()) {
        found->failure = errors::verifier_busy;
        return;
    }
    found->connection.emplace(std::move(socket));
    found->connection->queue(attest::ParseAsk::type, ticket, found->ask);
    found->ask = WipedBytes();
}

VerifierLine::Outcome VerifierLine::read(const Waiting& waiting, const ipc::Frame& frame) {
    Outcome outcome{waiting.ticket, errors::verifier_gone, {}};
    if (frame.correlation != waiting.ticket) return outcome;
    if (frame.type == attest::Parsed::type) {
        auto parsed = wire::decode<attest::Parsed>(frame.body);
        if (parsed) outcome.parsed = std::move(parsed);
    } else if (frame.type == claims::Refusal::type) {
        auto refusal = wire::decode<claims::Refusal>(frame.body);
        if (refusal) outcome.refusal = std::move(*refusal);
    }
    return outcome;
}

std::optional<VerifierLine::Outcome> VerifierLine::serve(Waiting& waiting, std::uint64_t now_ms) {
    const auto failed = [&](const Error& error) { return Outcome{waiting.ticket, error, {}}; };
    if (waiting.failure) return failed(*waiting.failure);
    if (waiting.connection) {
        auto& connection = *waiting.connection;
        const bool open = connection.flush() && connection.fill();
        // It ends when it has answered, so what it said counts though it is gone.
        const auto frame = connection.next();
        if (frame && *frame) return read(waiting, **frame);
        if (!open || !frame) return failed(errors::verifier_gone);
    }
    if (now_ms >= waiting.until_ms) return failed(errors::verifier_gone);
    return std::nullopt;
}

std::vector<VerifierLine::Outcome> VerifierLine::poll() {
    const auto now_ms = clock_.now().boottime_ms;
    std::vector<Outcome> over;
    for (auto each = all_.begin(); each != all_.end();) {
        auto outcome = serve(*each, now_ms);
        if (outcome) over.push_back(std::move(*outcome));
        each = outcome ? all_.erase(each) : std::next(each);
    }
    return over;
}

void VerifierLine::watch(std::vector<ipc::Watched>& watched) const {
    for (const auto& each : all_) {
        if (!each.connection) continue;
        watched.push_back({each.connection->number(), each.connection->wants_write(), false});
    }
}

std::optional<std::uint64_t> VerifierLine::due_ms() const {
    std::optional<std::uint64_t> due;
    for (const auto& each : all_) {
        const auto at_ms = each.failure ? 0 : each.until_ms;
        due = std::min(due.value_or(at_ms), at_ms);
    }
    return due;
}

}  // namespace sealwright::keeper
