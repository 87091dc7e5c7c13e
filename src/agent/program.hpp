// Program: the serving agent's parts in one loop, its signals and its end. Process: agent.
#pragma once

#include "sealwright/config/agent.hpp"
#include "sealwright/core/result.hpp"

#include <string>

namespace sealwright::agent {

// Serves until SIGTERM or SIGINT, or until its prover has ended, which is a failure.
Result<void> serve(const config::AgentConfig& config, const std::string& config_path);

}  // namespace sealwright::agent
