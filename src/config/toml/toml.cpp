#include "sealwright/config/toml.hpp"

#include "document.hpp"
#include "file.hpp"
#include "policy.hpp"
#include "rules.hpp"
#include "sealwright/config/errors.hpp"
#include "section.hpp"
#include "tokens.hpp"

#include <algorithm>

namespace sealwright::config {
namespace {

using toml_form::Account;
using toml_form::Findings;
using toml_form::Section;

constexpr std::size_t owner_max = 64;

bool is_owner(const std::string& text) {
    const auto legal = [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') ||
               std::string_view(" ._@+-").find(letter) != std::string_view::npos;
    };
    return text.size() <= owner_max && std::ranges::all_of(text, legal);
}

void read_installation(Section& document, Config& config) {
    auto section = document.inner("installation", true);
    section.only({"environment", "owner", "state", "run"});
    config.environment = toml_form::name(section, "environment");
    config.owner = section.text("owner");
    if (!is_owner(config.owner)) {
        section.refuse("owner",
                       "it stands in every journal entry, where everybody reads it",
                       "write at most 64 letters, digits, spaces and . _ @ + -");
    }
    config.state = toml_form::absolute_path(section, "state");
    config.run = toml_form::absolute_path(section, "run");
    if (!config.run.empty() && config.run == config.state) {
        section.refuse("run", "it is the folder of the state too", "give the sockets their own");
    }
}

void read_users(Section& document, Config& config, const Host& host) {
    auto section = document.inner("users", false);
    section.only({"front", "keeper", "depot", "verifier", "operators"});
    const auto user = [&](std::string_view key, std::string_view otherwise) {
        return toml_form::account(section, key, otherwise, Account::user, host);
    };
    config.front_uid = user("front", "sealwright-front");
    config.keeper_uid = user("keeper", "sealwright-keeper");
    config.depot_uid = user("depot", "sealwright-depot");
    config.verifier_uid = user("verifier", "sealwright-verifier");
    config.operators_gid =
        toml_form::account(section, "operators", "sealwright", Account::group, host);
}

void read_listen(Section& document, Config& config) {
    auto section = document.inner("listen", true);
    section.only({"address", "names", "certificate", "key"});
    auto address = toml_form::address(section, "address");
    config.listen_address = std::move(address.host);
    config.listen_port = address.port;
    config.names = section.texts("names");
    for (const auto& name : config.names) {
        if (toml_form::is_host_name(name)) continue;
        section.refuse("names",
                       "an entry is neither a host name nor an address",
                       "write the names by which vaults reach this service");
    }
    if (section.has("certificate") != section.has("key")) {
        section.refuse(section.has("key") ? "key" : "certificate",
                       "a certificate and its key belong together",
                       "give both, or neither: `sealwright init` then makes them");
    }
    const bool own = !section.has("certificate");
    config.certificate =
        own ? config.state + "/tls/server.pem" : toml_form::absolute_path(section, "certificate");
    config.key = own ? config.state + "/tls/server.key" : toml_form::absolute_path(section, "key");
}

// Whoever can write a root is believed about every TPM.
void read_attestation(Section& document, Config& config, const Host& host) {
    if (!document.has("attestation")) return;
    auto section = document.inner("attestation", false);
    section.only({"roots"});
    if (!section.has("roots")) return;
    config.attestation_roots = toml_form::absolute_path(section, "roots");
    if (config.attestation_roots.empty()) return;
    const auto& path = config.attestation_roots;
    const auto folder = host.file(path);
    if (!folder || folder->kind != FileFacts::Kind::folder) {
        return section.refuse("roots",
                              "there is no such folder",
                              "make it, with folders roots, intermediates and crls in it");
    }
    constexpr std::uint32_t writable_by_others = 022;
    const bool ours = folder->uid == 0 || folder->uid == host.uid();
    if (ours && (folder->mode & writable_by_others) == 0) return;
    section.refuse("roots",
                   "others than root can change whom the service believes",
                   "run `chown -R root " + path + "` and `chmod -R go-w " + path + "`");
}

// It reads what strangers send, so it may share nothing with a process that holds something.
void check_verifier(Section& document, const Config& config, const Host& host) {
    const auto uid = config.verifier_uid;
    constexpr std::uint32_t root = 0;  // sealwrightd's.
    bool shared = uid == root || uid == config.front_uid || uid == config.keeper_uid ||
                  uid == config.depot_uid;
    for (const auto& token : config.tokens) shared = shared || token.user == uid;
    if (host.uid() != 0 || document.findings().failed() || !shared) return;
    auto section = document.inner("users", false);
    section.refuse("verifier",
                   "it is the user of another process too",
                   "give sealwright-verifier a user of its own");
}

bool is_loopback(const std::string& address) {
    return address.starts_with("127.") || address == "::1";
}

void read_metrics(Section& document, Config& config) {
    if (!document.has("metrics")) return;
    auto section = document.inner("metrics", false);
    section.only({"listen"});
    auto address = toml_form::address(section, "listen");
    if (address.port == config.listen_port && address.host == config.listen_address) {
        section.refuse("listen",
                       "vaults are served there; metrics have a listener of their own",
                       "choose another port");
    }
    config.metrics_address = std::move(address.host);
    config.metrics_port = address.port;
    if (document.findings().failed() || is_loopback(config.metrics_address)) return;
    document.findings().warn(
        "metrics are served at " + config.metrics_address +
        " to everybody who reaches it: names of vaults, nodes and tokens, and how they do");
}

}  // namespace

Result<Checked> parse_toml(std::string_view text, const Host& host) {
    if (text.size() > toml_form::file_max) return errors::config_unreadable;
    TRY(table, toml_form::parse_document(text));
    Findings findings;
    Section document("", table, 1, findings);
    document.only(
        {"installation", "users", "listen", "metrics", "attestation", "policy", "tokens", "token"});

    Checked result;
    read_installation(document, result.config);
    read_users(document, result.config, host);
    read_listen(document, result.config);
    read_metrics(document, result.config);
    read_attestation(document, result.config, host);
    result.config.classes = toml_form::read_policy(document, result.config.environment);
    read_tokens(document, result.config, host);
    check_verifier(document, result.config, host);
    if (findings.failed()) return *findings.first();
    result.warnings = findings.take_warnings();
    return result;
}

Result<Checked> check_toml(const std::string& path) {
    TRY(text, toml_form::read_file(path));
    return parse_toml(text, SystemHost{});
}

Result<Config> read_toml(const std::string& path) {
    TRY(checked, check_toml(path));
    return std::move(checked.config);
}

}  // namespace sealwright::config
