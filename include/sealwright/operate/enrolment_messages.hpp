// Messages about nodes that are known by evidence: their enrolment, approval, baselines,
// quarantine, and what they last showed. Process: cli, keeper. Limits: 8 baselines. Spec:
// docs/protocol/operate.md.
#pragma once

#include "sealwright/claims/attestation.hpp"
#include "sealwright/claims/log_findings.hpp"
#include "sealwright/core/ids.hpp"
#include "sealwright/operate/limits.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sealwright::operate {

inline constexpr std::size_t baselines_max = 8;

// A node may be made known by the token with this digest. Answer: NodeEnrolled.
struct NodeEnrolAsk {
    static constexpr std::uint16_t type = 0x0550;
    std::string vault;
    std::string node;
    claims::EvidenceKind kind{};
    claims::Endorsement provenance{};  // tpm2
    Digest pinned_key{};               // tpm2, ek-pinned
    std::uint32_t uid = 0;             // unix-peer
    claims::PcrSet pcrs;               // tpm2
    claims::PcrSet log_pcrs;           // tpm2: which of them its event log has to explain.
    bool secure_boot = false;          // tpm2: and has to say that it is on.
    bool learns = false;
    Digest token{};
    std::uint32_t ttl_s = 0;
    void write(wire::Writer& writer) const;
    static NodeEnrolAsk read(wire::Reader& reader);
};

// What the agent's configuration needs, none of it secret.
struct NodeEnrolled {
    static constexpr std::uint16_t type = 0x0551;
    NodeId node;
    VaultId vault;
    std::string mount;
    std::string key;
    std::string verifier_key;
    std::uint64_t until_ms = 0;  // Wall time at which the token ends.
    void write(wire::Writer& writer) const;
    static NodeEnrolled read(wire::Reader& reader);
};

// Answer to these four: NodeShown.
// What is approved is what its person has looked at: where people decide, identity and values are
// in what they sign, whatever the node shows meanwhile.
struct NodeApproveAsk {
    static constexpr std::uint16_t type = 0x055c;
    std::string vault;
    std::string node;
    std::string baseline;         // Of the values, or of what it last showed; empty: none is made.
    std::uint64_t review_ms = 0;  // Wall time; 0: never.
    Digest identity{};            // As it was shown; zeros: whichever it has.
    std::optional<claims::PcrValues> values = std::nullopt;  // Nothing: what it last showed.
    void write(wire::Writer& writer) const;
    static NodeApproveAsk read(wire::Reader& reader);
};

struct NodeQuarantineAsk {
    static constexpr std::uint16_t type = 0x0553;
    std::string vault;
    std::string node;
    std::string reason;
    void write(wire::Writer& writer) const;
    static NodeQuarantineAsk read(wire::Reader& reader);
};

struct BaselineApproveAsk {
    static constexpr std::uint16_t type = 0x0554;
    std::string vault;
    std::string node;
    std::string id;
    std::uint64_t review_ms = 0;                           // Wall time; 0: never.
    std::optional<claims::PcrValues> values;               // Nothing: what it last showed.
    std::optional<std::uint64_t> firmware = std::nullopt;  // Nothing: any.
    void write(wire::Writer& writer) const;
    static BaselineApproveAsk read(wire::Reader& reader);
};

struct BaselineDropAsk {
    static constexpr std::uint16_t type = 0x0555;
    std::string vault;
    std::string node;
    std::string id;
    void write(wire::Writer& writer) const;
    static BaselineDropAsk read(wire::Reader& reader);
};

struct NodeShowAsk {
    static constexpr std::uint16_t type = 0x0556;
    std::string id;  // A node id; empty: the node of this name of this vault.
    std::string vault;
    std::string node;
    void write(wire::Writer& writer) const;
    static NodeShowAsk read(wire::Reader& reader);
};

struct BaselineInfo {
    std::string id;
    claims::PcrValues values;
    std::optional<std::uint64_t> firmware;
    std::uint64_t review_ms = 0;
    std::uint64_t approved_ms = 0;
    bool is_overdue = false;  // By the keeper's clock.
    void write(wire::Writer& writer) const;
    static BaselineInfo read(wire::Reader& reader);
};

struct NodeShown {
    static constexpr std::uint16_t type = 0x051e;
    std::string id;
    std::string name;
    std::string vault;
    std::string state;  // "in force", "waits for approval", …
    claims::EvidenceKind kind{};
    std::string provenance;
    Digest identity{};  // tpm2: the endorsement key's SPKI; pinned-key: the key; hashed by SHA-256.
    std::string endorsed_by;
    std::uint32_t uid = 0;
    claims::PcrSet pcrs;
    claims::PcrSet log_pcrs;
    bool needs_secure_boot = false;
    std::optional<claims::LogFindings> log;  // Of its enrolment; nothing: no event log came.
    bool learns = false;
    std::uint64_t added_ms = 0;
    std::uint64_t enrolled_ms = 0;
    std::uint64_t approved_ms = 0;
    std::string quarantine;  // Why; empty: not in quarantine.
    std::vector<BaselineInfo> baselines;
    std::uint64_t entry = 0;                          // Of the last result; 0: none yet.
    std::optional<claims::AttestationResult> result;  // Of evidence by its own key.
    // What came in its name and was not proved to be by its key; the last such.
    std::uint64_t unproven_entry = 0;
    std::optional<claims::AttestationResult> unproven;
    std::optional<claims::PcrValues> values;
    std::optional<std::uint64_t> firmware;  // Of its TPM, with `values`.
    void write(wire::Writer& writer) const;
    static NodeShown read(wire::Reader& reader);
};

struct RebootsAsk {
    static constexpr std::uint16_t type = 0x0559;
    void write(wire::Writer&) const {}
    static RebootsAsk read(wire::Reader&) { return {}; }
};

// Whether a node would be served if its machine booted now and showed what it showed last.
struct RebootInfo {
    std::string vault;
    std::string node;
    bool comes_back = false;
    std::string reason;
    void write(wire::Writer& writer) const;
    static RebootInfo read(wire::Reader& reader);
};

struct Reboots {
    static constexpr std::uint16_t type = 0x055a;
    std::vector<RebootInfo> nodes;
    void write(wire::Writer& writer) const { wire::write_list(writer, nodes); }
    static Reboots read(wire::Reader& reader) {
        return {wire::read_list<RebootInfo>(reader, list_max)};
    }
};

}  // namespace sealwright::operate
