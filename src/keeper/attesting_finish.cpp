// What a finish comes to: judged on a draft, noted in the journal, answered when that is durable.
#include "attesting.hpp"
#include "errors.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/policy/class_policy.hpp"
#include "sealwright/session/errors.hpp"
#include "sealwright/session/handshake.hpp"
#include "sealwright/session/open_session.hpp"

namespace sealwright::keeper {
namespace {

constexpr int decide_tries_max = 8;
constexpr std::uint16_t status_ok = 200;
constexpr std::uint64_t ms = 1000;

// One line a claim; an entry's text has room for all of them.
std::string lines_of(const claims::AttestationResult& result) {
    std::string lines;
    for (const auto& check : result.checks) {
        if (!lines.empty()) lines += "; ";
        lines += check.claim + ": " + std::string(claims::word_of(check.status));
        if (check.status == claims::CheckStatus::skipped) continue;
        if (!check.expected.empty() && check.expected != check.got) {
            lines += ", expected " + check.expected;
        }
        if (!check.got.empty()) lines += ", got " + check.got;
    }
    return lines;
}

std::vector<journal::Field> fields_of(const Node& node,
                                      const Vault& vault,
                                      session::Purpose purpose,
                                      const claims::AttestationResult& result) {
    std::vector<journal::Field> fields{{"node", node.name},
                                       {"vault", vault.name},
                                       {"node id", node.id.str()},
                                       {"purpose", std::string(word_of(purpose))},
                                       {"status", std::string(claims::word_of(result.status))},
                                       {"evidence kind", std::string(claims::word_of(result.kind))},
                                       {"evidence", result.evidence},
                                       {"nonce", result.nonce},
                                       {"policy", result.policy},
                                       {"checks", lines_of(result)}};
    if (!result.provenance.empty()) fields.push_back({"provenance", result.provenance});
    if (!result.reference_id.empty()) fields.push_back({"baseline", result.reference_id});
    if (result.kind == claims::EvidenceKind::tpm2) {
        fields.push_back({"reset count", result.reset_count});
    }
    if (const auto* failure = result.first_failure()) {
        fields.push_back({"claim", failure->claim});
        fields.push_back({"code", std::uint64_t{failure->code}});
    }
    return fields;
}

}  // namespace

void Attesting::settle(std::vector<Finishing> finishes, std::vector<NodeReply>& replies) {
    Error why = errors::commit_contended;
    for (int attempt = 0; attempt < decide_tries_max; ++attempt) {
        auto draft = core_.draft();
        const auto noted = refusals_;
        std::vector<Result<Verdict>> verdicts;
        for (auto& finishing : finishes) {
            const auto purpose = word_of(finishing.finish.challenge.purpose);
            finishing.ending = stranger_at("finish", purpose, errors::attestation_refused);
            verdicts.push_back(decide(draft, finishing, core_.now()));
        }
        const auto result = draft.is_empty()
                                ? Result<Core::CommitResult>(Core::CommitResult::committed)
                                : core_.commit(std::move(draft));
        if (result && *result == Core::CommitResult::committed) {
            for (std::size_t index = 0; index < finishes.size(); ++index) {
                tally_.count(std::move(finishes[index].ending));
                answer(finishes[index], std::move(verdicts[index]), replies);
            }
            return;
        }
        refusals_ = noted;
        if (result) continue;
        why = result.error();
        break;
    }
    for (const auto& finishing : finishes) {
        replies.push_back({finishing.asker, node_refusal(node_status(why), why)});
    }
}

// The result is durable: now, and only now, a session may open.
void Attesting::answer(Finishing& finishing,
                       Result<Verdict> verdict,
                       std::vector<NodeReply>& replies) {
    const auto refuse = [&](const Error& error) {
        replies.push_back({finishing.asker, node_refusal(node_status(error), error)});
    };
    if (!verdict) return refuse(verdict.error());
    if (verdict->opens) {
        const auto accepted = used_.accept(finishing.finish.challenge);
        if (!accepted) return refuse(accepted.error());
    }
    auto opening = session::open_session(
        finishing.recognized, finishing.finish, verdict->facts, core_.random());
    if (!opening) return refuse(opening.error());
    replies.push_back({finishing.asker, {status_ok, wire::encode(opening->opened)}});
    if (!verdict->opens) return;
    sessions_.add(std::move(opening->channel), std::move(*verdict->opens), core_.now());
}

Result<Attesting::Verdict> Attesting::decide(Draft& draft, Finishing& finishing, Now now) {
    const auto& challenge = finishing.finish.challenge;
    if (challenge.purpose == session::Purpose::enrol) return enrol(draft, finishing, now);
    const auto* proof = draft.state().proof_of(challenge.node);
    if (proof == nullptr) {
        finishing.ending = stranger_at("node", word_of(challenge.purpose), errors::node_unknown);
        note_stranger(draft, finishing, now);
        return errors::attestation_refused;
    }
    return decide_known(draft, finishing, *proof, now);
}

Result<Attesting::Verdict> Attesting::decide_known(Draft& draft,
                                                   Finishing& finishing,
                                                   const Proof& proof,
                                                   Now now) {
    const auto& finish = finishing.finish;
    TRY(evidence, wire::decode<attest::Evidence>(finish.evidence));
    const Exhibit exhibit{finish.challenge,
                          evidence,
                          crypto::sha256(finish.evidence),
                          session::binding(finish.challenge, {}, finish.exchange),
                          finishing.peer_uid,
                          finishing.peer};
    // Who never enrolled has no key that could be its own.
    const auto identity = proof.identity.value_or(Identity());
    auto appraisal = appraise(draft.state(), proof, identity, exhibit, now);
    if (appraisal.is_proven && !finishing.is_taken) {
        TRY(used_.take(finish.challenge, now));
        finishing.is_taken = true;
    }
    const auto entry = note(draft, finishing, appraisal, now);
    if (!appraisal.is_proven) return errors::attestation_refused;

    Verdict verdict;
    verdict.facts.result = appraisal.result;
    if (!appraisal.is_accepted() || finish.challenge.purpose != session::Purpose::open) {
        return verdict;
    }
    const auto& vault = draft.state().vaults.at(draft.state().nodes.at(proof.node).vault);
    verdict.facts.seal_key_version =
        vault.has_begun(core_.latest_ms()) ? vault.seal_key_version : 0;
    verdict.facts.lifetime_s = Sessions::lifetime_ms / ms;
    verdict.facts.fresh_s = policy::fresh_ms / ms;
    verdict.opens =
        claims::SessionOrigin{proof.node, evidence.kind(), now.wall_ms, entry, finishing.peer};
    return verdict;
}

// The first of its kind in a minute is journalled with the number of those before it.
bool Attesting::is_repeated(const NodeId& node, std::uint16_t code, Now now, RefusalNote*& note) {
    const std::pair key{node, code};
    if (refusals_.size() >= refusals_max && !refusals_.contains(key)) refusals_.clear();
    note = &refusals_[key];
    if (note->entry == 0 || now.boottime_ms - note->noted_ms >= refusal_repeat_ms) return false;
    ++note->repeated;
    return true;
}

void Attesting::note_stranger(Draft& draft, const Finishing& finishing, Now now) {
    RefusalNote* noted = nullptr;
    if (is_repeated(NodeId(), errors::node_unknown.code, now, noted)) return;
    const auto& challenge = finishing.finish.challenge;
    const auto entry = draft.record({std::nullopt,
                                     journal::Kind::refusal,
                                     {{"operation", std::string("attest")},
                                      {"code", std::uint64_t{errors::node_unknown.code}},
                                      {"reason", std::string(errors::node_unknown.meaning)},
                                      {"remedy", std::string(errors::node_unknown.remedy)},
                                      {"node id", challenge.node.str()},
                                      {"peer", finishing.peer},
                                      {"repeated", noted->repeated}}});
    *noted = {entry, now.boottime_ms, 0};
}

// Journals the result, and keeps with the node what the next one is measured by. Returns the entry.
std::uint64_t Attesting::note(Draft& draft,
                              Finishing& finishing,
                              const Appraisal& appraisal,
                              Now now) {
    const auto& challenge = finishing.finish.challenge;
    const auto* failure = appraisal.result.first_failure();
    RefusalNote* noted = nullptr;
    const auto code = failure == nullptr ? std::uint16_t{0} : failure->code;
    const auto& node = draft.state().nodes.at(challenge.node);
    const auto& vault = draft.state().vaults.at(node.vault);
    finishing.ending = ending_of(vault.name, challenge.purpose, appraisal.result);
    const auto before = draft.state().seen.find(node.id);
    auto seen = before == draft.state().seen.end() ? Seen() : before->second;
    // What a node newly shows is never only counted: a person may have to approve of it.
    const auto is_news = appraisal.seen && (seen.last_values != appraisal.seen->values ||
                                            seen.last_firmware != appraisal.seen->firmware);
    const auto is_again = failure != nullptr && is_repeated(challenge.node, code, now, noted);
    if (is_again && !is_news) return noted->entry;

    auto fields = fields_of(node, vault, challenge.purpose, appraisal.result);
    if (noted != nullptr) fields.push_back({"repeated", noted->repeated});
    const claims::Origin origin{claims::SessionOrigin{
        node.id, appraisal.result.kind, now.wall_ms, draft.next_sequence(), finishing.peer}};
    const auto entry = draft.record({origin, journal::Kind::attestation, std::move(fields)});
    if (noted != nullptr) *noted = {entry, now.boottime_ms, 0};

    seen.node = node.id;
    if (appraisal.is_proven) {
        seen.entry = entry;
        seen.result = appraisal.result;
    } else {
        seen.unproven = Unproven{entry, appraisal.result};
    }
    if (appraisal.seen) {
        seen.last_values = appraisal.seen->values;
        seen.last_firmware = appraisal.seen->firmware;
    }
    const auto counts = appraisal.is_accepted() && challenge.purpose == session::Purpose::open;
    if (counts && appraisal.seen) seen.tpm = appraisal.seen;
    draft.put(seen);
    if (appraisal.was_cleared) quarantine(draft, node.id, "the TPM's reset count went down", now);
    // The record stays as it is; somebody shall know that another key speaks for this node.
    if (failure != nullptr && failure->claim == "signature") {
        draft.record({origin,
                      journal::Kind::alert,
                      {{"what", std::string("another machine claims to be this node")},
                       {"vault", draft.state().vaults.at(node.vault).name},
                       {"node", node.name},
                       {"attestation", entry},
                       {"peer", finishing.peer}}});
    }
    // Whoever changed the folder of roots alone, or by mistake, is seen.
    if (failure != nullptr && failure->claim == "anchor") {
        draft.record({origin,
                      journal::Kind::alert,
                      {{"what", std::string("a node came by a trust anchor that nobody accepted")},
                       {"vault", vault.name},
                       {"node", node.name},
                       {"anchor", failure->got},
                       {"code", std::uint64_t{failure->code}},
                       {"remedy", std::string(errors::anchor_not_accepted.remedy)},
                       {"attestation", entry},
                       {"peer", finishing.peer}}});
    }
    return entry;
}

// Nothing that the node shows opens anything until a person has looked.
void Attesting::quarantine(Draft& draft, const NodeId& id, std::string reason, Now now) {
    auto proof = *draft.state().proof_of(id);
    if (proof.quarantine) return;
    const auto& node = draft.state().nodes.at(id);
    draft.record({std::nullopt,
                  journal::Kind::alert,
                  {{"what", std::string("a node was put in quarantine")},
                   {"vault", draft.state().vaults.at(node.vault).name},
                   {"node", node.name},
                   {"why", reason}}});
    proof.quarantine = Quarantine{now.wall_ms, std::move(reason)};
    draft.put(proof);
}

}  // namespace sealwright::keeper
