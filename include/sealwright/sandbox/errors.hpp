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

inline constexpr ErrorSpec sandbox_descriptor_missing{
    1410,
    "sandbox-descriptor-missing",
    "the program was started without a descriptor that it needs",
    "it is started by sealwrightd, or by a unit whose sockets have the names of ours"};
inline constexpr ErrorSpec sandbox_notify{
    1411,
    "sandbox-notify",
    "the service manager cannot be told how this process is",
    "check NOTIFY_SOCKET: it is an absolute path or an abstract name, and systemd sets it"};

}  // namespace sealwright::errors
