// System-call filters (seccomp): what a process may ask of the kernel once it has started.
//
// `keeper` can make no socket and open no file at all: an allow-list of what its loop needs,
// anything else ends the process; so can `verifier`. `token` may use files (vendor modules do) and
// gets an error for a socket unless its configuration grants network. `front` may make local
// sockets (to the keeper) and no other, and runs no program. `agent` is a network client, no server
// but of what it was handed, and runs no program either. Entering a filter cannot be undone.
// Process: keeper, token, depot, front, verifier, agent. Shown by `sealwrightd
// --self-test-sandbox`.
#pragma once

#include "sealwright/core/result.hpp"

namespace sealwright::sandbox {

enum class Filter { keeper, depot, front, verifier, token, token_with_network, agent };

Result<void> enter(Filter filter);

}  // namespace sealwright::sandbox
