// Stable error codes of ipc (1300). Process: all.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec ipc_closed{1300,
                                      "ipc-closed",
                                      "another process of the service closed the connection",
                                      "it is started again within 5 s; see `sealwright status`"};
inline constexpr ErrorSpec ipc_frame{1301,
                                     "ipc-frame",
                                     "a frame between processes is not valid",
                                     "all programs must come from one release: reinstall them"};
inline constexpr ErrorSpec ipc_deadline{1302,
                                        "ipc-deadline",
                                        "another process of the service did not answer in time",
                                        "see `sealwright status` and the service's log"};
inline constexpr ErrorSpec ipc_failed{
    1303,
    "ipc-failed",
    "a local socket does not work",
    "check that sealwrightd runs and that you may use its socket"};
inline constexpr ErrorSpec ipc_peer{
    1304,
    "ipc-peer",
    "the process at the other end of a socket is not the expected user",
    "check who owns the socket folder and who listens there"};

}  // namespace sealwright::errors
