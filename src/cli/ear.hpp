// Ear: an attestation result in the form that other programs know it: a claims-set of an EAT
// Attestation Result, profile tag:github.com,2023:veraison/ear, in JSON.
//
// Has what that profile names and nothing else; our checks stand beside it. It is not signed: the
// journal's entry is. Process: cli. Spec: draft-fv-rats-ear, draft-ietf-rats-ar4si section 2.3 for
// the values, docs/reference/claims.md for which claim gives which.
#pragma once

#include "json.hpp"
#include "sealwright/claims/attestation.hpp"

namespace sealwright::cli {

// `attester` names the one that was appraised: a node's id.
Json ear_of(const claims::AttestationResult& result, const std::string& attester);

}  // namespace sealwright::cli
