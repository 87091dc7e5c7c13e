// A node's event log at its enrolment: held against the registers that its quote has proved.
//
// The verifier says where the log leads each register; here that is compared with what was quoted.
// What a node was told to explain and does not is a failed check; anything else is noted, and told
// to whoever approves the node. Pure. Process: keeper. Limits: 6 checks.
// Spec: docs/protocol/session.md section 7.
#pragma once

#include "sealwright/attest/messages.hpp"
#include "sealwright/claims/attestation.hpp"

#include <optional>
#include <vector>

namespace sealwright::attest {

// What a node has to explain by its log; nothing unless somebody asked for it.
struct LogRule {
    claims::PcrSet pcrs;
    bool secure_boot = false;  // The log has to say that it is on; PCR 7 is in `pcrs` then.
    bool operator==(const LogRule&) const = default;
};

struct LogJudgement {
    std::vector<claims::Check> checks;
    std::optional<claims::LogFindings> findings;  // Nothing: no log came.

    [[nodiscard]] bool has_failed() const;
};

// `quoted`: values that a quote of the node's own key covers.
LogJudgement judge_log(const LogRule& rule,
                       const std::optional<LogReport>& report,
                       const claims::PcrValues& quoted);

}  // namespace sealwright::attest
