// Options: what stands on sealwrightd's command line.
#pragma once

#include "sealwright/core/result.hpp"

#include <span>
#include <string>
#include <string_view>

namespace sealwright::supervisor {

enum class Task { serve, self_test, help };

struct Options {
    Task task = Task::serve;
    std::string config;    // The compiled form.
    std::string programs;  // Folder of the other programs; empty: beside this one.
};

inline constexpr std::string_view usage_screen =
    R"(usage: sealwrightd --config FILE.compiled [--programs FOLDER]
       sealwrightd --self-test-sandbox

Opens the service's sockets, starts its processes, each under its own user, and starts again
what dies. Token processes are left running when sealwrightd ends.

  --config FILE.compiled   what `sealwright check-config FILE.toml --write FILE.compiled` made
  --programs FOLDER        where sealwright-keeper and the others are (default: beside sealwrightd)
  --self-test-sandbox      try each forbidden act in each sandbox; exit 1 when one succeeds
  --help                   this text
)";

Result<Options> parse_options(std::span<char* const> arguments);

}  // namespace sealwright::supervisor
