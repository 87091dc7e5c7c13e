// From a compiled configuration to a running service. Process: sealwrightd.
#pragma once

#include "options.hpp"

namespace sealwright::supervisor {

// Returns when a signal has ended it.
Result<void> serve(const Options& options);

}  // namespace sealwright::supervisor
