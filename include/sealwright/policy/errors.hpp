// Stable error codes of policy (1700). Process: keeper, cli.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec class_denied{1700,
                                        "class-denied",
                                        "this class of value is never opened in this tier",
                                        "nothing is to be done if you did not expect it to open"};
inline constexpr ErrorSpec class_window_closed{
    1701,
    "class-window-closed",
    "this class of value opens only inside a window that is not open",
    "if you are not restoring or making root, somebody holds recovery keys: look at the journal"};
inline constexpr ErrorSpec challenge_own_node{
    1702,
    "challenge-own-node",
    "a join challenge opens only for another node than the "
    "one that sealed it",
    "join with the new node's own certificate"};
inline constexpr ErrorSpec challenge_stale{1703,
                                           "challenge-stale",
                                           "a join challenge is older than five minutes",
                                           "let the node ask to join again"};

}  // namespace sealwright::errors
