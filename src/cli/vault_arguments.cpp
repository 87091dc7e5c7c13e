#include "vault_arguments.hpp"

namespace sealwright::cli {
namespace {

void add_reason(CLI::App* verb, std::string& reason) {
    verb->add_option("--reason", reason, "Why; for the journal and for `root show`")
        ->type_name("TEXT")
        ->required();
}

}  // namespace

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

RootArguments::RootArguments(CommandLine& line) : line_(line) {
    add_claims(line_.app().get_subcommand("vault"));
    add_root();
}

void RootArguments::add_claims(CLI::App* vault) {
    const auto add = [&](const char* name, const char* what, VaultClaim& claim) {
        auto* verb = line_.verb(vault, name, what, claim);
        verb->add_option("NAME", claim.name)->required();
        verb->add_option("--recovery-release",
                         claim.recovery_release,
                         "Who opens its recovery key for a task: quorum (custodians) or auto")
            ->check(CLI::IsMember({"auto", "quorum"}));
        verb->add_option("--within", claim.within, "How long it may take, as 10m or 24h")
            ->type_name("DURATION")
            ->capture_default_str();
    };
    add("init", "Let a new vault initialise itself, and keep its root from the start", init_);
    add("adopt", "Take over the root of a vault that unseals by this service", adopt_);

    auto* config = line_.verb(
        vault, "login-config", "Print what lets its agent log in to the vault", login_config_);
    config->add_option("NAME", login_config_.name)->required();
    config->add_flag("--commands",
                     login_config_.commands,
                     "As `bao` commands, for a vault that is initialised already");
    config->add_flag("--any-address",
                     login_config_.any_address,
                     "Not from loopback alone: the agent comes by a unix socket");
}

void RootArguments::add_root() {
    auto* root = line_.noun("root", "The root tokens of vaults, and the keys that make them");
    auto* rotate = line_.verb(
        root, "rotate", "End every root token, and change the keys that could make one", rotate_);
    rotate->add_option("--vault", rotate_.vault, "Whose")->type_name("NAME")->required();
    add_reason(rotate, rotate_.reason);
    auto* emergency = rotate->add_flag("--emergency", rotate_.emergency, "At once");
    rotate->add_flag("--preview", rotate_.preview, "End nothing: count what would end")
        ->excludes(emergency);
    rotate->add_flag("--no-wait", rotate_.no_wait, "Ask for it, and do not wait for its end");

    auto* request =
        line_.verb(root, "request", "One root token that ends by itself, for you alone", request_);
    request->add_option("--vault", request_.vault, "Whose")->type_name("NAME")->required();
    request->add_option("--ttl", request_.ttl, "How long it lives: 1m to 4h")
        ->type_name("DURATION")
        ->capture_default_str();
    add_reason(request, request_.reason);
    request->add_flag("--show", request_.show, "Also where stdout is a terminal");

    line_.verb(root, "show", "Whose a vault's root is, and what was done last", show_)
        ->add_option("NAME", show_.name, "The vault")
        ->required();
    add_by_itself(root);
    add_statement(root);
}

void RootArguments::add_by_itself(CLI::App* root) {
    auto* look =
        line_.verb(root, "look", "End the root tokens that nobody granted, and no others", look_);
    look->add_option("NAME", look_.name, "The vault")->required();
    add_reason(look, look_.reason);
    look->add_flag("--no-wait", look_.no_wait, "Ask for it, and do not wait for its end");

    auto* schedule = line_.verb(
        root, "schedule", "When a vault is looked at and rotated with nobody asking", schedule_);
    schedule->add_option("NAME", schedule_.name, "The vault")->required();
    schedule->add_option("--rotate-every", schedule_.rotate_every, "1h to 366d, or never")
        ->type_name("INTERVAL");
    schedule->add_option("--look-every", schedule_.look_every, "1m to 7d, or never")
        ->type_name("INTERVAL");
    schedule
        ->add_option("--not-between",
                     schedule_.not_between,
                     "No rotation by itself then, in UTC, as 08:00-20:00; or never")
        ->type_name("HOURS");
}

void RootArguments::add_statement(CLI::App* root) {
    auto* statement = line_.verb(
        root, "statement", "What is known of its root tokens between two moments", statement_);
    statement->add_option("NAME", statement_.name, "The vault")->required();
    statement->add_option("--from", statement_.from, "As 2026-11-22; else the first entry")
        ->type_name("DATE");
    statement->add_option("--to", statement_.to, "As 2026-11-30T12:00:00Z; else now")
        ->type_name("DATE");
    statement->add_option("--output", statement_.output, "Write it to this file")
        ->type_name("FILE");

    auto* verify = line_.verb(
        root, "verify", "Make a statement again from the journal; needs no service", verify_);
    verify->add_option("FILE", verify_.file, "The statement")->required();
    verify->add_option("--journal", verify_.journals, "An export; repeat it for its archives")
        ->type_name("FILE")
        ->required();
    verify->add_option("--verifier", verify_.key, "The key that `init` printed")->type_name("VKEY");
}

}  // namespace sealwright::cli
