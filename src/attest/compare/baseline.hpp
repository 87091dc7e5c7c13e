// Which approved baseline a quote is held against. Private to attest/compare.
#pragma once

#include "sealwright/attest/compare.hpp"

namespace sealwright::attest {

// The one that matches; of several the one that is not overdue, then the newest. When none does:
// the one with the fewest differences, so that what is shown to people is what changed. Null when
// none is over the node's PCR set.
const Baseline* closest_baseline(const QuoteRule& rule, const TpmState& seen);

}  // namespace sealwright::attest
