// A release policy, and cases that try it, as people write them: TOML, read strictly.
//
// Unknown keys are errors; every refusal says the line, the key, why and what to do. The keys of a
// table all have to hold. Process: cli (`policy`). Limits: 256 KiB of text, and those of the
// policy. Spec: docs/reference/policy.md.
#pragma once

#include "sealwright/policy/release_policy.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace sealwright::config {

inline constexpr std::size_t policy_file_max = std::size_t{256} * 1024;
inline constexpr std::size_t cases_max = 1024;

Result<policy::ReleasePolicy> parse_release_policy(std::string_view text);

// The same policy in the form that `parse_release_policy` reads.
std::string release_policy_toml(const policy::ReleasePolicy& policy);

// A release that somebody expects to be allowed or refused.
struct PolicyCase {
    std::string name;
    policy::ReleaseClaims release;
    bool allows = false;
};
Result<std::vector<PolicyCase>> parse_policy_cases(std::string_view text);

// One claim by its name: "vault", "node", "environment", "class", "production", "evidence",
// "evidence_age_s", "source", "time".
Result<void> set_claim(policy::ReleaseClaims& release,
                       std::string_view name,
                       std::string_view value);

}  // namespace sealwright::config
