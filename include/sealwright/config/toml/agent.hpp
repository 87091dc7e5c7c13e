// An agent's configuration as people write it, read strictly.
//
// The rules are those of toml.hpp. The service's verifier key has a reader of its own, which this
// module may not know, so it is an argument. Process: cli (`check-config --agent`). Limits: 1 MiB
// of text. Spec: docs/reference/agent-configuration.md.
#pragma once

#include "sealwright/config/agent.hpp"
#include "sealwright/config/toml.hpp"

#include <optional>

namespace sealwright::config {

struct PinnedKey {
    std::string name;
    std::array<std::uint8_t, 32> key{};
};

// Nothing unless the text is the verifier key that `sealwright init` prints.
using KeyReader = std::optional<PinnedKey> (*)(std::string_view text);

struct CheckedAgent {
    AgentConfig config;
    std::vector<std::string> warnings;
};

Result<CheckedAgent> parse_agent_toml(std::string_view text, const Host& host, KeyReader read_key);
Result<CheckedAgent> check_agent_toml(const std::string& path, KeyReader read_key);

}  // namespace sealwright::config
