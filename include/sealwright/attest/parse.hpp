// parse: what a TPM's enrolment brings, taken apart and judged by itself.
//
// Every static check of an endorsement key, its certificates and an attestation key, the event log
// against its registers, and a credential in software that only the TPM with both keys activates.
// Nothing is fetched: an address in a certificate is never looked at. Foreign bytes of any kind end
// as an Error of errors.hpp. Process: verifier. Limits: those of messages.hpp.
// Spec: docs/protocol/session.md section 7.
#pragma once

#include "sealwright/attest/messages.hpp"
#include "sealwright/attest/trust.hpp"
#include "sealwright/core/now.hpp"

namespace sealwright::attest {

// The credential is a secret's only copy but the asker's; `random` makes its seed.
Result<Parsed> parse(const ParseAsk& ask, const Trust& trust, Random& random, Now now);

}  // namespace sealwright::attest
