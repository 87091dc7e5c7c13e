// Stable error codes of sandbox (1400). Process: all.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec sandbox_filter{
    1400,
    "sandbox-filter",
    "the system-call filter could not be entered",
    "run `sealwrightd --self-test-sandbox`; the kernel must allow seccomp"};
inline constexpr ErrorSpec sandbox_spawn{
    1401,
    "sandbox-spawn",
    "a program of the service could not be started",
    "reinstall the programs side by side and check their mode"};
inline constexpr ErrorSpec sandbox_inherited{
    1402,
    "sandbox-inherited",
    "the program did not get the descriptors it needs",
    "it is started by sealwrightd, or by a unit with its sockets"};

}  // namespace sealwright::errors
