// VaultArguments and RootArguments: what stands behind `vault` and behind `root`. Process: cli.
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

class RootArguments {
public:
    // Behind VaultArguments, whose noun it adds to.
    explicit RootArguments(CommandLine& line);

private:
    void add_claims(CLI::App* vault);
    void add_root();
    void add_by_itself(CLI::App* root);
    void add_statement(CLI::App* root);

    CommandLine& line_;
    VaultClaim init_{"", "1h", "", true};
    VaultClaim adopt_{"", "1h", "", false};
    VaultLoginConfig login_config_;
    RootRotate rotate_;
    RootLook look_;
    RootSchedule schedule_;
    RootRequest request_;
    RootShow show_;
    RootStatement statement_;
    RootVerify verify_;
};

}  // namespace sealwright::cli
