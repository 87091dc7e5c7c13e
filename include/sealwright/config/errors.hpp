// Stable error codes of config (2300). Process: cli and the readers of the compiled form.
#pragma once

#include "sealwright/core/error.hpp"

namespace sealwright::errors {

inline constexpr ErrorSpec config_unreadable{
    2300, "config-unreadable", "the configuration cannot be read", "check the path and its mode"};
inline constexpr ErrorSpec config_damaged{
    2301,
    "config-damaged",
    "the compiled configuration is torn or of another release",
    "run `sealwright check-config FILE.toml --write FILE.compiled` again"};
inline constexpr ErrorSpec config_unknown_key{2302,
                                              "config-unknown-key",
                                              "the configuration has a key that does not exist",
                                              "remove it or correct its spelling"};
inline constexpr ErrorSpec config_value{2303,
                                        "config-value",
                                        "a value of the configuration is missing or not allowed",
                                        "see the reference of the configuration"};
inline constexpr ErrorSpec config_syntax{2304,
                                         "config-syntax",
                                         "the configuration is not valid TOML",
                                         "correct the named line; toml.io shows the form"};
inline constexpr ErrorSpec config_line_unreadable{
    2340,
    "config-line-unreadable",
    "a line of the vault's configuration, or of its environment, cannot be read for certain",
    "write the named line in a plainer form; the vault's own reader is `bao operator "
    "validate-config`"};

inline constexpr ErrorSpec agent_config_damaged{
    2341,
    "agent-config-damaged",
    "the agent's compiled configuration is torn, or it is no such file",
    "run `sealwright check-config --agent FILE.toml --write FILE.conf` again"};

}  // namespace sealwright::errors
