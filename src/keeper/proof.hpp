// Proof: how one node proves what it is: how it was invited, the key it enrolled with, what a
// person approved of; and Seen: what its last evidence said.
//
// Two rows beside the node's own ("proof/…", "seen/…"): the first changes by people's acts and by
// the one enrolment, the second by evidence. A node without a proof is one of the channel tier,
// known by its certificate. Process: keeper. Limits: 8 baselines. Spec: docs/protocol/session.md
// sections 6 and 7.
#pragma once

#include "sealwright/attest/compare.hpp"
#include "sealwright/attest/compare/log.hpp"
#include "sealwright/attest/messages.hpp"
#include "sealwright/core/ids.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sealwright::keeper {

// A one-time token, until it is exchanged for an identity.
struct Invitation {
    Digest token{};              // SHA-256 of the token's public key.
    std::uint64_t until_ms = 0;  // Wall time.

    void write(wire::Writer& writer) const;
    static Invitation read(wire::Reader& reader);
    bool operator==(const Invitation&) const = default;
};

// What the node's evidence is compared with; made by its one enrolment.
struct Identity {
    attest::AttestationKey attestation_key;  // tpm2
    Digest endorsement_key{};                // tpm2: SHA-256 of its SubjectPublicKeyInfo.
    std::string endorsed_by;                 // tpm2, ek-chain: the root's name.
    std::array<std::uint8_t, 32> key{};      // pinned-key: Ed25519.
    std::uint64_t enrolled_ms = 0;           // Wall time.
    Digest token{};                          // SHA-256 of the key of the token that was used.
    std::optional<claims::LogFindings> log;  // tpm2: what its event log said then.

    void write(wire::Writer& writer) const;
    static Identity read(wire::Reader& reader);
    bool operator==(const Identity&) const = default;
};

struct Quarantine {
    std::uint64_t since_ms = 0;  // Wall time.
    std::string reason;

    void write(wire::Writer& writer) const;
    static Quarantine read(wire::Reader& reader);
    bool operator==(const Quarantine&) const = default;
};

struct Proof {
    NodeId node;
    claims::EvidenceKind kind{};
    attest::Provenance provenance{};  // tpm2
    Digest pinned_key{};              // tpm2, ek-pinned: the endorsement key that is expected.
    std::uint32_t uid = 0;            // unix-peer
    claims::PcrSet pcrs;              // tpm2
    attest::LogRule log_rule;         // tpm2: what its event log has to explain when it enrols.
    bool learns = false;              // Record mode: differences are noted, nothing is released.
    std::optional<Invitation> invitation;
    std::optional<Identity> identity;
    std::uint64_t approved_ms = 0;  // Wall time; 0: waits for a person.
    std::optional<Quarantine> quarantine;
    std::vector<attest::Baseline> baselines;
    // tpm2, not pinned: SHA-256 of the certificate that the chain ended at when it enrolled.
    Digest anchor{};

    void write(wire::Writer& writer) const;
    static Proof read(wire::Reader& reader);
    bool operator==(const Proof&) const = default;
};

// Evidence in a node's name that was not proved to be by its key.
struct Unproven {
    std::uint64_t entry = 0;  // Of the journal.
    claims::AttestationResult result;

    void write(wire::Writer& writer) const;
    static Unproven read(wire::Reader& reader);
    bool operator==(const Unproven&) const = default;
};

struct Seen {
    NodeId node;
    std::uint64_t entry = 0;           // Of the journal, with the last result; 0: none yet.
    claims::AttestationResult result;  // Of evidence by the node's own key.
    // Of the last accepted quote: what the next one is measured by.
    std::optional<attest::TpmState> tpm;
    // Of the last quote that the node's own key signed, accepted or not: what a person may approve.
    std::optional<claims::PcrValues> last_values;
    std::uint64_t last_firmware = 0;   // Of the TPM, with `last_values`.
    std::optional<Unproven> unproven;  // The last; whoever sent it wrote over nothing above.

    void write(wire::Writer& writer) const;
    static Seen read(wire::Reader& reader);
    bool operator==(const Seen&) const = default;
};

}  // namespace sealwright::keeper
