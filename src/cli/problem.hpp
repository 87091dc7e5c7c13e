// The two JSON documents that the API answers with, read strictly.
//
// Not a JSON parser: one flat object of texts and numbers, in which a member is looked up. Process:
// cli. Spec: docs/reference/api.md.
#pragma once

#include "sealwright/core/bytes.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sealwright::cli {

// Nothing unless it is one object whose members are texts of printable ASCII, or whole numbers.
std::optional<std::map<std::string, std::string>> flat_object(std::string_view json);

}  // namespace sealwright::cli
