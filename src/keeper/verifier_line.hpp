// VerifierLine: asks of the keeper to verifiers, each to a process of its own.
//
// It asks sealwrightd for one that nobody has, sends it one ask and hears one answer. Never blocks:
// `ask` gives a ticket, `poll` the tickets that are over, `watch` what to wait for. Answers of
// sealwrightd come in the order of the asks, so a ticket that ended early leaves its place behind.
// Process: keeper. Limits: 4 at a time, 5 s each. Spec: docs/protocol/control.md section 6.
#pragma once

#include "control_line.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/ipc/connection.hpp"
#include "verifier_desk.hpp"

#include <deque>
#include <vector>

namespace sealwright::keeper {

class VerifierLine final : public VerifierDesk {
public:
    static constexpr std::size_t waiting_max = 4;
    static constexpr std::uint64_t patience_ms = 5'000;

    using Ticket = std::uint64_t;

    VerifierLine(ControlLine& control, const Clock& clock) : control_(control), clock_(clock) {}

    // A failure when four are under way already (`verifier_busy`).
    Result<Ticket> ask(const attest::ParseAsk& ask) override;
    // A Given of kind verifier.
    void take(supervise::Presence presence, Descriptor socket);

    // Sends and hears what is possible now; each ticket comes out once.
    std::vector<Outcome> poll() override;
    void watch(std::vector<ipc::Watched>& watched) const;
    // When `poll` has something to do even if nothing is heard.
    [[nodiscard]] std::optional<std::uint64_t> due_ms() const;

private:
    struct Waiting {
        Ticket ticket = 0;
        std::uint64_t until_ms = 0;
        WipedBytes ask;  // Until it is sent.
        std::optional<ipc::Connection> connection;
        std::optional<Error> failure;
    };

    // Nothing while it goes on.
    std::optional<Outcome> serve(Waiting& waiting, std::uint64_t now_ms);
    static Outcome read(const Waiting& waiting, const ipc::Frame& frame);

    ControlLine& control_;
    const Clock& clock_;
    std::vector<Waiting> all_;
    std::deque<Ticket> asked_;  // Of sealwrightd, not answered yet; ended ones too.
    Ticket newest_ = 0;
};

}  // namespace sealwright::keeper
