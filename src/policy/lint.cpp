#include "judge.hpp"
#include "sealwright/policy/errors.hpp"
#include "sealwright/policy/review.hpp"

#include <algorithm>
#include <iterator>

namespace sealwright::policy {
namespace {

// Whether nothing makes the term hold but evidence of a named kind.
bool demands_evidence(const Term& term) {
    if (std::holds_alternative<EvidenceOneOf>(term.of)) return true;
    if (const auto* all = std::get_if<AllOf>(&term.of)) {
        return std::ranges::any_of(all->terms, demands_evidence);
    }
    if (const auto* any = std::get_if<AnyOf>(&term.of)) {
        return std::ranges::all_of(any->terms, demands_evidence);
    }
    return false;
}

bool is_context(const Term& term) {
    return std::holds_alternative<SourceIn>(term.of) || std::holds_alternative<TimeIn>(term.of);
}

// The first context with no evidence beside or above it; null when there is none.
const Term* context_alone(const Term& term, bool has_evidence) {
    const bool covered = has_evidence || demands_evidence(term);
    if (is_context(term)) return covered ? nullptr : &term;
    // Evidence in one branch of `any` says nothing about another; in `all` it covers its siblings.
    const bool reaches_inside = std::holds_alternative<AllOf>(term.of) ? covered : has_evidence;
    for (const auto& each : inner_terms(term)) {
        if (const auto* alone = context_alone(each, reaches_inside)) return alone;
    }
    return nullptr;
}

bool covers_userland(const claims::PcrSet& pcrs) {
    constexpr std::uint32_t userland =
        0xff00;  // 8 to 15: boot loader, kernel, and what they start.
    return (pcrs.mask() & userland) != 0;
}

}  // namespace

Result<void> lint(const ReleasePolicy& policy) {
    for (const auto& rule : policy.rules()) {
        if (const auto* alone = context_alone(rule.when, false)) {
            return Error(errors::policy_context_alone,
                         {fact("rule", rule.name),
                          fact("term", key_of(*alone)),
                          fact("value", wanted(*alone))});
        }
    }
    return done;
}

std::vector<std::string> lint_nodes(const std::vector<NodePcrs>& nodes) {
    std::vector<std::string> warnings;
    for (const auto& node : nodes) {
        if (covers_userland(node.pcrs)) continue;
        warnings.push_back("node " + node.node + ": no PCR of 8 to 15 is in " + node.pcrs.str() +
                           ": whoever changes its disk's programs is not noticed");
    }
    return warnings;
}

std::vector<std::string> lint_warnings(const ReleasePolicy& policy,
                                       const std::vector<NodePcrs>& nodes) {
    std::vector<std::string> warnings;
    for (const auto& rule : policy.rules()) {
        if (demands_evidence(rule.when)) continue;
        warnings.push_back("rule " + rule.name + ": takes evidence of every kind; name the kinds");
    }
    std::ranges::move(lint_nodes(nodes), std::back_inserter(warnings));
    return warnings;
}

}  // namespace sealwright::policy
