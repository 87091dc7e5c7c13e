// EventLog: what the firmware says it measured, believed as far as registers and grammar prove it.
//
// A crypto-agile TCG2 log. It is worth something for a register only if that register was quoted
// with the value that comes out of it, which the keeper compares. An event's type is covered by no
// digest, so a fact is taken from a register only if that register's whole log follows a grammar,
// in which an event that is unknown or out of place is refused, never skipped. Process: verifier.
// Limits: 4096 events. Spec: docs/protocol/session.md section 7.
#pragma once

#include "sealwright/attest/messages.hpp"
#include "sealwright/core/result.hpp"

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
    // Where the events lead this register; whether that is its value, a quote has to say.
    [[nodiscard]] Digest replay(std::uint32_t pcr) const;
    [[nodiscard]] claims::PcrValues replay(const claims::PcrSet& pcrs) const;

private:
    std::vector<Event> events_;
    std::uint8_t locality_ = 0;  // From which the TPM was started; PCR 0 begins with it.
};

// What PCR 7 says, once its log has passed the grammar.
Result<bool> secure_boot_of(const EventLog& log);

// Where the log leads each register of `pcrs`, and what the grammar of PCR 7 makes of it. A log
// that cannot be read is a report too: what becomes of it is for who asked.
LogReport report_on(View log, const claims::PcrSet& pcrs);

}  // namespace sealwright::attest
