#include "arguments.hpp"

#include "errors.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace sealwright::cli {
namespace {

constexpr const char* default_config = "/etc/sealwright/sealwright.toml";

// CLI11 writes what it reads into `settings` and the structs here; the last matching callback says
// which command it was.
class CommandLine {
public:
    CommandLine();

    std::variant<Invocation, Answer> parse(int count, char** words);

private:
    CLI::App* noun(const std::string& name, const std::string& what);
    template <class Chosen>
    CLI::App* verb(CLI::App* under, const std::string& name, const std::string& what, Chosen& into);

    void add_globals();
    void add_service();
    void add_token();
    void add_vault();
    void add_vault_acts(CLI::App* vault);
    void add_seal_config(CLI::App* vault);
    void add_node();
    void add_certificate();
    void add_journal();
    void add_journal_archive(CLI::App* journal);

    CLI::App app_{
        "Seals vaults with split, HSM-wrapped keys.\n"
        "Each command says more about itself: sealwright COMMAND --help."};
    Settings settings_;
    Command command_ = ShowStatus{};

    CheckConfig check_config_;
    Init init_{false, default_config};
    ShowStatus status_;
    TokenStatus token_status_;
    TokenAct enrol_{"", operate::TokenVerb::enrol};
    TokenAct start_{"", operate::TokenVerb::start};
    TokenAct stop_{"", operate::TokenVerb::stop};
    TokenLogin login_;
    std::string login_source_;
    int login_descriptor_ = -1;
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
    NodeAdd node_add_;
    NodeRevoke node_revoke_;
    NodeList node_list_;
    CertificateRenew renew_{default_config, ""};
    JournalShow show_;
    JournalExport export_;
    JournalArchive archive_;
    JournalVerify verify_;
    Explain explain_;
    ErrorReference error_reference_;
};

CommandLine::CommandLine() {
    app_.name("sealwright");
    app_.fallthrough();
    app_.require_subcommand(1);
    add_globals();
    add_service();
    add_token();
    add_vault();
    add_node();
    add_certificate();
    add_journal();
}

void CommandLine::add_globals() {
    app_.add_option("--socket", settings_.socket, "The service's operator socket")
        ->envname("SEALWRIGHT_SOCKET")
        ->type_name("PATH")
        ->capture_default_str();
    const std::map<std::string, Format> formats{{"table", Format::table}, {"json", Format::json}};
    app_.add_option("--format", settings_.format, "table for people, json for programs")
        ->transform(CLI::CheckedTransformer(formats).description(""))
        ->type_name("table|json");
    app_.set_version_flag("--version", "sealwright " SEALWRIGHT_VERSION);
}

CLI::App* CommandLine::noun(const std::string& name, const std::string& what) {
    auto* made = app_.add_subcommand(name, what);
    made->require_subcommand(1);
    return made;
}

template <class Chosen>
CLI::App* CommandLine::verb(CLI::App* under,
                            const std::string& name,
                            const std::string& what,
                            Chosen& into) {
    auto* made = under->add_subcommand(name, what);
    made->callback([this, &into] { command_ = into; });
    return made;
}

void CommandLine::add_service() {
    auto* check =
        verb(&app_, "check-config", "Check a configuration, and compile it", check_config_);
    check->add_option("FILE", check_config_.file, "The TOML file")->required();
    check->add_option("--write", check_config_.write, "Write the compiled form here")
        ->type_name("OUT");

    auto* init = verb(&app_, "init", "Found an installation: keys, certificates, journal", init_);
    init->add_flag("--solo", init_.solo, "One operator decides alone; for trying");
    init->add_option("--config", init_.config, "The service's TOML file")
        ->type_name("FILE")
        ->capture_default_str();

    auto* status =
        verb(&app_, "status", "What works, what is missing, and the next command", status_);
    auto* can_unseal = status->add_option(
        "--can-unseal", status_.can_unseal, "Whether this vault's nodes may be restarted");
    can_unseal->type_name("VAULT");
    status->add_flag("--now", status_.now, "Try each subset of tokens first")->needs(can_unseal);

    auto* explain =
        verb(&app_, "explain", "Say in words what an entry or an error means", explain_);
    explain->add_option("ID", explain_.id, "entry-42, E1600 or journal-broken")->required();

    verb(&app_, "error-reference", "Print the reference page of all errors", error_reference_)
        ->group("");
}

void CommandLine::add_token() {
    auto* token = noun("token", "The PKCS#11 tokens that hold the shares' keys");
    verb(token, "status", "Every token's state", token_status_);
    verb(token, "enrol", "Make a token's key, before init", enrol_)
        ->add_option("NAME", enrol_.name)
        ->required();
    verb(token, "start", "Start a token's process", start_)
        ->add_option("NAME", start_.name)
        ->required();
    verb(token, "stop", "Stop a token's process until `token start`", stop_)
        ->add_option("NAME", stop_.name)
        ->required();

    auto* login = token->add_subcommand("login", "Give a token its PIN, sealed to its process");
    login->add_option("NAME", login_.name)->required();
    auto* source =
        login->add_option("SOURCE", login_source_, "`-`: read the PIN from stdin")->type_name("-");
    source->check(CLI::IsMember({"-"}).description(""));
    login->add_option("--from-fd", login_descriptor_, "Read the PIN from this descriptor")
        ->type_name("N")
        ->check(CLI::NonNegativeNumber)
        ->excludes(source);
    login->callback([this] {
        if (!login_source_.empty()) login_.descriptor = 0;
        if (login_descriptor_ >= 0) login_.descriptor = login_descriptor_;
        command_ = login_;
    });
}

void CommandLine::add_vault() {
    auto* vault = noun("vault", "The vaults that this service seals");
    auto* add = verb(vault, "add", "Enrol a vault", vault_add_);
    add->add_option("NAME", vault_add_.name)->required();
    add->add_option("--mount", vault_add_.mount, "Its seal's mount_path")->capture_default_str();
    add->add_option("--key", vault_add_.key, "Its seal's key_name (default: NAME)");
    add->add_option("--id", vault_add_.id, "The id that the tokens' `vaults` already allow");

    auto* allow =
        verb(vault, "allow-init", "Open the window for `bao operator init`", vault_allow_init_);
    allow->add_option("NAME", vault_allow_init_.name)->required();
    allow->add_option("--for", vault_allow_init_.duration, "As 90s, 10m or 24h")
        ->type_name("DURATION")
        ->capture_default_str();

    add_vault_acts(vault);
    verb(vault, "status", "One vault, or all", vault_status_)
        ->add_option("NAME", vault_status_.name);

    add_seal_config(vault);
}

// One verb for both: what it printed, and what became of it in the vault's file.
void CommandLine::add_seal_config(CLI::App* vault) {
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
        command_ = seal_config_;
        if (lint->count() == 0) return;
        seal_lint_.name = seal_config_.name;
        seal_lint_.address = seal_config_.address;
        seal_lint_.config = seal_config_.config;
        command_ = seal_lint_;
    });
}

