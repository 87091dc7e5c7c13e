#include "sealwright/config/toml/agent.hpp"

#include "file.hpp"
#include "rules.hpp"
#include "sealwright/config/errors.hpp"
#include "section.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

namespace sealwright::config {
namespace {

using claims::EvidenceKind;
using toml_form::Account;
using toml_form::Findings;
using toml_form::Section;

constexpr std::size_t socket_path_max = 107;  // Of the kernel: sun_path.

void read_key_of(Section& section, AgentConfig& config, KeyReader read_key) {
    const auto text = section.text("key");
    if (text.empty()) return;
    const auto pinned = read_key(text);
    if (!pinned) {
        section.refuse("key",
                       "it is not the service's verifier key",
                       "copy the whole line `verifier key` that `sealwright init` printed");
        return;
    }
    config.service_name = pinned->name;
    config.service_key = pinned->key;
}

bool is_socket_path(std::string_view path) {
    return path.starts_with('/') && path.size() <= socket_path_max &&
           std::filesystem::path(path).lexically_normal() == path && !path.ends_with('/');
}

std::optional<ServiceAt> service_at(std::string_view text) {
    constexpr std::string_view local = "unix://";
    if (text.starts_with(local)) {
        const auto path = text.substr(local.size());
        if (!is_socket_path(path)) return std::nullopt;
        return ServiceAt{std::string(path), 0};
    }
    const auto address = toml_form::named_address(text);
    if (!address) return std::nullopt;
    return ServiceAt{address->host, address->port};
}

void read_service(Section& document, AgentConfig& config, const Host& host, KeyReader read_key) {
    auto section = document.inner("service", true);
    section.only({"key", "addresses", "authority"});
    read_key_of(section, config, read_key);
    const auto texts = section.texts("addresses");
    if (texts.empty() || texts.size() > services_max) {
        section.refuse("addresses", "it has no address, or more than 8", "write 1 to 8 of them");
    }
    for (const auto& text : texts) {
        const auto service = service_at(text);
        if (service) config.services.push_back(*service);
        if (service) continue;
        section.refuse("addresses",
                       "an entry is not a host and a port, nor a local socket",
                       "write \"10.0.0.5:8443\", \"[2001:db8::5]:8443\", \"name:8443\", or with "
                       "\"unix-peer\" \"unix:///run/sealwright/node.sock\"");
    }
    if (!section.has("authority")) return;
    config.authority = toml_form::absolute_path(section, "authority");
    if (config.authority.empty() || host.file(config.authority)) return;
    section.refuse("authority",
                   "there is no such file",
                   "copy the service's tls/ca.pem there, or leave the key out: the service proves "
                   "itself by `key`");
}

template <class SomeId>
SomeId read_id(Section& section, std::string_view key, std::string_view advice) {
    const auto text = section.text(key);
    const auto id = SomeId::parse(text);
    if (!id && !text.empty()) section.refuse(key, "it is not an id of that kind", advice);
    return id ? *id : SomeId();
}

void read_evidence(Section& section, AgentConfig& config) {
    const auto word = section.text("evidence");
    const auto kind = claims::evidence_kind_named(word);
    const bool is_known = kind && *kind != EvidenceKind::channel_certificate;
    if (!is_known) {
        section.refuse("evidence",
                       "it is no kind of evidence that an agent has",
                       "write \"tpm2\", \"pinned-key\" or \"unix-peer\"");
        return;
    }
    config.evidence = *kind;
    const bool is_tpm = *kind == EvidenceKind::tpm2;
    for (const auto* const key : {"tpm", "endorsement", "event_log"}) {
        if (is_tpm || !section.has(key)) continue;
        section.refuse(key, "this kind of evidence has no TPM", "leave it out, or use \"tpm2\"");
    }
    if (!is_tpm) return;
    config.tpm = section.text_or("tpm", "device:/dev/tpmrm0");
    if (!config.tpm.starts_with("device:/") && !config.tpm.starts_with("swtpm:")) {
        section.refuse("tpm",
                       "a TPM is not reached that way",
                       "write \"device:/dev/tpmrm0\", or for trying \"swtpm:path=/run/x.sock\"");
    }
    const auto endorsement = section.text_or("endorsement", "own");
    config.provider_key = endorsement == "provider";
    if (!config.provider_key && endorsement != "own") {
        section.refuse("endorsement",
                       "nobody vouches for a TPM that way",
                       "write \"own\" for the TPM's own endorsement key, certified or pinned, or "
                       "\"provider\" for the attestation key that a cloud left in it");
    }
    if (!section.has("event_log")) return;
    const bool is_none = section.text("event_log") == event_log_none;
    config.event_log =
        is_none ? std::string(event_log_none) : toml_form::absolute_path(section, "event_log");
}

// What the kernel says of a user is known at the service's local socket only.
void check_ways(Section& section, const AgentConfig& config) {
    const bool is_peer = config.evidence == EvidenceKind::unix_peer;
    const auto fits = [&](const ServiceAt& at) { return at.is_local() == is_peer; };
    if (config.services.empty() || std::ranges::all_of(config.services, fits)) return;
    section.refuse(
        "evidence",
        "it does not fit `service.addresses`",
        "\"unix-peer\" goes with \"unix:///run/sealwright/node.sock\" and nothing else, the "
        "other kinds with a host and a port");
}

void read_node(Section& document, AgentConfig& config) {
    auto section = document.inner("node", true);
    section.only({"id", "vault", "state", "evidence", "tpm", "endorsement", "event_log"});
    config.node = read_id<NodeId>(
        section, "id", "copy the id that `sealwright node enrol` printed on the service's host");
    config.vault = read_id<VaultId>(
        section, "vault", "copy the id from `sealwright vault list` on the service's host");
    config.state = toml_form::absolute_path(section, "state");
    read_evidence(section, config);
    check_ways(section, config);
}

// A mount may have several segments, a key name has one; the strict reader knows no others.
void check_path_part(Section& section, std::string_view key, std::string& text, bool slashes) {
    text = section.text(key);
    const auto legal = [&](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') ||
               std::string_view("._~-").find(letter) != std::string_view::npos ||
               (slashes && letter == '/');
    };
    constexpr std::size_t part_max = 128;
    const bool is_odd = text.size() > part_max || !std::ranges::all_of(text, legal) ||
                        text.starts_with('/') || text.ends_with('/') ||
                        text.find("//") != std::string::npos;
    if (text.empty() || !is_odd) return;
    section.refuse(key,
                   "the vault cannot ask at such a path",
                   "write at most 128 letters, digits and . _ ~ -");
}

void read_transit(Section& document, AgentConfig& config, const Host& host) {
    auto section = document.inner("transit", true);
    section.only({"socket", "user", "mount", "key"});
    config.socket = toml_form::absolute_path(section, "socket");
    if (config.socket.size() > socket_path_max) {
        section.refuse("socket", "its path is longer than 107 bytes", "choose a shorter folder");
    }
    config.vault_uid = toml_form::account(section, "user", "openbao", Account::user, host);
    check_path_part(section, "mount", config.mount, true);
    check_path_part(section, "key", config.key, false);
}

constexpr std::string_view by_tls = "https://";
constexpr std::string_view by_socket = "unix://";

bool is_vault_address(std::string_view text) {
    if (text.starts_with(by_socket)) return is_socket_path(text.substr(by_socket.size()));
    return text.starts_with(by_tls) && toml_form::named_address(text.substr(by_tls.size()));
}

void read_vault(Section& document, AgentConfig& config, const Host& host) {
    if (!document.has("vault")) return;
    auto section = document.inner("vault", true);
    section.only({"address", "authority"});
    config.vault_address = section.text("address");
    if (!config.vault_address.empty() && !is_vault_address(config.vault_address)) {
        section.refuse("address",
                       "it is no address of a vault's listener",
                       "write \"https://127.0.0.1:8200\" or \"unix:///run/openbao/own.sock\"");
    }
    const bool is_tls = config.vault_address.starts_with(by_tls);
    if (!is_tls) {
        if (!section.has("authority")) return;
        section.refuse("authority", "a local socket has no certificate", "leave it out");
        return;
    }
    config.vault_authority = toml_form::absolute_path(section, "authority");
    if (config.vault_authority.empty() || host.file(config.vault_authority)) return;
    section.refuse("authority",
                   "there is no such file",
                   "name the PEM file of the authority that issued the vault's own certificate");
}

void warn(Findings& findings, const AgentConfig& config) {
    if (config.vault_uid == 0) {
        findings.warn("transit.user: root may ask, so every program of root's may");
    }
    if (config.evidence == EvidenceKind::unix_peer) {
        findings.warn(
            "node.evidence: every program that the agent's user runs on the service's host is this "
            "node; give the agent a user of its own");
    }
    if (config.evidence == EvidenceKind::pinned_key) {
        findings.warn("node.evidence: the node's key will lie in " + config.key_file() +
                      "; whoever copies this disk is this node");
    }
}

}  // namespace

Result<CheckedAgent> parse_agent_toml(std::string_view text, const Host& host, KeyReader read_key) {
    TRY(table, toml_form::parse_document(text));
    Findings findings;
    Section document("", table, 1, findings);
    document.only({"service", "node", "transit", "vault"});

    CheckedAgent result;
    read_service(document, result.config, host, read_key);
    read_node(document, result.config);
    read_transit(document, result.config, host);
    read_vault(document, result.config, host);
    if (findings.failed()) return *findings.first();
    warn(findings, result.config);
    result.warnings = findings.take_warnings();
    return result;
}

Result<CheckedAgent> check_agent_toml(const std::string& path, KeyReader read_key) {
    TRY(text, toml_form::read_file(path));
    return parse_agent_toml(text, SystemHost{}, read_key);
}

}  // namespace sealwright::config
