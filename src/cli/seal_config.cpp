#include "certificates.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "names.hpp"
#include "run.hpp"
#include "sealwright/config/toml.hpp"
#include "vaults.hpp"

#include <algorithm>

namespace sealwright::cli {
namespace {

struct Stanza {
    std::string address;
    std::string authority;  // Empty: the vault's host trusts the certificate already.
    operate::VaultInfo vault;
    std::string certificate;
    std::string key;
};

// HCL's quoted string; `${` would be a template.
Result<std::string> quoted(std::string_view text) {
    std::string out = "\"";
    for (const auto letter : text) {
        if (letter < 0x20 || letter > 0x7e || letter == '$' || letter == '%') {
            return Error(errors::cli_usage, {fact("not allowed in a stanza", text)});
        }
        if (letter == '"' || letter == '\\') out += '\\';
        out += letter;
    }
    return out + "\"";
}

Result<std::string> render(const Stanza& stanza) {
    std::string text = "seal \"transit\" {\n";
    const auto add = [&text](std::string name, std::string_view value) -> Result<void> {
        TRY(shown, quoted(value));
        name.resize(21, ' ');
        text += "  " + name + " = " + shown + "\n";
        return done;
    };
    TRY(add("address", stanza.address));
    TRY(add("mount_path", stanza.vault.mount + "/"));
    TRY(add("key_name", stanza.vault.key));
    if (!stanza.authority.empty()) TRY(add("tls_ca_cert", stanza.authority));
    TRY(add("tls_client_cert", stanza.certificate));
    TRY(add("tls_client_key", stanza.key));
    TRY(add("disable_renewal", "true"));
    // The vault's own 10 minutes are too seldom to be warned before its next restart.
    TRY(add("health_check_interval", "1m"));
    return text + "}\n";
}

// A vault checks the certificate's names, so the address is one of them: the listening one when it
// is among them, else the first.
Result<std::string> address_of(const config::Config& config) {
    auto host = config.listen_address;
    const auto named = std::find(config.names.begin(), config.names.end(), host);
    if (named == config.names.end()) {
        if (config.names.empty()) return errors::cli_address_missing;
        host = config.names.front();
    }
    if (host.find(':') != std::string::npos) host = "[" + host + "]";
    return "https://" + host + ":" + std::to_string(config.listen_port);
}

Result<void> check_address(const std::string& address) {
    if (address.starts_with("https://") && address.size() > 8) return done;
    return Error(errors::cli_usage,
                 {fact("address", address), fact("allowed", "https://HOST:PORT")});
}

// Not required of the verb, because its other half, --lint, does without.
Result<void> require_option(std::string_view name, const std::string& value) {
    if (!value.empty()) return done;
    return Error(errors::cli_usage, {fact("missing", name), fact("or", "--lint FILE")});
}

// What the command line leaves out comes from the configuration.
Result<void> complete(Stanza& stanza, const std::string& path) {
    if (!stanza.address.empty() && !stanza.authority.empty()) return done;
    if (!file_exists(path)) {
        // An address alone will do: its certificate may come from an authority that the host
        // trusts.
        if (!stanza.address.empty()) return done;
        return Error(errors::cli_address_missing, {fact("config", path)});
    }
    TRY(config, config::read_toml(path));
    if (stanza.address.empty()) {
        TRY(address, address_of(config));
        stanza.address = address;
    }
    if (stanza.authority.empty()) stanza.authority = certificates_of(config).authority.certificate;
    return done;
}

}  // namespace

Outcome<Answer> run(const VaultSealConfig& command, const Settings& settings) {
    TRY(require_name("vault", command.name));
    TRY(require_option("--client-cert", command.client_certificate));
    TRY(require_option("--client-key", command.client_key));
    Stanza stanza;
    stanza.address = command.address;
    if (!command.authority.empty()) stanza.authority = absolute_path(command.authority);
    stanza.certificate = absolute_path(command.client_certificate);
    stanza.key = absolute_path(command.client_key);
    TRY(complete(stanza, command.config));
    TRY(check_address(stanza.address));
    TRY(service, Service::connect(settings));
    TRY(vault, find_vault(service, command.name));
    stanza.vault = vault;
    TRY(text, render(stanza));
    auto answer = answer_of(settings, Json::object({{"stanza", Json::text(text)}}), text);
    if (stanza.authority.empty()) {
        answer.talk =
            "No --ca-cert: the vault's host must trust the service's certificate by itself.\n";
    }
    return answer;
}

}  // namespace sealwright::cli
