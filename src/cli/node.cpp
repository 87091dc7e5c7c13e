#include "names.hpp"
#include "run.hpp"
#include "sealwright/http/certificate.hpp"
#include "sealwright/journal/entry.hpp"
#include "service.hpp"
#include "table.hpp"
#include "vaults.hpp"

namespace sealwright::cli {
namespace {

using claims::EvidenceKind;

bool has_certificate(const operate::NodeInfo& node) {
    return node.kind == EvidenceKind::channel_certificate;
}

// The keeper has no clock for a certificate's end: the front refuses it.
bool has_expired(const operate::NodeInfo& node, std::uint64_t wall_ms) {
    return has_certificate(node) && node.revoked_ms == 0 && node.not_after_ms <= wall_ms;
}

std::string state_of(const operate::NodeInfo& node, std::uint64_t wall_ms) {
    return has_expired(node, wall_ms) ? "expired" : std::string(claims::word_of(node.state));
}

// What does not apply to a node's kind is null.
Json json_of(const operate::NodeInfo& node, std::uint64_t wall_ms) {
    const bool is_certified = has_certificate(node);
    const bool is_tpm = node.kind == EvidenceKind::tpm2;
    const bool has_shown = node.last_ms != 0;
    const auto text_if = [](bool applies, std::string_view text) {
        return applies ? Json::text(text) : Json::null();
    };
    return Json::object({{"id", Json::text(node.id)},
                         {"name", Json::text(node.name)},
                         {"vault", Json::text(node.vault)},
                         {"state", Json::text(state_of(node, wall_ms))},
                         {"evidence", Json::text(claims::word_of(node.kind))},
                         {"provenance", text_if(is_tpm, claims::word_of(node.provenance))},
                         {"spki", text_if(is_certified, to_hex(node.spki))},
                         {"not_after", time_json(is_certified ? node.not_after_ms : 0)},
                         {"added", time_json(node.added_ms)},
                         {"revoked", time_json(node.revoked_ms)},
                         {"last_evidence", time_json(node.last_ms)},
                         {"last_entry", text_if(node.entry != 0, journal::entry_name(node.entry))},
                         {"last_status", text_if(has_shown, claims::word_of(node.result))}});
}

std::string state_for_people(const operate::NodeInfo& node, std::uint64_t wall_ms) {
    const auto state = state_of(node, wall_ms);
    return node.revoked_ms == 0 ? state : state + " " + day_for_people(node.revoked_ms);
}

std::string last_for_people(const operate::NodeInfo& node) {
    return node.last_ms == 0 ? "never" : time_for_people(node.last_ms);
}

// Who shows evidence has no certificate, and who shows a certificate has nothing else to show.
std::string table_of(const operate::Nodes& answer) {
    if (answer.nodes.empty()) return "No node is enrolled.\n";
    Table attested({"VAULT", "NODE", "STATE", "EVIDENCE", "LAST EVIDENCE"});
    Table certified({"VAULT", "NODE", "STATE", "CERTIFICATE KEY", "CERTIFICATE ENDS"});
    const auto now = SystemClock().now().wall_ms;
    for (const auto& node : answer.nodes) {
        const auto state = state_for_people(node, now);
        if (has_certificate(node)) {
            const auto key = to_hex(node.spki).substr(0, 16);
            certified.add({node.vault, node.name, state, key, time_for_people(node.not_after_ms)});
        } else {
            const std::string kind(claims::word_of(node.kind));
            attested.add({node.vault, node.name, state, kind, last_for_people(node)});
        }
    }
    const auto above = attested.str();
    const auto below = certified.str();
    return above + (above.empty() || below.empty() ? "" : "\n") + below;
}

Answer answer_of_nodes(const Settings& settings, const operate::Nodes& answer) {
    const auto now = SystemClock().now().wall_ms;
    const auto list =
        Json::list_of(answer.nodes, [now](const auto& each) { return json_of(each, now); });
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
