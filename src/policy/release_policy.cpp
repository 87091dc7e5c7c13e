#include "sealwright/policy/release_policy.hpp"

#include "codec.hpp"
#include "judge.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/policy/errors.hpp"

#include <algorithm>

namespace sealwright::policy {
namespace {

using claims::EvidenceKind;
using claims::SealClass;

constexpr const char* default_rule = "default";

Term registered_evidence() {
    return {EvidenceOneOf{{EvidenceKind::channel_certificate,
                           EvidenceKind::tpm2,
                           EvidenceKind::pinned_key,
                           EvidenceKind::unix_peer}}};
}

Term not_of_root() {
    return {NotOf{{Term{ClassOneOf{{SealClass::stored_root_key, SealClass::recovery_key}}}}}};
}

std::vector<ReleaseRule> default_rules() {
    const Term fresh_for_root{AnyOf{{not_of_root(), Term{EvidenceAgeAtMost{fresh_ms}}}}};
    return {ReleaseRule{default_rule, Term{AllOf{{registered_evidence(), fresh_for_root}}}}};
}

// How much of a rule holds: of several that say no the one that comes closest is shown.
std::size_t held(const Term& term, const ReleaseClaims& release) {
    const auto& inner = inner_terms(term);
    if (inner.empty()) return holds(term, release) ? 1 : 0;
    std::size_t count = 0;
    for (const auto& each : inner) count += held(each, release);
    return count;
}

// The term that says no, as deep inside as one alone can be blamed for it.
const Term& blamed(const Term& term, const ReleaseClaims& release) {
    if (std::holds_alternative<NotOf>(term.of)) return term;
    for (const auto& each : inner_terms(term)) {
        if (!holds(each, release)) return blamed(each, release);
    }
    return term;
}

Error denied(const ReleaseRule& rule, const ReleaseClaims& release) {
    const auto& term = blamed(rule.when, release);
    const auto* negated = std::get_if<NotOf>(&term.of);
    if (negated == nullptr) {
        return {errors::policy_denied,
                {fact("rule", rule.name),
                 fact("term", key_of(term)),
                 fact("expected", wanted(term)),
                 fact("got", got(term, release))}};
    }
    const auto& inner = negated->terms.front();
    return {errors::policy_denied,
            {fact("rule", rule.name),
             fact("term", "not " + std::string(key_of(inner))),
             fact("expected", "not " + wanted(inner)),
             fact("got", got(inner, release))}};
}

void add_findings(std::vector<Finding>& findings,
                  const ReleaseRule& rule,
                  const Term& term,
                  std::size_t depth,
                  const ReleaseClaims& release) {
    findings.push_back({rule.name,
                        depth,
                        std::string(key_of(term)),
                        wanted(term),
                        got(term, release),
                        holds(term, release)});
    for (const auto& each : inner_terms(term)) {
        add_findings(findings, rule, each, depth + 1, release);
    }
}

ReleaseRule read_rule(wire::Reader& reader, std::size_t& terms) {
    constexpr std::size_t name_max = 48;
    ReleaseRule rule;
    rule.name = reader.text(name_max);
    if (!is_name(rule.name)) reader.fail_value();
    rule.when = read_term(reader, 1, terms);
    return rule;
}

bool has_twice(const std::vector<ReleaseRule>& rules) {
    for (const auto& rule : rules) {
        if (std::ranges::count(rules, rule.name, &ReleaseRule::name) != 1) return true;
    }
    return false;
}

}  // namespace

bool ReleaseClaims::is_channel_tier() const {
    return evidence == EvidenceKind::channel_certificate;
}

Result<void> may_release_at_all(const ReleaseClaims& release) {
    if (!release.is_production) return done;
    const bool is_weak = release.is_channel_tier() || release.evidence == EvidenceKind::unix_peer;
    if (is_weak) {
        return Error(errors::policy_channel_tier, {fact("vault", release.vault)});
    }
    if (release.evidence == EvidenceKind::pinned_key) {
        return Error(errors::policy_pinned_key, {fact("vault", release.vault)});
    }
    return done;
}

ReleasePolicy::ReleasePolicy() : ReleasePolicy(default_rules()) {}

ReleasePolicy::ReleasePolicy(std::vector<ReleaseRule> rules)
    : rules_(std::move(rules)), digest_(crypto::sha256(wire::encode_public(*this))) {}

Result<ReleasePolicy> ReleasePolicy::make(std::vector<ReleaseRule> rules) {
    const ReleasePolicy policy(std::move(rules));
    const auto encoded = wire::encode_public(policy);
    // What cannot be read back is over a limit: there is one list of them.
    auto read = wire::decode<ReleasePolicy>(encoded);
    if (!read || encoded.size() > policy_bytes_max) {
        return Error(errors::policy_limit, {fact("bytes", std::uint64_t{encoded.size()})});
    }
    return read;
}

Result<std::string> ReleasePolicy::decide(const ReleaseClaims& release) const {
    TRY(may_release_at_all(release));
    for (const auto& rule : rules_) {
        if (holds(rule.when, release)) return rule.name;
    }
    if (rules_.empty()) return Error(errors::policy_denied, {fact("rules", std::uint64_t{0})});
    const auto closest = std::ranges::max_element(
        rules_, {}, [&](const ReleaseRule& rule) { return held(rule.when, release); });
    return denied(*closest, release);
}

std::vector<Finding> ReleasePolicy::explain(const ReleaseClaims& release) const {
    std::vector<Finding> findings;
    if (const auto may = may_release_at_all(release); !may) {
        findings.push_back({std::string(),
                            0,
                            "production",
                            "neither channel-certificate nor pinned-key",
                            std::string(claims::word_of(release.evidence)),
                            false});
    }
    for (const auto& rule : rules_) add_findings(findings, rule, rule.when, 0, release);
    return findings;
}

void ReleaseRule::write(wire::Writer& writer) const {
    writer.text(name);
    write_term(writer, when);
}

void ReleasePolicy::write(wire::Writer& writer) const {
    writer.u16(version);
    wire::write_list(writer, rules_);
}

ReleasePolicy ReleasePolicy::read(wire::Reader& reader) {
    if (reader.u16() != version) reader.fail_value();
    std::vector<ReleaseRule> rules;
    std::size_t terms = 0;
    const auto count = reader.count(rules_max);
    for (std::uint32_t index = 0; index < count && !reader.failed(); ++index) {
        rules.push_back(read_rule(reader, terms));
    }
    if (has_twice(rules)) reader.fail_value();
    return ReleasePolicy(std::move(rules));
}

}  // namespace sealwright::policy
