// Stable error codes of wire (1100). Process: all.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec wire_short{
    1100, "wire-short", "a message ends too early", "the peer speaks another version or is broken"};
inline constexpr ErrorSpec wire_trailing{1101,
                                         "wire-trailing",
                                         "a message has bytes behind its end",
                                         "the peer speaks another version or is broken"};
inline constexpr ErrorSpec wire_limit{1102,
                                      "wire-limit",
                                      "a field of a message is over its limit",
                                      "make the input smaller; limits are in the protocol pages"};
inline constexpr ErrorSpec wire_value{1103,
                                      "wire-value",
                                      "a field of a message has a value that is not allowed",
                                      "the peer speaks another version or is broken"};

}  // namespace sealwright::errors
