// A plan in words, made from its bytes and from nothing else: what a person is about to sign.
//
// Each field of the change stands on a line of its own, and two plans never look alike: texts are
// quoted, and what a terminal would not show is escaped. A change that this release does not know,
// or whose bytes it cannot read, has no words. Process: cli. Spec: docs/protocol/acts.md section 5.
#pragma once

#include "sealwright/ceremony/plan.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sealwright::person {

using Lines = std::vector<std::pair<std::string, std::string>>;

std::optional<Lines> words_of_plan(const ceremony::Plan& plan);
// The same as text, with the eight words of its digest; or that it is not known.
std::string text_of_plan(const ceremony::Plan& plan);

}  // namespace sealwright::person
