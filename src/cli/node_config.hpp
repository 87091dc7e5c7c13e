// The configuration of a node's agent, made of what the service knows. Process: cli.
//
// Nothing in it is a secret: whoever reads it learns which service is asked for which vault. Spec:
// docs/reference/agent-configuration.md.
#pragma once

#include "outcome.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sealwright::cli {

struct Settings;

// Every value is an id, a name or an address: nothing that TOML would have to escape.
struct AgentConfig {
    std::string verifier_key;
    std::vector<std::string> addresses;
    std::string node;
    std::string vault;
    std::string_view evidence;
    std::string mount;
    std::string key;
    bool provider_key = false;  // tpm2: the platform's provider vouches for it.

    [[nodiscard]] std::string toml() const;
};

// What the command line names; else where this context reaches the service; else what the service's
// own TOML file `config` says. A unix-peer node's agent asks on the service's host.
struct AgentAddresses {
    const std::vector<std::string>& named;
    bool is_peer = false;
    const std::string& config;
};
Outcome<std::vector<std::string>> agent_addresses(const AgentAddresses& wanted,
                                                  const Settings& settings);

// Refuses a file that is there.
Result<void> check_free(const std::string& file);
Result<void> write_agent_config(const std::string& file, const AgentConfig& config);

}  // namespace sealwright::cli
