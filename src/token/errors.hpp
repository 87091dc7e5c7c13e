// Stable error codes of the token process (2500). Process: token.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec token_not_configured{2500,
                                                "token-not-configured",
                                                "the configuration has no token of this name",
                                                "see `sealwright token status` for the names"};
inline constexpr ErrorSpec token_answers{2501,
                                         "token-answers",
                                         "another process already serves this token's socket",
                                         "stop it with `sealwright token stop` first"};
inline constexpr ErrorSpec token_listener{2502,
                                          "token-listener",
                                          "the listening socket that was handed over does not work",
                                          "start the process from sealwrightd or its systemd unit"};
inline constexpr ErrorSpec token_signals{2503,
                                         "token-signals",
                                         "the process cannot prepare for its signals",
                                         "see the service's limits on descriptors and processes"};
inline constexpr ErrorSpec token_state_taken{
    2515,
    "token-state-taken",
    "another token process holds this token's state folder",
    "end the other installation that has the same `state`, or give this one its own"};

}  // namespace sealwright::errors
