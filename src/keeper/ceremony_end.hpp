// How a ceremony of custodians ends in the store: with what it made, or without. Process: keeper.
#pragma once

#include "draft.hpp"

namespace sealwright::keeper {

// In the draft that ends it: what it made is in force, and what was before goes; or what was staged
// goes. Either way nothing stays of what custodians have sealed to each other.
Result<void> settle(Draft& draft, const KeptCeremony& kept, std::uint64_t wall_ms);

}  // namespace sealwright::keeper
