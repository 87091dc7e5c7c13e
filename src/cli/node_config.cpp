// `node agent-config`: for a node that is invited already, by whoever may look at it.
#include "node_config.hpp"

#include "contexts.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "names.hpp"
#include "run.hpp"
#include "sealwright/config/toml.hpp"
#include "service.hpp"
#include "vaults.hpp"

namespace sealwright::cli {
namespace {

constexpr mode_t readable_by_all = 0644;

}  // namespace

std::string AgentConfig::toml() const {
    std::string list;
    for (const auto& address : addresses) list += (list.empty() ? "\"" : ", \"") + address + "\"";
    return "# Written by `sealwright`. Nothing in it is a secret.\n"
           "[service]\nkey = \"" +
           verifier_key + "\"\naddresses = [" + list + "]\n\n" + "[node]\nid = \"" + node +
           "\"\nvault = \"" + vault + "\"\nstate = \"/var/lib/sealwright-agent\"\nevidence = \"" +
           std::string(evidence) + "\"\n" + (provider_key ? "endorsement = \"provider\"\n" : "") +
           "\n" +
           "[transit]\nsocket = \"/run/sealwright/transit.sock\"\nuser = \"openbao\"\nmount = \"" +
           mount + "\"\nkey = \"" + key + "\"\n";
}

Outcome<std::vector<std::string>> agent_addresses(const AgentAddresses& wanted,
                                                  const Settings& settings) {
    if (!wanted.named.empty()) return wanted.named;
    TRY(context, context_in_use(settings));
    if (context && context->address && !wanted.is_peer) {
        return std::vector{config::str_of(*context->address)};
    }
    TRY(checked, config::check_toml(wanted.config));
    const auto& config = checked.config;
    if (wanted.is_peer) return std::vector{"unix://" + config.socket("node")};
    auto host = config.listen_address;
    const bool is_any = host == "0.0.0.0" || host == "::";
    if (is_any && config.names.empty()) return Error(errors::cli_address_missing);
    if (is_any) host = config.names.front();
    if (host.find(':') != std::string::npos) host = "[" + host + "]";
    return std::vector{host + ":" + std::to_string(config.listen_port)};
}

Result<void> check_free(const std::string& file) {
    if (file_exists(file)) return Error(errors::cli_file_there, {fact("file", file)});
    return done;
}

Result<void> write_agent_config(const std::string& file, const AgentConfig& config) {
    const auto text = config.toml();
    return write_file(file, view_of(text), {readable_by_all});
}

Outcome<Answer> run(const NodeAgentConfig& command, const Settings& settings) {
    TRY(require_name("vault", command.vault));
    TRY(require_name("node", command.node));
    TRY(check_free(command.out));
    TRY(service, Service::connect(settings));
    TRY(node,
        service.ask<operate::NodeShown>(operate::NodeShowAsk{"", command.vault, command.node}));
    TRY(vault, find_vault(service, command.vault));
    TRY(status, service.ask<operate::Status>(operate::StatusAsk{}));
    const auto is_peer = node.kind == claims::EvidenceKind::unix_peer;
    TRY(addresses, agent_addresses({command.addresses, is_peer, command.config}, settings));
    const AgentConfig config{status.verifier_key,
                             addresses,
                             node.id,
                             vault.id,
                             claims::word_of(node.kind),
                             vault.mount,
                             vault.key,
                             node.provenance == claims::word_of(claims::Endorsement::provider_ak)};
    TRY(write_agent_config(command.out, config));
    auto answer = answer_of(settings,
                            Json::object({{"file", Json::text(command.out)},
                                          {"node", Json::text(node.id)},
                                          {"vault", Json::text(vault.id)}}),
                            "");
    answer.talk = "Written: " + command.out +
                  ". On the node: sealwright check-config --agent FILE.toml --write FILE.conf\n";
    return answer;
}

}  // namespace sealwright::cli
