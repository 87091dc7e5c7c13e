#include "vault_arguments.hpp"

namespace sealwright::cli {

VaultArguments::VaultArguments(CommandLine& line) : line_(line) {
    add_vault();
}

void VaultArguments::add_vault() {
    auto* vault = line_.noun("vault", "The vaults that this service seals");
    auto* add = line_.verb(vault, "add", "Enrol a vault", vault_add_);
    add->add_option("NAME", vault_add_.name)->required();
    add->add_option("--mount", vault_add_.mount, "Its seal's mount_path")->capture_default_str();
    add->add_option("--key", vault_add_.key, "Its seal's key_name (default: NAME)");
    add->add_option("--id", vault_add_.id, "The id that the tokens' `vaults` already allow");
    add->add_option("--class", vault_add_.vault_class, "production needs a founded installation")
        ->type_name("trying|production");

    auto* allow = line_.verb(
        vault, "allow-init", "Open the window for `bao operator init`", vault_allow_init_);
    allow->add_option("NAME", vault_allow_init_.name)->required();
    allow->add_option("--for", vault_allow_init_.duration, "As 90s, 10m or 24h")
        ->type_name("DURATION")
        ->capture_default_str();

    add_vault_acts(vault);
    line_.verb(vault, "status", "One vault, or all", vault_status_)
        ->add_option("NAME", vault_status_.name);

    add_seal_config(vault);
}

void VaultArguments::add_vault_acts(CLI::App* vault) {
    auto* restore = line_.verb(
        vault, "allow-restore", "Open the window for restoring a snapshot", vault_allow_restore_);
    restore->add_option("NAME", vault_allow_restore_.name)->required();
    restore->add_option("--for", vault_allow_restore_.duration, "As 90s, 10m or 24h")
        ->type_name("DURATION")
        ->capture_default_str();

    line_.verb(vault, "rotate-key", "Make a new version of a vault's seal key", vault_rotate_key_)
        ->add_option("NAME", vault_rotate_key_.name)
        ->required();
    auto* retire = line_.verb(vault,
                              "retire-version",
                              "Destroy an old version that nothing presents any more",
                              vault_retire_version_);
    retire->add_option("NAME", vault_retire_version_.name)->required();
    retire->add_option("N", vault_retire_version_.version, "The version")
        ->check(CLI::Range(1U, 4'294'967'295U).description(""))
        ->required();
    retire->add_flag("--drop-snapshots",
                     vault_retire_version_.drop_snapshots,
                     "Snapshots taken under it may become useless");

    auto* hold = line_.verb(vault, "hold", "Release nothing that opens or makes root", vault_hold_);
    hold->add_option("NAME", vault_hold_.name)->required();
    hold->add_option("--reason", vault_hold_.reason, "Why; for the journal and for `vault status`")
        ->type_name("TEXT")
        ->required();
    auto* lift = line_.verb(vault, "lift", "End a hold", vault_lift_);
    lift->add_option("NAME", vault_lift_.name)->required();
    lift->add_option("--reason", vault_lift_.reason, "Why; for the journal")
        ->type_name("TEXT")
        ->required();
}

// One verb for both: what it printed, and what became of it in the vault's file.
void VaultArguments::add_seal_config(CLI::App* vault) {
    auto* stanza =
        vault->add_subcommand("seal-config", "Print the vault's seal stanza, or lint its file");
    stanza->add_option("NAME", seal_config_.name)->required();
    auto* certificate =
        stanza
            ->add_option("--client-cert", seal_config_.client_certificate, "The node's certificate")
            ->type_name("FILE");
    auto* key =
        stanza->add_option("--client-key", seal_config_.client_key, "Its key")->type_name("FILE");
    stanza->add_option("--address", seal_config_.address, "Where the vault reaches this service")
        ->type_name("https://HOST:PORT");
    auto* authority =
        stanza->add_option("--ca-cert", seal_config_.authority, "The service's authority")
            ->type_name("FILE");
    stanza->add_option("--config", seal_config_.config, "The service's TOML file, for both")
        ->type_name("FILE")
        ->capture_default_str();
    auto* lint = stanza->add_option("--lint", seal_lint_.file, "Lint this file; `-`: stdin")
                     ->type_name("FILE")
                     ->excludes(certificate)
                     ->excludes(key)
                     ->excludes(authority);
    stanza->add_option("--environ", seal_lint_.environ, "As /proc/PID/environ of the vault")
        ->type_name("FILE")
        ->needs(lint);
    stanza->callback([this, lint] {
        line_.choose(seal_config_);
        if (lint->count() == 0) return;
        seal_lint_.name = seal_config_.name;
        seal_lint_.address = seal_config_.address;
        seal_lint_.config = seal_config_.config;
        line_.choose(seal_lint_);
    });
}

}  // namespace sealwright::cli
