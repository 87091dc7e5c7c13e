#include "appraise.hpp"

#include "errors.hpp"
#include "release_claims.hpp"

#include <algorithm>
#include <iterator>

namespace sealwright::keeper {
namespace {

using claims::Check;
using claims::CheckStatus;
using claims::EvidenceKind;

Check passed(std::string claim, std::string got) {
    return {std::move(claim), {}, std::move(got), CheckStatus::passed, 0};
}

Check failed(std::string claim, std::string expected, std::string got, const ErrorSpec& why) {
    return {std::move(claim), std::move(expected), std::move(got), CheckStatus::failed, why.code};
}

Check skipped(std::string claim) {
    return {std::move(claim), {}, {}, CheckStatus::skipped, 0};
}

Check check_node(const State& state, const Proof& proof, const session::Challenge& challenge) {
    constexpr auto wanted = "in force, approved";
    const auto& node = state.nodes.at(proof.node);
    if (node.vault != challenge.vault) {
        return failed("node", node.vault.str(), challenge.vault.str(), errors::node_unknown);
    }
    if (!node.in_force()) return failed("node", wanted, "revoked", errors::node_revoked);
    if (proof.quarantine) {
        return failed("node", wanted, "in quarantine", errors::node_quarantined);
    }
    if (proof.approved_ms == 0 && !proof.learns) {
        return failed("node", wanted, "waits for approval", errors::node_not_approved);
    }
    return passed("node", proof.learns ? "in force, record mode" : wanted);
}

Check check_kind(const Proof& proof, const attest::Evidence& evidence) {
    const std::string wanted(claims::word_of(proof.kind));
    const std::string got(claims::word_of(evidence.kind()));
    if (wanted == got) return passed("kind", got);
    return failed("kind", wanted, got, errors::node_kind_differs);
}

bool has_passed(const claims::AttestationResult& result, std::string_view claim) {
    return std::ranges::any_of(result.checks, [&](const Check& check) {
        return check.claim == claim && check.status == CheckStatus::passed;
    });
}

// What the node had to do to be believed to be itself, for this challenge.
bool is_proven(const claims::AttestationResult& result, EvidenceKind kind) {
    if (kind == EvidenceKind::tpm2) {
        return has_passed(result, "signature") && has_passed(result, "binding");
    }
    return std::ranges::any_of(result.checks,
                               [](const Check& c) { return c.status == CheckStatus::passed; });
}

attest::Judgement judgement_of(const Proof& proof,
                               const Identity& identity,
                               const std::optional<attest::TpmState>& last,
                               const Exhibit& exhibit,
                               Now now) {
    if (const auto* quote = std::get_if<attest::TpmQuote>(&exhibit.evidence.of)) {
        attest::QuoteRule rule;
        rule.key = identity.attestation_key;
        rule.binding = exhibit.binding;
        rule.pcrs = proof.pcrs;
        rule.baselines = proof.baselines;
        rule.last = last;
        rule.learns = proof.learns;
        rule.wall_ms = now.wall_ms;
        return attest::judge_quote(rule, *quote);
    }
    if (const auto* signature = std::get_if<attest::KeySignature>(&exhibit.evidence.of)) {
        return attest::judge_key_signature(
            {identity.key}, exhibit.binding, *signature, now.wall_ms);
    }
    return attest::judge_peer(proof.uid, exhibit.peer_uid, now.wall_ms);
}

// The claims behind those that are looked at first, in their order: what was not reached is said.
std::vector<Check> later_claims(const Proof& proof) {
    std::vector<Check> later;
    if (proof.kind == EvidenceKind::tpm2) later = attest::skipped_quote_checks(proof.pcrs);
    if (proof.kind == EvidenceKind::pinned_key) later = {skipped("signature")};
    if (proof.kind == EvidenceKind::unix_peer) later = {skipped("uid")};
    later.push_back(skipped("policy"));
    return later;
}

// What the policy would say if the vault's root key were asked for now: a node that it would not
// serve learns so when it attests, and not at its next boot.
void add_policy(
    Appraisal& appraisal, const State& state, const Proof& proof, const Exhibit& exhibit, Now now) {
    auto& result = appraisal.result;
    const auto& policy = state.policy.policy;
    result.policy = policy.digest();
    if (!appraisal.is_accepted()) {
        result.checks.push_back(skipped("policy"));
        return;
    }
    const claims::Origin origin{
        claims::SessionOrigin{proof.node, proof.kind, now.wall_ms, 0, exhibit.peer}};
    const auto& node = state.nodes.at(proof.node);
    const auto rule =
        policy.decide(release_claims(state, node, origin, claims::SealClass::stored_root_key, now));
    if (rule) {
        result.checks.push_back(passed("policy", *rule));
        return;
    }
    const auto reason = PublicText(rule.error().sentence()).str();
    result.checks.push_back(failed("policy", "a rule that allows it", reason, rule.error().spec()));
    result.status = claims::Trust::contraindicated;
}

}  // namespace

Appraisal judge(const Proof& proof,
                const Identity& identity,
                const std::optional<attest::TpmState>& last,
                const Exhibit& exhibit,
                Now now) {
    auto judged = judgement_of(proof, identity, last, exhibit, now);
    Appraisal appraisal{std::move(judged.result), std::move(judged.seen), judged.was_cleared};
    appraisal.is_proven = is_proven(appraisal.result, proof.kind);
    // Record mode releases nothing, whatever the kind of evidence.
    if (proof.learns && appraisal.is_accepted()) appraisal.result.status = claims::Trust::none;
    appraisal.result.evidence = exhibit.digest;
    appraisal.result.nonce = exhibit.challenge.nonce;
    if (proof.kind == EvidenceKind::tpm2) {
        appraisal.result.provenance = claims::word_of(proof.provenance);
    }
    return appraisal;
}

Appraisal appraise(const State& state,
                   const Proof& proof,
                   const Identity& identity,
                   const Exhibit& exhibit,
                   Now now) {
    std::vector<Check> first{passed("challenge", "ours, not used, in time"),
                             check_node(state, proof, exhibit.challenge),
                             check_kind(proof, exhibit.evidence)};
    const auto failed_at = std::ranges::find(first, CheckStatus::failed, &Check::status);
    if (failed_at == first.end()) {
        const auto seen = state.seen.find(proof.node);
        const auto last = seen == state.seen.end() ? std::nullopt : seen->second.tpm;
        auto appraisal = judge(proof, identity, last, exhibit, now);
        auto& checks = appraisal.result.checks;
        checks.insert(checks.begin(), first.begin(), first.end());
        add_policy(appraisal, state, proof, exhibit, now);
        return appraisal;
    }
    for (auto later = std::next(failed_at); later != first.end(); ++later) {
        *later = skipped(later->claim);
    }
    std::ranges::move(later_claims(proof), std::back_inserter(first));
    Appraisal appraisal;
    appraisal.result.status = claims::Trust::contraindicated;
    appraisal.result.kind = exhibit.evidence.kind();
    appraisal.result.evidence = exhibit.digest;
    appraisal.result.nonce = exhibit.challenge.nonce;
    appraisal.result.policy = state.policy.policy.digest();
    appraisal.result.made_ms = now.wall_ms;
    appraisal.result.checks = std::move(first);
    return appraisal;
}

}  // namespace sealwright::keeper
