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
    bool units = false;    // Each process has a unit of its own.
};

inline constexpr std::string_view usage_screen =
    R"(usage: sealwrightd --config FILE.compiled [--programs FOLDER | --units]
       sealwrightd --self-test-sandbox

Opens the service's sockets, starts its processes, each under its own user, and starts again
what dies or hangs. Token processes are left running when sealwrightd ends. SIGHUP has the
certificate read again.

  --config FILE.compiled   what `sealwright check-config FILE.toml --write FILE.compiled` made
  --programs FOLDER        where sealwright-keeper and the others are (default: beside sealwrightd)
  --units                  start nothing: each process has a unit of its own and is found at its
                           socket, as sealwright.target of deploy/systemd sets up
  --self-test-sandbox      try each forbidden act in each sandbox; exit 1 when one succeeds
  --help                   this text
)";

Result<Options> parse_options(std::span<char* const> arguments);

}  // namespace sealwright::supervisor
