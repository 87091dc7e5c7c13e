// The two commands that attest once and end: `enrol` and `attest --dry-run`.
//
// Both print what came to standard output, and neither opens a session. Process: agent, started by
// a person. Spec: docs/protocol/session.md sections 6 and 7.
#pragma once

#include "sealwright/attest/enrolment.hpp"
#include "sealwright/config/agent.hpp"
#include "sealwright/session/messages.hpp"

#include <string>

namespace sealwright::agent {

// `token` for an enrolment, nothing for a rehearsal.
Result<session::OpenedFacts> attest_once(const config::AgentConfig& config,
                                         const std::string& config_path,
                                         const attest::EnrolmentToken* token);

// Every check with what was expected and what came, a line each.
std::string render(const claims::AttestationResult& result);

}  // namespace sealwright::agent
