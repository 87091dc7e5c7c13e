#include "names.hpp"
#include "run.hpp"
#include "sealwright/http/certificate.hpp"
#include "service.hpp"
#include "table.hpp"
#include "vaults.hpp"

namespace sealwright::cli {
namespace {

Json json_of(const operate::NodeInfo& node) {
    return Json::object({{"id", Json::text(node.id)},
                         {"name", Json::text(node.name)},
                         {"vault", Json::text(node.vault)},
                         {"spki", Json::text(to_hex(node.spki))},
                         {"not_after", time_json(node.not_after_ms)},
                         {"added", time_json(node.added_ms)},
                         {"revoked", time_json(node.revoked_ms)}});
}

std::string state_of(const operate::NodeInfo& node, std::uint64_t wall_ms) {
    if (node.revoked_ms != 0) return "revoked " + time_for_people(node.revoked_ms);
    return node.not_after_ms <= wall_ms ? "expired" : "in force";
}

std::string table_of(const operate::Nodes& answer) {
    if (answer.nodes.empty()) return "No node is enrolled.\n";
    Table table({"VAULT", "NODE", "STATE", "CERTIFICATE KEY", "CERTIFICATE ENDS"});
    const auto now = SystemClock().now().wall_ms;
    for (const auto& node : answer.nodes) {
        table.add({node.vault,
                   node.name,
                   state_of(node, now),
                   to_hex(node.spki).substr(0, 16),
                   time_for_people(node.not_after_ms)});
    }
    return table.str();
}

Answer answer_of_nodes(const Settings& settings, const operate::Nodes& answer) {
    const auto list = Json::list_of(answer.nodes, [](const auto& each) { return json_of(each); });
    return answer_of(settings, Json::object({{"nodes", list}}), table_of(answer));
}

}  // namespace

Outcome<Answer> run(const NodeAdd& command, const Settings& settings) {
    TRY(require_name("vault", command.vault));
    TRY(require_name("node", command.node));
    TRY(certificate, http::read_certificate(command.certificate));
    TRY(service, Service::connect(settings));
    const operate::NodeAddAsk ask{
        command.vault, command.node, certificate.spki, certificate.not_after_ms};
    TRY(answer, service.ask<operate::Nodes>(ask));
    auto shown = answer_of_nodes(settings, answer);
    shown.talk = "Node " + command.node + " of vault " + command.vault +
                 " is known by its certificate's key.\nNext: sealwright vault seal-config " +
                 command.vault + " --client-cert FILE.pem --client-key FILE.key\n";
    return shown;
}

Outcome<Answer> run(const NodeRevoke& command, const Settings& settings) {
    TRY(require_name("vault", command.vault));
    TRY(require_name("node", command.node));
    TRY(service, Service::connect(settings));
    TRY(answer, service.ask<operate::Nodes>(operate::NodeRevokeAsk{command.vault, command.node}));
    auto shown = answer_of_nodes(settings, answer);
    shown.talk =
        "Revoked: in force from this node's next ask, not yet proof against a rollback of "
        "the database.\nA vault that runs unsealed there stays so until somebody seals it.\n";
    return shown;
}

Outcome<Answer> run(const NodeList&, const Settings& settings) {
    TRY(service, Service::connect(settings));
    TRY(answer, service.ask<operate::Nodes>(operate::NodesAsk{}));
    return answer_of_nodes(settings, answer);
}

}  // namespace sealwright::cli