void CommandLine::add_vault_acts(CLI::App* vault) {
    auto* restore = verb(
        vault, "allow-restore", "Open the window for restoring a snapshot", vault_allow_restore_);
    restore->add_option("NAME", vault_allow_restore_.name)->required();
    restore->add_option("--for", vault_allow_restore_.duration, "As 90s, 10m or 24h")
        ->type_name("DURATION")
        ->capture_default_str();

    verb(vault, "rotate-key", "Make a new version of a vault's seal key", vault_rotate_key_)
        ->add_option("NAME", vault_rotate_key_.name)
        ->required();
    auto* retire = verb(vault,
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

    auto* hold = verb(vault, "hold", "Release nothing that opens or makes root", vault_hold_);
    hold->add_option("NAME", vault_hold_.name)->required();
    hold->add_option("--reason", vault_hold_.reason, "Why; for the journal and for `vault status`")
        ->type_name("TEXT")
        ->required();
    auto* lift = verb(vault, "lift", "End a hold", vault_lift_);
    lift->add_option("NAME", vault_lift_.name)->required();
    lift->add_option("--reason", vault_lift_.reason, "Why; for the journal")
        ->type_name("TEXT")
        ->required();
}

void CommandLine::add_node() {
    auto* node = noun("node", "The nodes of a vault, each known by its certificate");
    auto* add = verb(node, "add", "Let a node ask for its vault", node_add_);
    add->add_option("VAULT", node_add_.vault)->required();
    add->add_option("NODE", node_add_.node)->required();
    add->add_option("--cert", node_add_.certificate, "Its client certificate, PEM")
        ->type_name("FILE")
        ->required();

    auto* revoke = verb(node, "revoke", "Refuse a node from its next ask on", node_revoke_);
    revoke->add_option("VAULT", node_revoke_.vault)->required();
    revoke->add_option("NODE", node_revoke_.node)->required();

    verb(node, "list", "Every node of every vault", node_list_);
}

void CommandLine::add_certificate() {
    auto* certificate = noun("certificate", "The certificate that this service shows to vaults");
    auto* renew = verb(certificate, "renew", "Issue it again, with the same key", renew_);
    renew->add_option("--config", renew_.config, "The service's TOML file")
        ->type_name("FILE")
        ->capture_default_str();
    renew->add_option("--ca-key", renew_.authority_key, "The authority's key (default: tls/ca.key)")
        ->type_name("FILE");
}

void CommandLine::add_journal_archive(CLI::App* journal) {
    auto* archive = verb(journal, "archive", "Move old entries into a file", archive_);
    auto* which = archive->add_option_group("which", "Which entries go");
    which->add_option("--before", archive_.before, "Those before this day, or this time (UTC)")
        ->type_name("DATE");
    which->add_option("--keep", archive_.keep, "All but this many of the newest")
        ->type_name("N")
        ->check(CLI::PositiveNumber.description(""));
    which->require_option(1);
    archive->add_option("--output", archive_.output, "The file, which must not be there yet")
        ->type_name("FILE")
        ->required();
}

void CommandLine::add_journal() {
    constexpr std::uint32_t last_max = 65'536;
    auto* journal = noun("journal", "What was done and refused, chained and signed");
    auto* show = verb(journal, "show", "The newest entries, or those from an entry on", show_);
    show->add_option("--last", show_.last, "How many")
        ->type_name("N")
        ->check(CLI::Range(std::uint32_t{1}, last_max).description(""))
        ->capture_default_str();
    show->add_option("--from", show_.from, "The first entry")->type_name("N");

    verb(journal, "export", "Write the whole chain to a file", export_)
        ->add_option("FILE", export_.file)
        ->required();

    add_journal_archive(journal);

    auto* verify =
        verb(journal, "verify", "Check an export, and its archives; needs no service", verify_);
    verify->add_option("FILE", verify_.files)->required();
    verify->add_option("--key", verify_.key, "The verifier key that init printed")
        ->type_name("VKEY");
}

bool wants_json(int count, char** words) {
    std::string before;
    for (int index = 1; index < count; ++index) {
        const std::string word = words[index];
        if (word == "--format=json" || (before == "--format" && word == "json")) return true;
        before = word;
    }
    return false;
}

std::variant<Invocation, Answer> CommandLine::parse(int count, char** words) {
    try {
        app_.parse(count, words);
    } catch (const CLI::Success& asked) {
        std::ostringstream data;
        app_.exit(asked, data, data);
        return Answer{Exit::ok, data.str(), ""};
    } catch (const CLI::Error& error) {
        const Error refused(errors::cli_usage, {fact("why", std::string_view(error.what()))});
        Settings settings;
        if (wants_json(count, words)) settings.format = Format::json;
        return answer_of(settings, Failure(refused));
    }
    return Invocation{settings_, command_};
}

}  // namespace

std::variant<Invocation, Answer> parse_arguments(int count, char** words) {
    CommandLine line;
    return line.parse(count, words);
}

}  // namespace sealwright::cli
