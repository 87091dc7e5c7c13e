// PolicyArguments: what stands behind `policy` and `anchor`. Process: cli. Spec:
// docs/reference/commands.md.
#pragma once

#include "command_line.hpp"

namespace sealwright::cli {

class PolicyArguments {
public:
    explicit PolicyArguments(CommandLine& line);

private:
    void add_offline(CommandLine& line, CLI::App* policy);
    void add_anchor(CommandLine& line);

    PolicyShow show_;
    PolicySet set_;
    PolicyTest test_;
    PolicyLint lint_;
    PolicyDiff diff_;
    PolicyExplain explain_;
    AnchorList anchors_;
    AnchorAccept accept_;
    AnchorDrop drop_;
};

}  // namespace sealwright::cli
