// How vaults are shown, and the one lookup of a vault by its name. Process: cli.
#pragma once

#include "answer.hpp"
#include "service.hpp"

namespace sealwright::cli {

Answer answer_of_vaults(const Settings& settings, const operate::Vaults& answer);

Outcome<operate::VaultInfo> find_vault(Service& service, const std::string& name);

// A time as JSON: text in UTC, or null for 0.
Json time_json(std::uint64_t wall_ms);

}  // namespace sealwright::cli
