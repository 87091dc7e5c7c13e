// The routes `node enrol|approve|quarantine` and `node baseline approve|drop`.
#include "node_pages.hpp"
#include "operating.hpp"
#include "sealwright/attest/enrolment.hpp"
#include "sealwright/crypto/hash.hpp"

#include <algorithm>
#include <limits>

namespace sealwright::keeper {
namespace {

using claims::EvidenceKind;
using Facts = std::vector<journal::Field>;

Facts facts_of(std::string what, const State& state, const Node& node) {
    return {{"what", std::move(what)},
            {"vault", state.vaults.at(node.vault).name},
            {"node", node.name},
            {"node id", node.id.str()}};
}

// What a person approves of: what the node showed last, or what they give.
Result<void> add_baseline(Proof& proof,
                          const State& state,
                          const std::string& id,
                          const std::optional<claims::PcrValues>& given,
                          std::uint64_t review_ms,
                          Now now) {
    if (!is_name(id)) return Error(errors::name_invalid, {fact("name", id)});
    if (std::ranges::any_of(proof.baselines, [&](const auto& b) { return b.id == id; })) {
        return Error(errors::baseline_exists, {fact("baseline", id)});
    }
    if (proof.baselines.size() >= attest::baselines_max) {
        return Error(errors::baselines_full, {fact("baselines", attest::baselines_max)});
    }
    const auto seen = state.seen.find(proof.node);
    const auto shown = seen == state.seen.end() ? std::nullopt : seen->second.last_values;
    const auto values = given ? given : shown;
    if (!values) return errors::baseline_unseen;
    if (values->set != proof.pcrs) {
        return Error(errors::baseline_set_differs, {fact("pcrs", proof.pcrs.str())});
    }
    proof.baselines.push_back({id, *values, std::nullopt, review_ms, now.wall_ms});
    return done;
}

void add_values(Facts& facts, const attest::Baseline& baseline) {
    facts.push_back({"baseline", baseline.id});
    facts.push_back({"pcrs", baseline.values.set.str()});
    wire::Writer writer;
    baseline.values.write(writer);
    facts.push_back({"values", crypto::sha256(writer.view())});
    if (baseline.review_ms != 0) facts.push_back({"until", baseline.review_ms});
}

}  // namespace

Result<Reply> Operating::node_enrol(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::NodeEnrolAsk>(ask.body));
    if (!is_name(message.node)) return Error(errors::name_invalid, {fact("name", message.node)});
    constexpr std::uint32_t ttl_max_s = attest::enrolment_max_ms / 1000;
    if (message.ttl_s == 0 || message.ttl_s > ttl_max_s) {
        return Error(errors::enrolment_ttl, {fact("seconds", message.ttl_s)});
    }
    const auto is_tpm = message.kind == EvidenceKind::tpm2;
    if (message.kind == EvidenceKind::channel_certificate || message.pcrs.is_empty() == is_tpm) {
        return Error(errors::baseline_set_differs, {fact("pcrs", message.pcrs.str())});
    }
    const auto now = core_.now();
    operate::NodeEnrolled enrolled;
    enrolled.until_ms = now.wall_ms + std::uint64_t{message.ttl_s} * 1000;
    TRY(change(ask, [&](Draft& draft) -> Result<Facts> {
        const auto& state = draft.state();
        TRY(vault, known_vault(state, message.vault));
        if (state.node_named(vault->id, message.node) != nullptr) {
            return Error(errors::node_exists, {fact("node", message.node)});
        }
        const auto has_room = check_room(state, room_);
        if (!has_room) return has_room.error();
        Node node;
        node.id = NodeId::random(core_.random());
        node.vault = vault->id;
        node.provenance = state.installation->provenance;
        node.name = message.node;
        node.not_after_ms = std::numeric_limits<std::uint64_t>::max();
        node.added_ms = now.wall_ms;
        Proof proof;
        proof.node = node.id;
        proof.kind = message.kind;
        proof.provenance = message.provenance;
        proof.pinned_key = message.pinned_key;
        proof.uid = message.uid;
        proof.pcrs = message.pcrs;
        proof.learns = message.learns;
        proof.invitation = Invitation{message.token, enrolled.until_ms};
        enrolled.node = node.id;
        enrolled.vault = vault->id;
        enrolled.mount = vault->mount;
        enrolled.key = vault->key;
        auto facts = facts_of("node enrol", state, node);
        facts.push_back({"evidence kind", std::string(claims::word_of(proof.kind))});
        facts.push_back({"pcrs", proof.pcrs.str()});
        facts.push_back({"until", enrolled.until_ms});
        draft.put(node);
        draft.put(proof);
        return facts;
    }));
    enrolled.verifier_key = core_.verifier_key();
    return reply_with(enrolled);
}

