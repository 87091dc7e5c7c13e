// Program: the front's parts in one loop, its signals and its end. Process: front.
#pragma once

#include "sealwright/config/compiled.hpp"
#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/result.hpp"
#include "sealwright/sandbox/herald.hpp"

namespace sealwright::front {

struct Listeners {
    Descriptor vaults;
    Descriptor metrics;  // Closed when the configuration has none.
};

// Serves until SIGTERM or SIGINT; SIGHUP reads certificate and key again.
Result<void> serve(const config::Config& config, Listeners listeners, sandbox::Herald herald);

}  // namespace sealwright::front
