// Who a TPM is, in the forms that a person compares and pins. Process: agent.
// Spec: docs/protocol/session.md section 7.
#pragma once

#include "sealwright/attest/messages.hpp"
#include "sealwright/core/result.hpp"

#include <string>

namespace sealwright::attest {

struct KnownTpm {
    std::string kind;          // "rsa-2048", "p256", "p384": of the endorsement key.
    Digest endorsement_key{};  // SHA-256 of its SubjectPublicKeyInfo: what `--endorsement` pins.
    Bytes attestation_name;    // nameAlg || digest
    Bytes certificate;         // The endorsement key's, DER; empty: the TPM holds none.
};

Result<KnownTpm> know(const TpmIdentity& identity);

}  // namespace sealwright::attest
