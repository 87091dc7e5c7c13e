// The folders of an installation, and the lock that makes sealwrightd the only one of its kind.
//
// What others could write is refused, not repaired: whatever lies in it already could be theirs.
#pragma once

#include "sealwright/config/compiled.hpp"
#include "sealwright/core/descriptor.hpp"

namespace sealwright::supervisor {

// `run` first, for the lock lies in it; then, holding the lock, everything below `state`.
Result<void> prepare_run_folder(const config::Config& config);
Result<Descriptor> take_lock(const config::Config& config);
Result<void> prepare_state_folders(const config::Config& config);

}  // namespace sealwright::supervisor
