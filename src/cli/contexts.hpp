// The file of contexts of whoever runs this, and the one that a command uses. Process: cli.
// Spec: docs/reference/contexts.md.
#pragma once

#include "command.hpp"
#include "outcome.hpp"
#include "sealwright/config/toml/contexts.hpp"

#include <optional>
#include <string>

namespace sealwright::cli {

inline constexpr const char* local_context = "local";

// $XDG_CONFIG_HOME/sealwright/contexts.toml, else below ~/.config.
Result<std::string> contexts_path();
// None when there is no file.
Outcome<config::Contexts> load_contexts();
Result<void> store_contexts(const config::Contexts& contexts);

// What --context or SEALWRIGHT_CONTEXT names, else the one in use; nothing: the local socket.
Outcome<std::optional<config::Context>> context_in_use(const Settings& settings);

}  // namespace sealwright::cli
