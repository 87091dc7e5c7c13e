// `sealwright-agent recovery-host card|quote`: what a host's TPM says for a recovery by custodians.
//
// Only the agent may speak to a TPM, so it is a command of its own and writes to standard output;
// `sealwright` takes it from there. Asks no service and needs no enrolment. Process: agent. Spec:
// docs/protocol/ceremony.md section 11.
#pragma once

#include "arguments.hpp"

namespace sealwright::agent {

// What is written: a card, or a quote.
Result<Bytes> made_for_recovery(const Arguments& arguments);

}  // namespace sealwright::agent
