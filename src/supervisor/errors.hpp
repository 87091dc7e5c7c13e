// Stable error codes of sealwrightd (2800). Process: sealwrightd.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec supervisor_folder{
    2800,
    "supervisor-folder",
    "a folder of the service cannot be made or taken over",
    "check the path, its owner and the disk; sealwrightd makes what is missing itself"};
inline constexpr ErrorSpec supervisor_running{
    2801,
    "supervisor-running",
    "another sealwrightd serves this run folder",
    "stop it first; `sealwright status` asks the one that runs"};
inline constexpr ErrorSpec supervisor_listen{
    2802,
    "supervisor-listen",
    "the service cannot listen at its address",
    "see `ss -ltnp` for who has it, or change listen.address and compile again"};
inline constexpr ErrorSpec supervisor_not_root{
    2803,
    "supervisor-not-root",
    "the configuration names other users, and only root can become them",
    "start sealwrightd as root, or run `sealwright check-config --write` as this user"};
inline constexpr ErrorSpec supervisor_marker{
    2804,
    "supervisor-marker",
    "it cannot be kept on disk that a token is stopped",
    "check the folder `stopped` of the state and the disk, then repeat the command"};
inline constexpr ErrorSpec supervisor_usage{2805,
                                            "supervisor-usage",
                                            "the command line is not one that sealwrightd knows",
                                            "see `sealwrightd --help`"};
inline constexpr ErrorSpec supervisor_signals{2806,
                                              "supervisor-signals",
                                              "the process cannot prepare for its signals",
                                              "see the service's limits on descriptors"};
inline constexpr ErrorSpec supervisor_state_taken{
    2830,
    "supervisor-state-taken",
    "another sealwrightd holds this state folder",
    "stop that one first, or give this installation a `state` of its own"};

inline constexpr ErrorSpec supervisor_hung{
    2810,
    "supervisor-hung",
    "a process of the service has not said for 20 s that it runs",
    "it is started again by itself; if it happens again, look at its last log lines and the disk"};
}  // namespace sealwright::errors
