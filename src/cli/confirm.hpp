// What a person types to say that they have read what they are about to sign. Process: cli.
#pragma once

#include "sealwright/core/result.hpp"

#include <string>

namespace sealwright::cli {

// Asks at the terminal for exactly this word; without a terminal nothing is confirmed.
Result<void> confirm(const std::string& word);

}  // namespace sealwright::cli
