// The routes `node show` and `status --if-rebooted-now`.
#include "node_pages.hpp"

#include "node_state.hpp"
#include "operating.hpp"
#include "release_claims.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/policy/review.hpp"

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

operate::NodeShown shown(const State& state, const Node& node, const Proof& proof, Now now) {
    operate::NodeShown shown;
    shown.id = node.id.str();
    shown.name = node.name;
    shown.vault = state.vaults.at(node.vault).name;
    shown.state = claims::word_of(state_of(node, &proof, now.wall_ms));
    shown.kind = proof.kind;
    if (proof.kind == EvidenceKind::tpm2) shown.provenance = claims::word_of(proof.provenance);
    shown.identity = identity_digest(proof);
    if (proof.identity) shown.endorsed_by = proof.identity->endorsed_by;
    shown.uid = proof.uid;
    shown.pcrs = proof.pcrs;
    shown.log_pcrs = proof.log_rule.pcrs;
    shown.needs_secure_boot = proof.log_rule.secure_boot;
    if (proof.identity) shown.log = proof.identity->log;
    shown.learns = proof.learns;
    shown.added_ms = node.added_ms;
    shown.enrolled_ms = proof.identity ? proof.identity->enrolled_ms : 0;
    shown.approved_ms = proof.approved_ms;
    if (proof.quarantine) shown.quarantine = proof.quarantine->reason;
    for (const auto& each : proof.baselines) {
        shown.baselines.push_back({each.id,
                                   each.values,
                                   each.firmware,
                                   each.review_ms,
                                   each.approved_ms,
                                   each.is_overdue(now.wall_ms)});
    }
    const auto seen = state.seen.find(node.id);
    if (seen == state.seen.end()) return shown;
    shown.entry = seen->second.entry;
    if (shown.entry != 0) shown.result = seen->second.result;
    if (const auto& unproven = seen->second.unproven) {
        shown.unproven_entry = unproven->entry;
        shown.unproven = unproven->result;
    }
    shown.values = seen->second.last_values;
    if (shown.values) shown.firmware = seen->second.last_firmware;
    return shown;
}

}  // namespace

std::string why_not_back(const State& state, const Node& node, const Proof* proof, Now now) {
    if (!node.in_force()) return "revoked";
    if (proof == nullptr) {
        return now.wall_ms >= node.not_after_ms ? "its certificate has expired" : "";
    }
    const auto stands = state_of(node, proof, now.wall_ms);
    if (stands != NodeState::in_force) return std::string(claims::word_of(stands));
    if (proof->kind != EvidenceKind::tpm2) return "";
    if (proof->baselines.empty()) return "no baseline is approved";
    const auto seen = state.seen.find(node.id);
    if (seen == state.seen.end() || !seen->second.last_values) return "it has not shown any values";
    const auto& last = *seen->second.last_values;
    const auto matches = std::ranges::any_of(proof->baselines, [&](const auto& baseline) {
        return baseline.values == last &&
               baseline.firmware.value_or(seen->second.last_firmware) == seen->second.last_firmware;
    });
    return matches ? "" : "what it showed last is no approved baseline";
}

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

policy::ReleaseClaims root_release(const State& state,
                                   const Node& node,
                                   const Proof* proof,
                                   Now now) {
    const claims::Origin origin{claims::ChannelOrigin{}};
    auto release = release_claims(state, node, origin, claims::SealClass::stored_root_key, now);
    if (proof != nullptr) release.evidence = proof->kind;
    return release;
}

std::string why_not_served(const State& state, const Node& node, const Proof* proof, Now now) {
    auto reason = why_not_back(state, node, proof, now);
    if (!reason.empty()) return reason;
    const auto release = root_release(state, node, proof, now);
    if (policy::always_allows(state.policy.policy, release)) return {};
    return "the policy may refuse it, by what it is, or by where or when it asks";
}

Result<Reply> Operating::reboots(const OperatorAsk& ask) {
    TRY(wire::decode<operate::RebootsAsk>(ask.body));
    const auto& state = core_.state();
    operate::Reboots answer;
    for (const auto& [id, node] : state.nodes) {
        if (!node.in_force()) continue;
        const bool is_held = state.standing_of(node.vault).is_held(core_.latest_ms());
        const auto reason = is_held ? std::string("its vault is held")
                                    : why_not_served(state, node, state.proof_of(id), core_.now());
        answer.nodes.push_back(
            {state.vaults.at(node.vault).name, node.name, reason.empty(), reason});
    }
    return reply_with(answer);
}

}  // namespace sealwright::keeper
