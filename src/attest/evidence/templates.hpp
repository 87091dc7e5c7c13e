// Templates: the public areas from which the TPM makes its endorsement keys and our attestation
// key.
//
// A primary key comes from the hierarchy's seed and its template alone, so the same template gives
// the same key for as long as the seed lives. Process: agent. Spec: TCG EK Credential Profile 2.4
// B.3.3 (L-1), B.3.4 (L-2), B.4.5 (H-3).
#pragma once

#include "sealwright/attest/evidence/tpm.hpp"

#include <tss2/tss2_tpm2_types.h>

#include <span>

namespace sealwright::attest {

struct EndorsementPlace {
    EndorsementKind kind;
    TPM2_HANDLE persistent;  // Where makers leave the key itself.
    TPM2_NV_INDEX certificate;
};

// In the order in which one is chosen: an RSA key takes a chip seconds.
std::span<const EndorsementPlace> endorsement_places();

TPM2B_PUBLIC endorsement_template(EndorsementKind kind);
TPM2B_PUBLIC attestation_template();

// Whether a key was made from a template like this: everything but the key itself is the same.
bool is_made_from(const TPMT_PUBLIC& key, const TPMT_PUBLIC& wanted);

// Restricted, signing, P-256, ECDSA with SHA-256: what the registry can compare.
bool can_attest(const TPMT_PUBLIC& key);

}  // namespace sealwright::attest