// The first "yes" of a person; a TPM's comes with the values that they looked at.
Result<Reply> Operating::node_approve(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::NodeApproveAsk>(ask.body));
    const auto now = core_.now();
    TRY(change(ask, [&](Draft& draft) -> Result<Facts> {
        TRY(known, known_proof(draft.state(), message.vault, message.node));
        auto& proof = known.proof;
        if (!proof.identity) return Error(errors::node_not_enrolled, {fact("node", message.node)});
        if (proof.quarantine) return Error(errors::node_quarantined, {fact("node", message.node)});
        auto facts = facts_of("node approve", draft.state(), known.node);
        if (!message.baseline.empty()) {
            const auto added =
                add_baseline(proof, draft.state(), message.baseline, {}, message.review_ms, now);
            if (!added) return added.error();
            add_values(facts, proof.baselines.back());
        }
        proof.approved_ms = now.wall_ms;
        proof.learns = false;
        facts.push_back({"identity", identity_digest(proof)});
        draft.put(proof);
        return facts;
    }));
    return shown_node(message.vault, message.node);
}

Result<Reply> Operating::node_quarantine(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::NodeQuarantineAsk>(ask.body));
    TRY(check_reason(message.reason));
    const auto now = core_.now();
    TRY(change(ask, [&](Draft& draft) -> Result<Facts> {
        TRY(known, known_proof(draft.state(), message.vault, message.node));
        if (known.proof.quarantine) {
            return Error(errors::node_quarantined, {fact("node", message.node)});
        }
        known.proof.quarantine = Quarantine{now.wall_ms, message.reason};
        auto facts = facts_of("node quarantine", draft.state(), known.node);
        facts.push_back({"reason", message.reason});
        draft.put(known.proof);
        return facts;
    }));
    return shown_node(message.vault, message.node);
}

Result<Reply> Operating::baseline_approve(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::BaselineApproveAsk>(ask.body));
    const auto now = core_.now();
    TRY(change(ask, [&](Draft& draft) -> Result<Facts> {
        TRY(known, known_proof(draft.state(), message.vault, message.node));
        const auto added = add_baseline(
            known.proof, draft.state(), message.id, message.values, message.review_ms, now);
        if (!added) return added.error();
        auto facts = facts_of("node baseline approve", draft.state(), known.node);
        add_values(facts, known.proof.baselines.back());
        draft.put(known.proof);
        return facts;
    }));
    return shown_node(message.vault, message.node);
}

Result<Reply> Operating::baseline_drop(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::BaselineDropAsk>(ask.body));
    TRY(change(ask, [&](Draft& draft) -> Result<Facts> {
        TRY(known, known_proof(draft.state(), message.vault, message.node));
        const auto dropped = std::erase_if(known.proof.baselines,
                                           [&](const auto& each) { return each.id == message.id; });
        if (dropped == 0) return Error(errors::baseline_unknown, {fact("baseline", message.id)});
        auto facts = facts_of("node baseline drop", draft.state(), known.node);
        facts.push_back({"baseline", message.id});
        draft.put(known.proof);
        return facts;
    }));
    return shown_node(message.vault, message.node);
}

}  // namespace sealwright::keeper
