// Messages of attestation: evidence as it travels, an enrolment's material, and the frames
// (0x0600-0x06ff) between the keeper and one sealwright-verifier process.
//
// Evidence at unseal has fixed shapes, which the keeper compares itself. What has to be parsed
// (certificates, public areas, an event log) comes once, at enrolment, and goes to the verifier.
// Process: agent, keeper, verifier. Limits below. Spec: docs/protocol/session.md sections 5 and 7.
#pragma once

#include "sealwright/claims/evidence.hpp"
#include "sealwright/claims/log_findings.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sealwright::attest {

inline constexpr std::size_t certificate_max = 4096;
inline constexpr std::size_t certificates_max = 4;  // Of an endorsement key: leaf first.
inline constexpr std::size_t public_area_max = 1024;
inline constexpr std::size_t attested_max = 512;
inline constexpr std::size_t event_log_max = std::size_t{48} * 1024;
inline constexpr std::size_t credential_max = 512;

using Signature = std::array<std::uint8_t, 64>;  // ECDSA P-256 r || s, or Ed25519.

// A P-256 point, big-endian.
struct AttestationKey {
    std::array<std::uint8_t, 32> x{};
    std::array<std::uint8_t, 32> y{};
    void write(wire::Writer& writer) const;
    static AttestationKey read(wire::Reader& reader);
    bool operator==(const AttestationKey&) const = default;
};

struct TpmQuote {
    Bytes attested;  // TPMS_ATTEST as the TPM signed it.
    Signature signature{};
    claims::PcrValues values;  // As read beside the quote; only their digest is proved.
    void write(wire::Writer& writer) const;
    static TpmQuote read(wire::Reader& reader);
};

struct KeySignature {
    Signature signature{};  // Ed25519 over the binding.
    void write(wire::Writer& writer) const;
    static KeySignature read(wire::Reader& reader);
};

// Nothing travels: the keeper reads the peer's credentials from the kernel.
struct PeerWord {
    void write(wire::Writer&) const {}
    static PeerWord read(wire::Reader&) { return {}; }
};

struct Evidence {
    std::variant<TpmQuote, KeySignature, PeerWord> of;
    [[nodiscard]] claims::EvidenceKind kind() const;
    void write(wire::Writer& writer) const;
    static Evidence read(wire::Reader& reader);
};

struct TpmIdentity {
    std::vector<Bytes> certificates;  // DER; empty: the endorsement key must be pinned.
    Bytes endorsement_key;            // TPMT_PUBLIC
    Bytes attestation_key;            // TPMT_PUBLIC
    Bytes event_log;                  // The firmware's; empty: none is there, or none is sent.
    void write(wire::Writer& writer) const;
    static TpmIdentity read(wire::Reader& reader);
};

struct KeyIdentity {
    std::array<std::uint8_t, 32> key{};  // Ed25519
    void write(wire::Writer& writer) const;
    static KeyIdentity read(wire::Reader& reader);
};

// What a node that enrols begins with. The one-time token never travels: it is the seed of
// `token_key`, which signs here (so that strangers cost nothing) and again over the binding.
struct EnrolHello {
    std::array<std::uint8_t, 32> token_key{};
    std::variant<TpmIdentity, KeyIdentity, PeerWord> identity;
    Signature signature{};
    [[nodiscard]] claims::EvidenceKind kind() const;
    void write(wire::Writer& writer) const;
    static EnrolHello read(wire::Reader& reader);
    // What `signature` signs, for this node and vault.
    [[nodiscard]] Bytes without_signature() const;
};

// The evidence of an enrolment: the node's, and the token's word for this very binding.
struct EnrolProof {
    Evidence evidence;
    Signature token_signature{};
    void write(wire::Writer& writer) const;
    static EnrolProof read(wire::Reader& reader);
};

using Provenance = claims::Endorsement;

// Keeper to a verifier: take this identity apart. One ask a process.
struct ParseAsk {
    static constexpr std::uint16_t type = 0x0601;
    Provenance provenance{};
    Digest pinned_key{};  // SHA-256 of the endorsement key's SubjectPublicKeyInfo, when pinned.
    TpmIdentity identity;
    WipedBytes secret;    // 32 bytes, to be activated.
    claims::PcrSet pcrs;  // To be computed from the identity's event log, if it has one.
    void write(wire::Writer& writer) const;
    static ParseAsk read(wire::Reader& reader);
};

// What an event log says, not yet held against a quote: where its events lead each register.
struct LogReport {
    claims::PcrValues replayed;  // None when the log cannot be read.
    std::uint32_t events = 0;
    claims::SecureBoot secure_boot{};  // Only where PCR 7 was asked about and follows its grammar.
    std::uint16_t code = 0;            // Why it cannot be read, or why PCR 7 is not believed.
    std::string why;
    void write(wire::Writer& writer) const;
    static LogReport read(wire::Reader& reader);
    bool operator==(const LogReport&) const = default;
};

struct Parsed {
    static constexpr std::uint16_t type = 0x0602;
    Digest endorsement_key{};  // SHA-256 of its SubjectPublicKeyInfo.
    std::string endorsed_by;   // The root's name; empty when pinned.
    AttestationKey attestation_key;
    Bytes attestation_name;  // nameAlg || digest
    Bytes credential;        // TPM2B_ID_OBJECT
    Bytes encrypted_secret;  // TPM2B_ENCRYPTED_SECRET
    std::optional<LogReport> log;
    // SHA-256 of the certificate (DER) that the chain ended at; zeros when pinned.
    Digest anchor{};
    void write(wire::Writer& writer) const;
    static Parsed read(wire::Reader& reader);
};

}  // namespace sealwright::attest
