// ReleasePolicy: may this value be opened for this node, now? Rules of the operators over typed
// claims.
//
// Pure. A release is allowed when one rule holds; nothing is allowed by silence. Above the rules
// stands what no rule can change: a vault of class production takes neither the channel tier nor
// evidence of kind pinned-key. The digest of the encoded policy stands in every decision. Process:
// keeper; cli reads, tests and compares. Limits: 64 rules, and those of terms.hpp. Spec:
// docs/reference/policy.md.
#pragma once

#include "sealwright/core/result.hpp"
#include "sealwright/policy/fresh.hpp"
#include "sealwright/policy/terms.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sealwright::policy {

inline constexpr std::size_t rules_max = 64;
inline constexpr std::size_t policy_bytes_max = std::size_t{48} * 1024;  // Encoded.

// What is known about one release. Names are those of the registry, not of the asking side.
struct ReleaseClaims {
    std::string vault;
    std::string node;
    std::string environment;
    bool is_production = false;
    claims::EvidenceKind evidence{};
    std::uint64_t evidence_age_ms = 0;  // Channel tier: 0, its certificate is shown each time.
    std::optional<Address> source;      // Nothing: not known, so that no `source` holds.
    std::uint64_t wall_ms = 0;
    claims::SealClass seal_class{};

    // The channel certificate is the front's word; all other kinds reach the keeper itself.
    [[nodiscard]] bool is_channel_tier() const;
};

struct ReleaseRule {
    std::string name;  // is_name
    Term when;

    void write(wire::Writer& writer) const;
    bool operator==(const ReleaseRule&) const = default;
};

// One term of one rule, held against claims. `depth` is 0 for the rule's own.
struct Finding {
    std::string rule;
    std::size_t depth = 0;
    std::string key;  // As in the file: "evidence", "time"; "production" for what no rule changes.
    std::string expected;  // Public text.
    std::string got;
    bool holds = false;
};

class ReleasePolicy {
public:
    static constexpr std::uint16_t version = 1;

    // The one that holds when none was set: any evidence that is registered, fresh for the classes
    // of root.
    ReleasePolicy();
    // Refuses what is over a limit, empty terms, and a rule that is there twice.
    static Result<ReleasePolicy> make(std::vector<ReleaseRule> rules);

    // The name of the rule that allows it; the error says which rule came closest, which of its
    // terms said no, what it wanted and what came.
    [[nodiscard]] Result<std::string> decide(const ReleaseClaims& release) const;
    // Every term of every rule.
    [[nodiscard]] std::vector<Finding> explain(const ReleaseClaims& release) const;

    [[nodiscard]] const std::vector<ReleaseRule>& rules() const { return rules_; }
    // SHA-256 of the encoding.
    [[nodiscard]] const Digest& digest() const { return digest_; }

    void write(wire::Writer& writer) const;
    static ReleasePolicy read(wire::Reader& reader);
    bool operator==(const ReleasePolicy&) const = default;

private:
    explicit ReleasePolicy(std::vector<ReleaseRule> rules);

    std::vector<ReleaseRule> rules_;
    Digest digest_{};  // Of the encoding, since each release writes it down.
};

// Refuses what no rule can allow; `decide` asks it first.
Result<void> may_release_at_all(const ReleaseClaims& release);

}  // namespace sealwright::policy
