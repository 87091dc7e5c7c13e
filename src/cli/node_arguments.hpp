// NodeArguments: what stands behind `node`. Process: cli. Spec: docs/reference/commands.md.
#pragma once

#include "command_line.hpp"

namespace sealwright::cli {

class NodeArguments {
public:
    explicit NodeArguments(CommandLine& line);

private:
    // The two words that name a node.
    template <class Chosen>
    static void add_names(CLI::App* verb, Chosen& into);
    void add_by_certificate(CLI::App* node);
    void add_enrol(CLI::App* node);
    void add_agent_config(CLI::App* node);
    void add_acts(CLI::App* node);
    void add_baseline(CLI::App* node);

    CommandLine& line_;
    NodeAdd add_;
    NodeRevoke revoke_;
    NodeList list_;
    NodeEnrol enrol_;
    NodeAgentConfig agent_config_;
    NodeApprove approve_;
    NodeQuarantine quarantine_;
    NodeShow show_;
    BaselineApprove baseline_approve_;
    BaselineDrop baseline_drop_;
};

}  // namespace sealwright::cli
