// Terms, rules and releases for tests.
#pragma once

#include "sealwright/policy/release_policy.hpp"

namespace sealwright::test {

inline policy::Term all(std::vector<policy::Term> terms) {
    return {policy::AllOf{std::move(terms)}};
}
inline policy::Term any(std::vector<policy::Term> terms) {
    return {policy::AnyOf{std::move(terms)}};
}
inline policy::Term none(policy::Term term) {
    return {policy::NotOf{{std::move(term)}}};
}
inline policy::Term nodes(std::vector<std::string> names) {
    return {policy::NamedOneOf{policy::Subject::node, std::move(names)}};
}
inline policy::Term vaults(std::vector<std::string> names) {
    return {policy::NamedOneOf{policy::Subject::vault, std::move(names)}};
}
inline policy::Term evidence(std::vector<claims::EvidenceKind> kinds) {
    return {policy::EvidenceOneOf{std::move(kinds)}};
}
inline policy::Term tpm() {
    return evidence({claims::EvidenceKind::tpm2});
}
inline policy::Term at_most_s(std::uint64_t age_s) {
    return {policy::EvidenceAgeAtMost{age_s * 1000}};
}
inline policy::Term from(const std::string& network) {
    return {policy::SourceIn{{*policy::Network::parse(network)}}};
}
inline policy::Term at(std::uint8_t days, std::uint16_t from_minute, std::uint16_t until_minute) {
    return {policy::TimeIn{days, from_minute, until_minute}};
}
inline policy::Term classes(std::vector<claims::SealClass> list) {
    return {policy::ClassOneOf{std::move(list)}};
}

inline policy::ReleasePolicy policy_of(std::vector<policy::ReleaseRule> rules) {
    return *policy::ReleasePolicy::make(std::move(rules));
}
inline policy::ReleasePolicy policy_of(policy::Term term) {
    return policy_of(std::vector<policy::ReleaseRule>{{"only", std::move(term)}});
}

// A root key for a node by its TPM, on Sunday 2026-11-22 at 07:30 UTC.
inline policy::ReleaseClaims tpm_release() {
    policy::ReleaseClaims release;
    release.vault = "main";
    release.node = "one";
    release.environment = "lab";
    release.evidence = claims::EvidenceKind::tpm2;
    release.evidence_age_ms = 10'000;
    release.source = policy::Address::parse("10.1.2.3");
    release.wall_ms = 1'795'332'600'000;
    release.seal_class = claims::SealClass::stored_root_key;
    return release;
}

}  // namespace sealwright::test
