// Activation: a credential that was made for two keys of one TPM gives up its secret there.
//
// It shows that both keys are in this TPM; a quote alone shows only that the attestation key is in
// some TPM. Process: agent. Spec: docs/protocol/session.md section 7; TPM 2.0 part 1, 24.
#pragma once

#include "keys.hpp"

namespace sealwright::attest {

// `attesting` and `endorsing` are loaded; what this loads is flushed at its end.
Result<WipedBytes> activate_credential(Esys& esys,
                                       const LoadedKey& attesting,
                                       const LoadedKey& endorsing,
                                       View credential,
                                       View encrypted_secret);

}  // namespace sealwright::attest
