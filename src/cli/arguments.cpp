#include "arguments.hpp"

#include "custody_arguments.hpp"
#include "errors.hpp"
#include "journal_arguments.hpp"
#include "node_arguments.hpp"
#include "people_arguments.hpp"
#include "policy_arguments.hpp"
#include "token_arguments.hpp"
#include "vault_arguments.hpp"

#include <map>
#include <sstream>
#include <string>

namespace sealwright::cli {
namespace {

// The commands about the service as a whole.
class ServiceArguments {
public:
    explicit ServiceArguments(CommandLine& line);

private:
    CheckConfig check_config_;
    Init init_{false, "", false, default_config};
    ShowStatus status_;
    Explain explain_;
    ErrorReference error_reference_;
};

class CertificateArguments {
public:
    explicit CertificateArguments(CommandLine& line);

private:
    CertificateRenew renew_{default_config, ""};
};

ServiceArguments::ServiceArguments(CommandLine& line) {
    auto* check = line.verb(
        &line.app(), "check-config", "Check a configuration, and compile it", check_config_);
    check->add_option("FILE", check_config_.file, "The TOML file")->required();
    check->add_option("--write", check_config_.write, "Write the compiled form here")
        ->type_name("OUT");
    check->add_flag("--agent", check_config_.agent, "It configures a sealwright-agent");

    auto* init =
        line.verb(&line.app(), "init", "Found an installation: keys, certificates, journal", init_);
    auto* solo = init->add_flag("--solo", init_.solo, "One operator decides alone; for trying");
    auto* founders =
        init->add_option("--founders", init_.founders, "The roster of those who will decide")
            ->type_name("FILE")
            ->excludes(solo);
    init->add_flag("--abandon", init_.abandon, "Give up a founding that is under way")
        ->excludes(solo)
        ->excludes(founders);
    init->add_option("--config", init_.config, "The service's TOML file")
        ->type_name("FILE")
        ->capture_default_str();

    auto* status = line.verb(
        &line.app(), "status", "What works, what is missing, and the next command", status_);
    auto* can_unseal = status->add_option(
        "--can-unseal", status_.can_unseal, "Whether this vault's nodes may be restarted");
    can_unseal->type_name("VAULT");
    status->add_flag("--now", status_.now, "Try each subset of tokens first")->needs(can_unseal);
    status
        ->add_flag("--if-rebooted-now",
                   status_.if_rebooted,
                   "Which nodes would not be served if they booted now, and why")
        ->excludes(can_unseal);

    auto* explain =
        line.verb(&line.app(), "explain", "Say in words what an entry or an error means", explain_);
    explain
        ->add_option("ID",
                     explain_.id,
                     "entry-42, a node-…, request-… or person-… id, E1600 or journal-broken")
        ->required();

    line.verb(&line.app(),
              "error-reference",
              "Print the reference page of all errors",
              error_reference_)
        ->group("");
}

CertificateArguments::CertificateArguments(CommandLine& line) {
    auto* certificate =
        line.noun("certificate", "The certificate that this service shows to vaults");
    auto* renew = line.verb(certificate, "renew", "Issue it again, with the same key", renew_);
    renew->add_option("--config", renew_.config, "The service's TOML file")
        ->type_name("FILE")
        ->capture_default_str();
    renew->add_option("--ca-key", renew_.authority_key, "The authority's key (default: tls/ca.key)")
        ->type_name("FILE");
}

void add_globals(CommandLine& line) {
    auto& app = line.app();
    auto& settings = line.settings();
    app.add_option("--socket", settings.socket, "The service's operator socket")
        ->envname("SEALWRIGHT_SOCKET")
        ->type_name("PATH")
        ->capture_default_str();
    app.add_option(
           "--context", settings.context, "Whose service: see `context`; local: this host's")
        ->envname("SEALWRIGHT_CONTEXT")
        ->type_name("NAME");
    app.add_option("--passphrase-fd",
                   settings.passphrase_descriptor,
                   "Read the passphrase of your key from this descriptor")
        ->type_name("N");
    const std::map<std::string, Format> formats{{"table", Format::table}, {"json", Format::json}};
    app.add_option("--format", settings.format, "table for people, json for programs")
        ->transform(CLI::CheckedTransformer(formats).description(""))
        ->type_name("table|json");
    app.set_version_flag("--version", "sealwright " SEALWRIGHT_VERSION);
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

std::variant<Invocation, Answer> parse(CommandLine& line, int count, char** words) {
    try {
        line.app().parse(count, words);
    } catch (const CLI::Success& asked) {
        std::ostringstream data;
        line.app().exit(asked, data, data);
        return Answer{Exit::ok, data.str(), ""};
    } catch (const CLI::Error& error) {
        const Error refused(errors::cli_usage, {fact("why", std::string_view(error.what()))});
        Settings settings;
        if (wants_json(count, words)) settings.format = Format::json;
        return answer_of(settings, Failure(refused));
    }
    return line.invocation();
}

}  // namespace

std::variant<Invocation, Answer> parse_arguments(int count, char** words) {
    CommandLine line;
    line.app().name("sealwright");
    line.app().fallthrough();
    line.app().require_subcommand(1);
    add_globals(line);
    const ServiceArguments service(line);
    const TokenArguments token(line);
    const VaultArguments vault(line);
    const RootArguments root(line);
    const NodeArguments node(line);
    const CertificateArguments certificate(line);
    const PolicyArguments policy(line);
    const JournalArguments journal(line);
    const PeopleArguments people(line);
    const CustodyArguments custody(line);
    return parse(line, count, words);
}

}  // namespace sealwright::cli
