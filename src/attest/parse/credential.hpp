// Credential: TPM2_MakeCredential in software (TPM 2.0 part 1, section 24 and annexes B.10, C.6.4).
//
// A secret under a key that only the TPM derives which holds the endorsement key, and with a mac
// over the attestation key's name, so that TPM activates it for no other key. Private to
// attest/parse. The seed and what is derived from it are wiped.
#pragma once

#include "keys.hpp"
#include "sealwright/core/now.hpp"

namespace sealwright::attest {

struct Credential {
    Bytes id_object;         // TPM2B_ID_OBJECT
    Bytes encrypted_secret;  // TPM2B_ENCRYPTED_SECRET
};

// `secret` has 1 byte at least, and at most as many as the template's hash.
Result<Credential> make_credential(const EndorsementKey& key,
                                   View name,
                                   View secret,
                                   Random& random);

}  // namespace sealwright::attest
