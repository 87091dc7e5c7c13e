// Keys: the endorsement key and the attestation key, loaded; and what a killed agent left behind.
//
// Process: agent. Spec: docs/protocol/session.md sections 5 and 7.
#pragma once

#include "esys.hpp"
#include "templates.hpp"

namespace sealwright::attest {

struct LoadedKey {
    Loaded loaded;
    TPM2B_PUBLIC area{};
};

Result<LoadedKey> load_endorsement_key(Esys& esys, const EndorsementPlace& place);
Result<LoadedKey> make_attestation_key(Esys& esys);
Result<LoadedKey> load_provider_key(Esys& esys);

// The first place whose kind of key this TPM can make, for one without a certificate.
Result<EndorsementPlace> place_that_works(Esys& esys);

// Flushes objects made from our templates, and sessions: without a resource manager a TPM has one
// user at a time, so nobody is inside them. Objects of others stay.
Result<void> flush_leftovers(Esys& esys);

}  // namespace sealwright::attest
