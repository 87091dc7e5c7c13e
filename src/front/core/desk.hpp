// Desk: takes each request, says at once what the front may say itself, passes the rest to the
// keeper.
//
// Sans-I/O: requests come as Exchanges, frames go out through KeeperPort, time comes in `tick`. It
// never parses a transit body; it compares one with the probe's exact bytes, and only while the
// keeper cannot serve. An ask whose keeper died goes to the next keeper, in the order it came. What
// the keeper answers is sent as it is. The next open keeper is told whose probes were answered
// here. Invariant: every ask of `waiting_` has an Exchange that lives. Process: front. Limits:
// waiting_max asks, hints_max probes. Spec: docs/protocol/seal.md section 6.
#pragma once

#include "hint_book.hpp"
#include "node_desk.hpp"
#include "person_desk.hpp"
#include "sealwright/core/result.hpp"
#include "sealwright/http/exchange.hpp"

#include <cstdint>
#include <map>
#include <optional>

namespace sealwright::front {

inline constexpr std::size_t waiting_max = 4096;
// Of these, so many may be of keys that belong to no node: the rest is for the vaults.
inline constexpr std::size_t waiting_strangers_max = 3072;
// The vault gives up after 60 s; before that it shall hear why.
inline constexpr std::uint64_t silence_max_ms = 50'000;

class KeeperPort {
public:
    virtual ~KeeperPort() = default;
    virtual void send(std::uint64_t correlation, const seal::SealAsk& ask) = 0;
    virtual void tell(const seal::ProbesAnswered& probes) = 0;
};

class Desk final : public http::Service {
public:
    Desk(
        const Clock& clock, Random& random, KeeperPort& keeper, NodeDesk& nodes, PersonDesk& people)
        : clock_(clock), random_(random), keeper_(keeper), nodes_(nodes), people_(people) {}

    void ask(http::Exchange& exchange) override;
    void forget(http::Exchange& exchange) override;
    [[nodiscard]] bool knows(const Digest& spki) const override { return book_.knows(spki); }

    // The keeper's side. A keeper counts as there once it has sent its first hints.
    void keeper_says(const seal::Hints& hints);
    void keeper_answers(std::uint64_t correlation, const Result<seal::SealAnswer>& answer);
    void keeper_left();

    // Answers those who have waited long enough; call it at least every 100 ms.
    void tick();
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
    // The process ends: nobody waits any longer.
    void give_up();

private:
    struct Waiting {
        http::Exchange* exchange = nullptr;
        std::optional<std::uint64_t> sent_ms;
        std::optional<std::uint64_t> held_since_ms;
        std::optional<std::uint64_t> held_until_ms;
    };
    using Line = std::map<std::uint64_t, Waiting>;  // By correlation, so in the order they came.

    void refuse_route(http::Exchange& exchange, const Error& error);
    [[nodiscard]] Result<void> admit(const http::Exchange& exchange) const;
    void answer_health(http::Exchange& exchange) const;
    void place_unsent();
    void end_hold(Waiting& waiting);
    // Each moves one ask and returns the next in line.
    Line::iterator place(Line::iterator position);
    Line::iterator hold(Line::iterator position);
    Line::iterator send(Line::iterator position);
    Line::iterator answer_probe(Line::iterator position, std::uint32_t version);
    void tell_probes();
    Line::iterator end_patience(Line::iterator position);
    Line::iterator leave(Line::iterator position, std::uint16_t status, const Error& error);

    const Clock& clock_;
    Random& random_;
    KeeperPort& keeper_;
    NodeDesk& nodes_;
    PersonDesk& people_;
    HintBook book_;
    Line waiting_;
    std::map<Digest, std::uint64_t> probed_ms_;  // Boottime of the last that we answered.
    std::uint64_t next_correlation_ = 1;
    std::optional<seal::KeeperPhase> phase_;  // Nothing: away.
};

}  // namespace sealwright::front
