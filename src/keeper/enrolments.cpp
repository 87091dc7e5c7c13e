// The routes `node enrol|approve|quarantine` and `node baseline approve|drop`.
#include "node_pages.hpp"
#include "operating.hpp"
#include "sealwright/attest/enrolment.hpp"
#include "sealwright/ceremony/errors.hpp"
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
                          attest::Baseline baseline,
                          const std::optional<claims::PcrValues>& given) {
    if (!is_name(baseline.id)) return Error(errors::name_invalid, {fact("name", baseline.id)});
    const auto is_taken = [&](const auto& each) { return each.id == baseline.id; };
    if (std::ranges::any_of(proof.baselines, is_taken)) {
        return Error(errors::baseline_exists, {fact("baseline", baseline.id)});
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
    baseline.values = *values;
    proof.baselines.push_back(std::move(baseline));
    return done;
}

// A node explains registers that it shows, and what PCR 7 says only if that is one of them.
Result<void> check_log_rule(const operate::NodeEnrolAsk& ask) {
    const bool are_shown = (ask.log_pcrs.mask() & ~ask.pcrs.mask()) == 0;
    const bool is_covered = !ask.secure_boot || ask.log_pcrs.contains(7);
    if (are_shown && is_covered) return done;
    return Error(errors::baseline_set_differs,
                 {fact("pcrs", ask.pcrs.str()), fact("log_pcrs", ask.log_pcrs.str())});
}

void add_log_rule(Facts& facts, const attest::LogRule& rule) {
    if (rule.pcrs.is_empty()) return;
    facts.push_back({"log pcrs", rule.pcrs.str()});
    if (rule.secure_boot) facts.push_back({"secure boot", std::string("has to be on")});
}

void add_values(Facts& facts, const attest::Baseline& baseline) {
    facts.push_back({"baseline", baseline.id});
    facts.push_back({"pcrs", baseline.values.set.str()});
    wire::Writer writer;
    baseline.values.write(writer);
    facts.push_back({"values", crypto::sha256(writer.view())});
    if (baseline.firmware) facts.push_back({"firmware", *baseline.firmware});
    if (baseline.review_ms != 0) facts.push_back({"until", baseline.review_ms});
}

// Between what a person looked at and the last signature a node may show something else.
Result<void> check_bound(const State& state,
                         const operate::NodeApproveAsk& ask,
                         const Proof& proof) {
    const bool is_bound = ask.identity != Digest{} && (ask.baseline.empty() || ask.values);
    if (state.is_founded() && !is_bound) return errors::approval_unbound;
    if (ask.identity != Digest{} && ask.identity != identity_digest(proof)) {
        return errors::approval_unbound;
    }
    return done;
}

// Who waits for an approval came by what was accepted then; it may have been dropped since.
Result<void> check_anchor_now(const State& state, const Proof& proof) {
    const auto anchor = anchor_of(proof);
    if (!anchor || proof.approved_ms != 0) return done;
    return check_anchor(state.anchors, state.is_founded(), *anchor);
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
    constexpr std::uint32_t nobody = ~std::uint32_t{0};
    const bool is_no_user = message.uid == nobody || message.uid == core_.settings().front_uid;
    if (message.kind == EvidenceKind::unix_peer && is_no_user) {
        return Error(errors::node_user, {fact("uid", message.uid)});
    }
    TRY(check_log_rule(message));
    const auto now = core_.now();
    operate::NodeEnrolled enrolled;
    enrolled.until_ms = core_.latest_ms() + std::uint64_t{message.ttl_s} * 1000;
    TRY(change(ask, [&](Draft& draft) -> Result<Facts> {
        const auto& state = draft.state();
        TRY(vault, known_vault(state, message.vault));
        if (state.node_named(vault->id, message.node) != nullptr) {
            return Error(errors::node_exists, {fact("node", message.node)});
        }
        const auto is_new = check_name_new(state.node_alike(vault->id, message.node));
        if (!is_new) return is_new.error();
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
        proof.log_rule = {message.log_pcrs, message.secure_boot};
        proof.learns = message.learns;
        proof.invitation = Invitation{message.token, enrolled.until_ms};
        enrolled.node = node.id;
        enrolled.vault = vault->id;
        enrolled.mount = vault->mount;
        enrolled.key = vault->key;
        auto facts = facts_of("node enrol", state, node);
        facts.push_back({"evidence kind", std::string(claims::word_of(proof.kind))});
        facts.push_back({"pcrs", proof.pcrs.str()});
        add_log_rule(facts, proof.log_rule);
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
        const auto bound = check_bound(draft.state(), message, proof);
        if (!bound) return bound.error();
        const auto accepted = check_anchor_now(draft.state(), proof);
        if (!accepted) return accepted.error();
        auto facts = facts_of("node approve", draft.state(), known.node);
        if (!message.baseline.empty()) {
            const auto added =
                add_baseline(proof,
                             draft.state(),
                             {message.baseline, {}, std::nullopt, message.review_ms, now.wall_ms},
                             message.values);
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
    if (core_.state().is_founded() && !message.values) return errors::approval_unbound;
    const auto now = core_.now();
    TRY(change(ask, [&](Draft& draft) -> Result<Facts> {
        TRY(known, known_proof(draft.state(), message.vault, message.node));
        const auto added =
            add_baseline(known.proof,
                         draft.state(),
                         {message.id, {}, message.firmware, message.review_ms, now.wall_ms},
                         message.values);
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
