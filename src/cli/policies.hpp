// What the commands of `policy` share. Process: cli.
#pragma once

#include "json.hpp"
#include "outcome.hpp"
#include "sealwright/policy/review.hpp"

#include <string>
#include <vector>

namespace sealwright::cli {

Result<policy::ReleasePolicy> read_policy(const std::string& file);

// "warning: …", a line each.
std::string warnings_for_people(const std::vector<std::string>& warnings);

// A release in the names that --claim takes.
std::string for_people(const policy::ReleaseClaims& release);

Json json_of(const policy::Difference& difference);
std::string for_people(const policy::Difference& difference);

}  // namespace sealwright::cli
