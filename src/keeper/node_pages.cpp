// The routes `node show` and `status --if-rebooted-now`.
#include "node_pages.hpp"

#include "operating.hpp"
#include "sealwright/crypto/hash.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

using claims::EvidenceKind;

// The one in force, else the one that was revoked last: its evidence can still be looked at.
const Node* last_named(const State& state, const VaultId& vault, std::string_view name) {
    if (const auto* in_force = state.node_named(vault, name)) return in_force;
    const Node* last = nullptr;
    for (const auto& [id, node] : state.nodes) {
        if (node.vault != vault || node.name != name) continue;
        if (last == nullptr || node.revoked_ms > last->revoked_ms) last = &node;
    }
    return last;
}

std::string state_of(const Node& node, const Proof& proof, std::uint64_t wall_ms) {
    if (!node.in_force()) return "revoked";
    if (proof.quarantine) return "in quarantine";
    if (!proof.identity) {
        const auto is_open = proof.invitation && wall_ms < proof.invitation->until_ms;
        return is_open ? "waits for its agent" : "its token has ended";
    }
    if (proof.learns) return "record mode";
    return proof.approved_ms == 0 ? "waits for approval" : "in force";
}

operate::NodeShown shown(const State& state, const Node& node, const Proof& proof, Now now) {
    operate::NodeShown shown;
    shown.id = node.id.str();
    shown.name = node.name;
    shown.vault = state.vaults.at(node.vault).name;
    shown.state = state_of(node, proof, now.wall_ms);
    shown.kind = proof.kind;
    if (proof.kind == EvidenceKind::tpm2) shown.provenance = claims::word_of(proof.provenance);
    shown.identity = identity_digest(proof);
    if (proof.identity) shown.endorsed_by = proof.identity->endorsed_by;
    shown.uid = proof.uid;
    shown.pcrs = proof.pcrs;
    shown.learns = proof.learns;
    shown.added_ms = node.added_ms;
    shown.enrolled_ms = proof.identity ? proof.identity->enrolled_ms : 0;
    shown.approved_ms = proof.approved_ms;
    if (proof.quarantine) shown.quarantine = proof.quarantine->reason;
    for (const auto& each : proof.baselines) {
        shown.baselines.push_back(
            {each.id, each.values, each.firmware, each.review_ms, each.approved_ms});
    }
    const auto seen = state.seen.find(node.id);
    if (seen == state.seen.end()) return shown;
    shown.entry = seen->second.entry;
    shown.result = seen->second.result;
    shown.values = seen->second.last_values;
    return shown;
}

// Why a node would not be served; empty: it would, if it showed what it showed last.
std::string why_not(const State& state, const Node& node, const Proof* proof, Now now) {
    if (!node.in_force()) return "revoked";
    if (state.standing_of(node.vault).hold) return "its vault is held";
    if (proof == nullptr) {
        return now.wall_ms >= node.not_after_ms ? "its certificate has expired" : "";
    }
    auto words = state_of(node, *proof, now.wall_ms);
    if (words != "in force") return words;
    if (proof->kind != EvidenceKind::tpm2) return "";
    if (proof->baselines.empty()) return "no baseline is approved";
    const auto seen = state.seen.find(node.id);
    if (seen == state.seen.end() || !seen->second.last_values) return "it has not shown any values";
    const auto& last = *seen->second.last_values;
    const auto matches = std::ranges::any_of(
        proof->baselines, [&](const auto& baseline) { return baseline.values == last; });
    return matches ? "" : "what it showed last is no approved baseline";
}

}  // namespace

Result<KnownNode> known_proof(const State& state,
                              std::string_view vault_name,
                              std::string_view name) {
    TRY(vault, known_vault(state, vault_name));
    const auto* node = state.node_named(vault->id, name);
    if (node == nullptr) return Error(errors::node_not_found, {fact("node", name)});
    const auto* proof = state.proof_of(node->id);
    if (proof == nullptr) return Error(errors::node_not_by_evidence, {fact("node", name)});
    return KnownNode{*node, *proof};
}

Digest identity_digest(const Proof& proof) {
    if (!proof.identity) return {};
    if (proof.kind == EvidenceKind::pinned_key) return crypto::sha256(proof.identity->key);
    return proof.identity->endorsement_key;
}

Result<Reply> Operating::shown_node(const std::string& vault, const std::string& node) const {
    TRY(known, known_proof(core_.state(), vault, node));
    return reply_with(shown(core_.state(), known.node, known.proof, core_.now()));
}

Result<Reply> Operating::node_show(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::NodeShowAsk>(ask.body));
    const auto& state = core_.state();
    if (message.id.empty()) {
        TRY(vault, known_vault(state, message.vault));
        const auto* named = last_named(state, vault->id, message.node);
        const auto* proven = named == nullptr ? nullptr : state.proof_of(named->id);
        if (proven != nullptr) return reply_with(shown(state, *named, *proven, core_.now()));
        return shown_node(message.vault, message.node);
    }
    TRY(id, NodeId::parse(message.id));
    const auto node = state.nodes.find(id);
    if (node == state.nodes.end()) return Error(errors::node_not_found, {fact("node", message.id)});
    const auto* proof = state.proof_of(id);
    if (proof == nullptr) return Error(errors::node_not_by_evidence, {fact("node", message.id)});
    return reply_with(shown(state, node->second, *proof, core_.now()));
}

Result<Reply> Operating::reboots(const OperatorAsk& ask) {
    TRY(wire::decode<operate::RebootsAsk>(ask.body));
    const auto& state = core_.state();
    operate::Reboots answer;
    for (const auto& [id, node] : state.nodes) {
        if (!node.in_force()) continue;
        const auto reason = why_not(state, node, state.proof_of(id), core_.now());
        answer.nodes.push_back(
            {state.vaults.at(node.vault).name, node.name, reason.empty(), reason});
    }
    return reply_with(answer);
}

}  // namespace sealwright::keeper
