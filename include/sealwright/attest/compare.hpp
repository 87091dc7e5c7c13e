// Compare: judges evidence at an unseal against what the registry holds. Fixed shapes only: nothing
// here parses a certificate, a public area or an event log.
//
// Pure. Checks 4 to 11 of a quote in their order; the first that fails ends it and the rest are
// written down as skipped, so that a result always has the same rows. Checks 1 to 3 and 12 are the
// keeper's, which puts them before and behind. Nothing that came is trusted before the signature
// has been verified, over the bytes as they came. Process: keeper. Limits: 8 baselines, 512 bytes
// of attested data. Spec: docs/protocol/session.md section 6.
#pragma once

#include "sealwright/attest/messages.hpp"
#include "sealwright/claims/attestation.hpp"
#include "sealwright/core/result.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sealwright::attest {

inline constexpr std::size_t baselines_max = 8;

// Values that a person approved for one node.
struct Baseline {
    std::string id;  // A name: is_name.
    claims::PcrValues values;
    std::optional<std::uint64_t> firmware;  // Nothing: any.
    std::uint64_t review_ms = 0;            // Wall time; 0: never. Overdue warns, never refuses.
    std::uint64_t approved_ms = 0;          // Wall time.
    std::uint64_t alerted_ms = 0;           // Wall time at which somebody was last told; 0: never.

    [[nodiscard]] bool is_overdue(std::uint64_t wall_ms) const {
        return review_ms != 0 && review_ms <= wall_ms;
    }

    void write(wire::Writer& writer) const;
    static Baseline read(wire::Reader& reader);
    bool operator==(const Baseline&) const = default;
};

// What the last genuine quote of a node said.
struct TpmState {
    std::uint32_t reset_count = 0;
    std::uint32_t restart_count = 0;
    std::uint64_t firmware = 0;
    claims::PcrValues values;

    void write(wire::Writer& writer) const;
    static TpmState read(wire::Reader& reader);
    bool operator==(const TpmState&) const = default;
};

struct QuoteRule {
    AttestationKey key;  // The registry's.
    Digest binding{};    // What the quote has to carry.
    claims::PcrSet pcrs;
    std::vector<Baseline> baselines;  // Approved; at most `baselines_max`.
    std::optional<TpmState> last;     // Nothing before the first accepted quote.
    bool learns = false;              // Record mode: differences are noted; the trust is `none`.
    bool allows_restarts = false;     // Whether the machine may have been suspended since its boot.
    std::uint64_t wall_ms = 0;
};

struct Judgement {
    // `status`, `kind`, `reference_id`, `evidence`, `reset_count`, `made_ms` and `checks` are set;
    // provenance, policy and nonce are the keeper's to add.
    claims::AttestationResult result;
    // To be stored with the node when the result is accepted, and what a learnt baseline is made
    // of: set once signature, binding, PCR set and PCR digest have passed. Never set when cleared.
    std::optional<TpmState> seen;
    // The reset count went down: the TPM was cleared. The node goes to quarantine.
    bool was_cleared = false;

    // Affirming or warning; a node in record mode never is.
    [[nodiscard]] bool is_accepted() const { return result.is_accepted(); }
};

Judgement judge_quote(const QuoteRule& rule, const TpmQuote& quote);

// Evidence of kind pinned-key: Ed25519 over the binding.
Judgement judge_key_signature(const KeyIdentity& registered,
                              const Digest& binding,
                              const KeySignature& came,
                              std::uint64_t wall_ms);

// Evidence of kind unix-peer: the uid that the kernel says; nothing: who came over the network has
// none, and is nobody's node.
Judgement judge_peer(std::uint32_t registered_uid,
                     std::optional<std::uint32_t> peer_uid,
                     std::uint64_t wall_ms);

// The rows 4 to 11 of a quote that was not looked at, since one of 1 to 3 failed.
std::vector<claims::Check> skipped_quote_checks(const claims::PcrSet& pcrs);

// ECDSA P-256 with SHA-256; `signature` is r || s. Refuses r or s outside 1 to n-1 and a key that
// is no point of the curve.
Result<void> verify_p256(const AttestationKey& key, View message, const Signature& signature);

}  // namespace sealwright::attest
