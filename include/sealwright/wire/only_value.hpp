// The one shape of JSON that the service reads: an object with one member, whose value is a text.
//
// Not a JSON parser: the bytes are compared. Whatever two parsers might read differently (white
// space, escapes, a second member, other quotes) is refused. Process: keeper, front. Limits: the
// caller's. Spec: docs/protocol/seal.md section 1.
#pragma once

#include "sealwright/core/bytes.hpp"

#include <optional>
#include <string_view>

namespace sealwright::wire {

// `prefix` is `{"member":"`; the value is printable ASCII without blank, quote and backslash. One
// newline may follow, for people with curl. Reads all letters whatever they are.
std::optional<std::string_view> only_value(View body, std::string_view prefix);

}  // namespace sealwright::wire
