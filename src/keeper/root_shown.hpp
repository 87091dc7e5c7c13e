// How a vault's root stands, as the routes see it.
//
// Process: keeper. Spec: docs/protocol/root.md.
#pragma once

#include "state.hpp"

namespace sealwright::keeper {

// A fresh one where nothing is kept of it yet.
Rooting rooting_now(const State& state, const VaultId& vault);

}  // namespace sealwright::keeper
