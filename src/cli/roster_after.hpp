// What a signed plan makes of a roster: computed anew by whoever checks a journal, with the same
// steps as the keeper, so that a keeper that lies about its people is found.
//
// Pure. Process: cli. Spec: docs/protocol/acts.md sections 4 and 9.
#pragma once

#include "sealwright/ceremony/plan.hpp"
#include "sealwright/ceremony/roster.hpp"

namespace sealwright::cli {

// Whether a plan of this type is about people.
bool changes_people(std::uint16_t type);

// The roster that follows, at this wall time; a failure where it makes none.
Result<ceremony::Roster> roster_after(const ceremony::Plan& plan,
                                      const ceremony::Roster& before,
                                      std::uint64_t wall_ms);

// Whether `shown` is what follows, at some moment within `apart_ms` of this wall time: a key's and
// a person's times are those of the decision, and its entry was written a little later.
bool is_roster_after(const ceremony::Roster& shown,
                     const ceremony::Plan& plan,
                     const ceremony::Roster& before,
                     std::uint64_t wall_ms,
                     std::uint64_t apart_ms);

}  // namespace sealwright::cli
