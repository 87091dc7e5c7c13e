// Starting the prover: this program again, in an address space of its own. Process: agent.
#pragma once

#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/result.hpp"

#include <string>

namespace sealwright::agent {

// The socket that leads to it. It ends with this process.
Result<Descriptor> start_prover(const std::string& config_path);

}  // namespace sealwright::agent
