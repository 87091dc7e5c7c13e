// PolicyArguments: what stands behind `policy`. Process: cli. Spec: docs/reference/commands.md.
#pragma once

#include "command_line.hpp"

namespace sealwright::cli {

class PolicyArguments {
public:
    explicit PolicyArguments(CommandLine& line);

private:
    void add_offline(CommandLine& line, CLI::App* policy);

    PolicyShow show_;
    PolicySet set_;
    PolicyTest test_;
    PolicyLint lint_;
    PolicyDiff diff_;
    PolicyExplain explain_;
};

}  // namespace sealwright::cli
