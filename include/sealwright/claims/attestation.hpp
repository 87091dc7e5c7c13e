// AttestationResult: what came of judging one piece of evidence, each claim with what was expected
// and what came.
//
// Has what an EAT Attestation Result (EAR) tells, and each check besides: status, policy, reference
// values, evidence and nonce by digest; the command prints the EAR of it. Made by the keeper,
// stored in the journal with every release it allowed, shown by `explain` and, to a node that has
// proved to be itself, by `sealwright-agent attest --dry-run`. Holds no secret. Process: keeper,
// agent, cli. Limits: 32 checks, texts of 160 characters. Spec: docs/protocol/session.md section 6.
#pragma once

#include "sealwright/claims/evidence.hpp"

#include <string>
#include <vector>

namespace sealwright::claims {

inline constexpr std::size_t checks_max = 32;

enum class CheckStatus : std::uint8_t {
    passed,
    failed,
    differs,  // Would fail; the node is in record mode, which releases nothing anyway.
    skipped,  // Not looked at, because an earlier check failed.
};

struct Check {
    std::string claim;     // A word of docs/reference/claims.md: "pcr 7", "signature".
    std::string expected;  // Public text, may be empty.
    std::string got;
    CheckStatus status{};
    std::uint16_t code = 0;  // Of the error, when it did not pass.

    void write(wire::Writer& writer) const;
    static Check read(wire::Reader& reader);
    bool operator==(const Check&) const = default;
};

// The values of EAR's `status`.
enum class Trust : std::uint8_t { none, affirming, warning, contraindicated };

struct AttestationResult {
    Trust status{};
    EvidenceKind kind{};
    std::string provenance;    // "ek-chain", "ek-pinned", "provider-ak"; empty: not a TPM.
    std::string reference_id;  // The approved values that matched; empty: none.
    Digest policy{};
    Digest evidence{};
    Digest nonce{};
    std::uint64_t reset_count = 0;
    std::uint64_t made_ms = 0;  // Wall time.
    std::vector<Check> checks;

    [[nodiscard]] bool is_affirming() const { return status == Trust::affirming; }
    // A warning is something to look at, such as a review that is overdue; it refuses nothing.
    [[nodiscard]] bool is_accepted() const {
        return status == Trust::affirming || status == Trust::warning;
    }
    // The first check that did not pass; none when all did.
    [[nodiscard]] const Check* first_failure() const;

    void write(wire::Writer& writer) const;
    static AttestationResult read(wire::Reader& reader);
    bool operator==(const AttestationResult&) const = default;
};

std::string_view word_of(CheckStatus status);
std::string_view word_of(Trust trust);

}  // namespace sealwright::claims
