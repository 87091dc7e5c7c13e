// The folders of an installation, and the lock that makes sealwrightd the only one of its kind.
//
// What others could write is refused, not repaired: whatever lies in it already could be theirs.
#pragma once

#include "sealwright/config/compiled.hpp"
#include "sealwright/core/descriptor.hpp"

namespace sealwright::supervisor {

// `run` first, for one lock lies in it; then `state` with the other, since two configurations may
// name one state; then, holding both, everything below it. Where each process has a unit of its
// own, its unit makes its folder.
enum class Folders { all, own };
Result<void> prepare_run_folder(const config::Config& config);
Result<Descriptor> take_lock(const config::Config& config);
Result<Descriptor> take_state(const config::Config& config);
Result<void> prepare_state_folders(const config::Config& config, Folders folders);

}  // namespace sealwright::supervisor
