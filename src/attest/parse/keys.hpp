// The two keys of an enrolment, taken out of their public areas: only what passed every check.
//
// An endorsement key's area is rebuilt from the key and one of three templates and must come out
// byte for byte, so nothing of it is the node's choice but the key. An attestation key must be one
// that stays in its TPM and signs only what that TPM made. Private to attest/parse.
#pragma once

#include "public_area.hpp"
#include "sealwright/attest/messages.hpp"

namespace sealwright::attest {

// The TCG's EK credential profile 2.5: L-1, L-2 and H-3.
enum class EndorsementTemplate : std::uint8_t { rsa_2048, p256, p384 };

struct EndorsementKey {
    EndorsementTemplate of{};
    Bytes first;     // The modulus, or x.
    Bytes second;    // y
    Bytes key_info;  // SubjectPublicKeyInfo

    static Result<EndorsementKey> read(View public_area);
};

struct AttestationIdentity {
    AttestationKey key;
    Bytes name;      // nameAlg || digest, computed by us.
    Bytes key_info;  // SubjectPublicKeyInfo

    static Result<AttestationIdentity> read(View public_area);
};

}  // namespace sealwright::attest
