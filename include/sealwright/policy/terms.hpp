// Terms of a release policy: what may be said about a release, and all, any and not over it.
//
// Plain values over typed claims; no text is interpreted when a release is decided. Process:
// keeper, cli. Limits: depth 8, 256 terms in one policy, 64 values in one term. Spec:
// docs/reference/policy.md.
#pragma once

#include "sealwright/claims/evidence.hpp"
#include "sealwright/claims/seal_class.hpp"
#include "sealwright/policy/network.hpp"

#include <string>
#include <variant>
#include <vector>

namespace sealwright::policy {

inline constexpr std::size_t depth_max = 8;
inline constexpr std::size_t terms_max = 256;
inline constexpr std::size_t values_max = 64;

struct Term;

// Holds when each of them holds; any of them; the one does not. Never empty.
struct AllOf {
    std::vector<Term> terms;
    bool operator==(const AllOf&) const;
};
struct AnyOf {
    std::vector<Term> terms;
    bool operator==(const AnyOf&) const;
};
struct NotOf {
    std::vector<Term> terms;  // Exactly one.
    bool operator==(const NotOf&) const;
};

// What is named: the vault, the node or the environment.
enum class Subject : std::uint8_t { vault, node, environment };
inline constexpr Subject subject_last = Subject::environment;

struct NamedOneOf {
    Subject subject{};
    std::vector<std::string> names;
    bool operator==(const NamedOneOf&) const = default;
};

struct EvidenceOneOf {
    std::vector<claims::EvidenceKind> kinds;
    bool operator==(const EvidenceOneOf&) const = default;
};

struct EvidenceAgeAtMost {
    std::uint64_t age_ms = 0;
    bool operator==(const EvidenceAgeAtMost&) const = default;
};

struct SourceIn {
    std::vector<Network> networks;
    bool operator==(const SourceIn&) const = default;
};

// A window of UTC on each of its days, over midnight when it ends before it begins: it then ends on
// the day behind.
struct TimeIn {
    static constexpr std::uint16_t day_minutes = 24 * 60;

    std::uint8_t days = 0;    // Bit 0: Monday, to bit 6: Sunday.
    std::uint16_t from = 0;   // Minute of the day.
    std::uint16_t until = 0;  // The first minute outside; never equal to `from`.
    bool operator==(const TimeIn&) const = default;
};

struct ClassOneOf {
    std::vector<claims::SealClass> classes;
    bool operator==(const ClassOneOf&) const = default;
};

struct Term {
    std::variant<AllOf,
                 AnyOf,
                 NotOf,
                 NamedOneOf,
                 EvidenceOneOf,
                 EvidenceAgeAtMost,
                 SourceIn,
                 TimeIn,
                 ClassOneOf>
        of;

    bool operator==(const Term&) const = default;
};

// "all", "any", "not", "vaults", "nodes", "environments", "evidence", "evidence_age_max_s",
// "source", "time", "classes": the keys of the file.
std::string_view key_of(const Term& term);
// What it wants, as in the file; empty for all, any and not.
std::string wanted(const Term& term);

}  // namespace sealwright::policy
