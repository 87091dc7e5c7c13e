// Seats: whether the custodians of a plan are far enough apart.
//
// Pure. Process: keeper, cli. Spec: docs/protocol/ceremony.md section 1.
#pragma once

#include "sealwright/core/result.hpp"
#include "sealwright/operate/ceremony_messages.hpp"

namespace sealwright::custody {

// No organisation, place or device holds more than min(k-1, n-k) of the shares, but one each is
// always allowed: so none opens alone, and without none it cannot be opened. An empty word is a
// place of its own.
Result<void> check_apart(std::size_t threshold, const std::vector<operate::Seat>& seats);

}  // namespace sealwright::custody
