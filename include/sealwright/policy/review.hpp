// Review of a release policy before it is set: what is wrong with it, and how it differs from
// another one.
//
// Pure. Process: cli. Limits: a comparison looks at 2^20 releases at most. Spec:
// docs/reference/policy.md.
#pragma once

#include "sealwright/policy/release_policy.hpp"

namespace sealwright::policy {

// A node with the registers that its evidence covers.
struct NodePcrs {
    std::string node;
    claims::PcrSet pcrs;
};

// Refuses a rule in which a source network or a time stands without evidence in the same branch:
// where somebody speaks from, and when, proves nothing.
Result<void> lint(const ReleasePolicy& policy);
// What should be known of nodes that are let in: registers that tell nothing of the userland.
std::vector<std::string> lint_nodes(const std::vector<NodePcrs>& nodes);
// What should be known all the same.
std::vector<std::string> lint_warnings(const ReleasePolicy& policy,
                                       const std::vector<NodePcrs>& nodes);

enum class Change : std::uint8_t { equal, tighter, looser };
std::string_view word_of(Change change);

struct Difference {
    Change change{};
    bool is_certain = true;               // False: too much to compare; counted as looser.
    std::optional<ReleaseClaims> gained;  // A release that only the new one allows.
    std::optional<ReleaseClaims> lost;    // A release that only the old one allows.
};

// Exact: holds both policies against one release of every kind that either can tell from another.
// Whatever allows anything more is looser, also when it takes other things away.
Difference compare(const ReleasePolicy& older, const ReleasePolicy& newer);

// Of one node (`of` names vault, node, environment and kind of evidence): whether it may be given
// something now, from somewhere at some time with evidence of some age, that the newer policy would
// refuse. Too much to compare counts as that.
bool takes_from(const ReleasePolicy& older, const ReleasePolicy& newer, ReleaseClaims of);
// Whether it is given this from wherever and whenever it asks, with fresh evidence.
bool always_allows(const ReleasePolicy& policy, ReleaseClaims of);

}  // namespace sealwright::policy
