// VaultArguments: what stands behind `vault`. Process: cli.
// Spec: docs/reference/commands.md.
#pragma once

#include "command_line.hpp"

namespace sealwright::cli {

class VaultArguments {
public:
    explicit VaultArguments(CommandLine& line);

private:
    void add_vault();
    void add_vault_acts(CLI::App* vault);
    void add_seal_config(CLI::App* vault);

    CommandLine& line_;
    VaultAdd vault_add_;
    VaultAllowInit vault_allow_init_;
    VaultAllowRestore vault_allow_restore_;
    VaultRotateKey vault_rotate_key_;
    VaultRetireVersion vault_retire_version_;
    VaultHold vault_hold_;
    VaultLift vault_lift_;
    VaultStatus vault_status_;
    VaultSealConfig seal_config_{"", "", "", "", "", default_config};
    VaultSealLint seal_lint_;
};

}  // namespace sealwright::cli
