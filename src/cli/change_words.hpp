// What the journal calls each change that people sign, and how many people a change takes, as far
// as its bytes say. Pure. Process: cli. Spec: docs/protocol/acts.md section 6, journal.md section
// 8.
#pragma once

#include "sealwright/ceremony/plan.hpp"
#include "sealwright/operate/routes.hpp"

#include <string_view>

namespace sealwright::cli {

// "vault add"; nothing for what this release does not know.
std::string_view words_of_change(const ceremony::Plan& plan);
// Null for what is none: a reading, or what the service does by itself.
const operate::Route* change_named(std::string_view words);

enum class Takes : std::uint8_t {
    one,
    several,
    unsaid,  // The service judged it by its state, which no export has.
};
// By the words alone where the plan is too long to stand in the journal.
Takes takes(const operate::Route& route, std::string_view words);

}  // namespace sealwright::cli
