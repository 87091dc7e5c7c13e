// A quote and the registers' values beside it, which have to be the ones that were signed.
//
// The TPM signs a digest; the values are read by other commands, between which a register may move.
// Process: agent. Limits: three rounds, 8 registers a reading. Spec: docs/protocol/session.md 6.
#pragma once

#include "keys.hpp"
#include "sealwright/attest/messages.hpp"

namespace sealwright::attest {

// Without the event log.
Result<TpmQuote> take_quote(Esys& esys,
                            const LoadedKey& attesting,
                            const Digest& binding,
                            const claims::PcrSet& pcrs);

}  // namespace sealwright::attest
