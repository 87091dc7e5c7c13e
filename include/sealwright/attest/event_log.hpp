// EventLog: what the firmware says it measured, believed as far as registers and grammar prove it.
//
// A crypto-agile TCG2 log. A register that is asked for must come out of the log as it was quoted.
// An event's type is covered by no digest, so a fact is taken from a register only if that
// register's whole log follows a grammar, in which an event that is unknown or out of place is
// refused, never skipped. Process: verifier. Limits: 4096 events.
// Spec: docs/protocol/session.md section 7.
#pragma once

#include "sealwright/claims/evidence.hpp"

#include <optional>
#include <vector>

namespace sealwright::attest {

struct Event {
    std::uint32_t pcr = 0;
    std::uint32_t type = 0;
    Digest digest{};  // SHA-256, as extended.
    View data;        // Into the log; believed only where its hash is `digest`.
};

class EventLog {
public:
    static constexpr std::size_t events_max = 4096;

    // `log` must outlive what is made of it.
    static Result<EventLog> read(View log);

    [[nodiscard]] const std::vector<Event>& events() const { return events_; }
    [[nodiscard]] Digest replay(std::uint32_t pcr) const;
    // Every register of `values` comes out as it is there.
    [[nodiscard]] Result<void> check(const claims::PcrValues& values) const;

private:
    std::vector<Event> events_;
    std::uint8_t locality_ = 0;  // From which the TPM was started; PCR 0 begins with it.
};

// What PCR 7 says, once its log has passed the grammar.
Result<bool> secure_boot_of(const EventLog& log);

struct EventFacts {
    std::optional<bool> secure_boot;  // Nothing when PCR 7 was not asked about.
};
// Replay of all registers of `values`, and the grammar of those that have one.
Result<EventFacts> judge_event_log(View log, const claims::PcrValues& values);

}  // namespace sealwright::attest
