// Launch: what is the same for every program that sealwrightd starts.
#pragma once

#include "sealwright/sandbox/spawn.hpp"

#include <cstdint>
#include <string>

namespace sealwright::supervisor {

struct Launch {
    std::string programs;  // Folder of the programs.
    std::string config;    // Absolute path of the compiled configuration.
    bool units = false;    // Each process has a unit of its own: start none.

    // `name` of the folder, as `uid` and its primary group, without further groups.
    [[nodiscard]] sandbox::Program program(const std::string& name, std::uint32_t uid) const;
};

// The further groups of a token's user: its module may need one to use its device.
void add_groups_of_user(sandbox::Program& program);

}  // namespace sealwright::supervisor
