// spawn: starts another program of the service with exactly the descriptors it is given.
//
// Descriptors arrive as 3, 4, ... and are announced as systemd would (LISTEN_FDS, LISTEN_PID,
// LISTEN_FDNAMES), so a program cannot tell who started it; everything else is closed. It leads a
// session of its own, without a terminal. As root the child takes its user before the exec.
// Process: sealwrightd. Limits: 16 descriptors.
#pragma once

#include "sealwright/core/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace sealwright::sandbox {

inline constexpr std::size_t inherited_max = 16;

struct Inherited {
    std::string name;
    int number = -1;  // Stays open in the parent.
};

struct Program {
    std::string path;
    std::vector<std::string> arguments;  // Without the program's own name.
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::vector<std::uint32_t> groups;     // Beside `gid`; only used as root.
    std::vector<std::string> environment;  // "NAME=value"; nothing else is passed on.
    std::vector<Inherited> descriptors;
    bool ends_with_parent = false;
};

// The child's pid. A program that could not be executed is a failure here, not a dead child.
Result<int> spawn(const Program& program);

// The descriptors which this process was started with; a failure when they are not `count`.
Result<void> expect_inherited(std::size_t count);

}  // namespace sealwright::sandbox
