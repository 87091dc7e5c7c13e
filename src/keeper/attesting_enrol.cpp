// An enrolment: a one-time token exchanged for an identity, in one commit.
#include "attesting.hpp"
#include "errors.hpp"
#include "sealwright/attest/enrolment.hpp"
#include "sealwright/attest/errors.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/session/errors.hpp"
#include "sealwright/session/handshake.hpp"

#include <algorithm>
#include <iterator>

namespace sealwright::keeper {
namespace {

// What the keeper writes into an enrolment's challenge, to find it there again: nothing is kept.
struct Subject {
    Digest token_key{};
    Identity identity;
    std::optional<attest::LogReport> log;  // To be held against the quote.
    Digest anchor{};                       // What the chain of certificates ended at.

    void write(wire::Writer& writer) const {
        writer.raw(token_key);
        identity.write(writer);
        wire::write_optional(writer, log);
        writer.raw(anchor);
    }
    static Subject read(wire::Reader& reader) {
        Subject subject;
        subject.token_key = reader.digest();
        subject.identity = Identity::read(reader);
        subject.log = wire::read_optional<attest::LogReport>(reader);
        subject.anchor = reader.digest();
        return subject;
    }
};

// What the verifier made of the event log, once the quote's registers are proved.
void add_log(Appraisal& appraisal, const attest::LogRule& rule, Subject& subject) {
    if (!appraisal.seen) return;
    auto judged = attest::judge_log(rule, subject.log, appraisal.seen->values);
    subject.identity.log = std::move(judged.findings);
    if (judged.has_failed()) appraisal.result.status = claims::Trust::contraindicated;
    auto& checks = appraisal.result.checks;
    std::ranges::move(judged.checks, std::back_inserter(checks));
    check(checks.size() <= claims::checks_max);
}

// Whether people have accepted what its chain of certificates ended at: the first thing to know of
// a machine, so it stands before what its TPM says.
Result<void> add_anchor(Appraisal& appraisal,
                        const State& state,
                        const Proof& proof,
                        const Subject& subject) {
    const auto anchor = anchor_by(proof, subject.identity, subject.anchor);
    if (!anchor) return done;
    auto accepted = check_anchor(state.anchors, state.is_founded(), *anchor);
    const auto got = PublicText(anchor->str()).str();
    claims::Check row{"anchor", got, got, claims::CheckStatus::passed, 0};
    if (!accepted) {
        row.expected = "one that people have accepted";
        row.status = claims::CheckStatus::failed;
        row.code = accepted.error().code();
        appraisal.result.status = claims::Trust::contraindicated;
    }
    auto& checks = appraisal.result.checks;
    checks.insert(checks.begin(), std::move(row));
    check(checks.size() <= claims::checks_max);
    return accepted;
}

// Where one operator decides, the folder of roots does, and what it makes trusted is kept for who
// will found this installation. Nobody is refused for a list that is full: it is said each time.
void note_first_use(Draft& draft, const Proof& proof, const Node& node, Now now) {
    const auto anchor = anchor_of(proof);
    if (!anchor || draft.state().anchors.accepts(*anchor)) return;
    const auto name = draft.state().vaults.at(node.vault).name + "/" + node.name;
    draft.record({std::nullopt,
                  journal::Kind::alert,
                  {{"what", std::string(anchor_first_used)},
                   {"anchor", anchor->str()},
                   {"node", name},
                   {"node id", node.id.str()}}});
    const auto more = draft.state().anchors.with({*anchor}, now.wall_ms, "first used by " + name);
    if (more) draft.put(*more);
}

// Who holds the token of an invitation that stands. Every refusal is one and the same.
Result<const Proof*> invited(const State& state,
                             const NodeId& node,
                             const VaultId& vault,
                             const Digest& token,
                             std::uint64_t wall_ms) {
    const auto* proof = state.proof_of(node);
    const auto is_invited = proof != nullptr && proof->invitation &&
                            proof->invitation->token == token &&
                            wall_ms < proof->invitation->until_ms &&
                            state.nodes.at(node).vault == vault && state.nodes.at(node).in_force();
    if (!is_invited) return errors::attestation_refused;
    return proof;
}

AttestTally::Verified verified_of(const Error& error) {
    return error.is(errors::verifier_busy) ? AttestTally::Verified::busy
                                           : AttestTally::Verified::lost;
}

}  // namespace

Result<std::optional<session::NodeAnswer>> Attesting::begin_enrolment(const NodeJob& job,
                                                                      const session::Begin& begin) {
    TRY(hello, wire::decode<attest::EnrolHello>(begin.hello));
    const auto now = core_.now();
    const auto token = attest::token_digest(hello.token_key);
    const auto proof = invited(core_.state(), begin.node, begin.vault, token, core_.latest_ms());
    if (!proof) return proof.error();
    if (!attest::verify_hello(hello, begin.node, begin.vault)) return errors::attestation_refused;
    // From here on it is whoever was given the token, and may be told what is wrong.
    if (hello.kind() != (*proof)->kind) return Error(errors::node_kind_differs);
    if (core_.state().freeze.now(core_.latest_ms()) != nullptr) return errors::service_frozen;

    const auto ticket = challenger_.start(now, core_.random());
    session::ChallengeFacts facts{
        begin.purpose, begin.node, begin.vault, (*proof)->pcrs, {}, {}, {}};
    if (const auto* tpm = std::get_if<attest::TpmIdentity>(&hello.identity)) {
        TRY(secret, challenger_.activation_secret(ticket, now));
        const auto number = verifiers_.ask(
            {(*proof)->provenance, (*proof)->pinned_key, *tpm, std::move(secret), (*proof)->pcrs});
        if (!number) {
            tally_.count(verified_of(number.error()));
            return number.error();
        }
        parsing_[*number] = {job.asker, ticket, std::move(facts), hello.token_key};
        return std::optional<session::NodeAnswer>();
    }
    Subject subject{hello.token_key, {}, {}, {}};
    if (const auto* key = std::get_if<attest::KeyIdentity>(&hello.identity)) {
        subject.identity.key = key->key;
    }
    facts.subject = wire::encode_public(subject);
    TRY(answer, challenge(ticket, facts));
    return std::optional(std::move(answer));
}

void Attesting::take_parsed(std::vector<NodeReply>& replies) {
    for (auto& [number, parsed, refusal] : verifiers_.poll()) {
        const auto found = parsing_.find(number);
        if (found == parsing_.end()) continue;
        auto pending = std::move(found->second);
        parsing_.erase(found);
        if (refusal) {
            tally_.count(AttestTally::Verified::refused);
            replies.push_back({pending.asker, {403, wire::encode(*refusal)}});
            continue;
        }
        tally_.count(parsed ? AttestTally::Verified::parsed : verified_of(parsed.error()));
        auto answer = Result<session::NodeAnswer>(Error(errors::keeper_locked));
        if (!parsed) answer = parsed.error();
        if (parsed && core_.phase() == Phase::open) {
            Subject subject{pending.token_key, {}, std::move(parsed->log), parsed->anchor};
            subject.identity.attestation_key = parsed->attestation_key;
            subject.identity.endorsement_key = parsed->endorsement_key;
            subject.identity.endorsed_by = parsed->endorsed_by;
            pending.facts.subject = wire::encode_public(subject);
            pending.facts.credential = parsed->credential;
            pending.facts.encrypted_secret = parsed->encrypted_secret;
            answer = challenge(pending.ticket, pending.facts);
        }
        replies.push_back({pending.asker,
                           answer ? std::move(*answer)
                                  : node_refusal(node_status(answer.error()), answer.error())});
    }
}

// A token that was exchanged already was copied by somebody, or its agent lost our answer.
void Attesting::note_claim(Draft& draft, const Finishing& finishing, const Digest& token, Now now) {
    const auto* proof = draft.state().proof_of(finishing.finish.challenge.node);
    if (proof == nullptr || !proof->identity || proof->identity->token != token) return;
    RefusalNote* noted = nullptr;
    if (is_repeated(proof->node, errors::node_enrolled_already.code, now, noted)) return;
    const auto& node = draft.state().nodes.at(proof->node);
    const auto entry =
        draft.record({std::nullopt,
                      journal::Kind::alert,
                      {{"what", std::string("a second node came with a token that was used")},
                       {"vault", draft.state().vaults.at(node.vault).name},
                       {"node", node.name},
                       {"code", std::uint64_t{errors::node_enrolled_already.code}},
                       {"remedy", std::string(errors::node_enrolled_already.remedy)},
                       {"peer", finishing.peer}}});
    *noted = {entry, now.boottime_ms, 0};
}

// Token and identity change in one commit: of two that come with one token the second finds none.
Result<Attesting::Verdict> Attesting::enrol(Draft& draft, Finishing& finishing, Now now) {
    const auto& finish = finishing.finish;
    const auto& challenge = finish.challenge;
    TRY(subject, wire::decode<Subject>(challenge.subject));
    TRY(exhibited, wire::decode<attest::EnrolProof>(finish.evidence));
    const auto token = attest::token_digest(subject.token_key);
    const auto found =
        invited(draft.state(), challenge.node, challenge.vault, token, core_.latest_ms());
    if (!found) {
        finishing.ending = stranger_at("token", word_of(challenge.purpose), found.error());
        note_claim(draft, finishing, token, now);
        return found.error();
    }
    const auto binding =
        session::binding(challenge, finishing.recognized.activated, finish.exchange);
    const auto is_bound =
        attest::verify_token_binding(subject.token_key, binding, exhibited.token_signature);
    if (!is_bound) return errors::attestation_refused;
    if (draft.state().freeze.now(core_.latest_ms()) != nullptr) return errors::service_frozen;

    auto proof = **found;
    if (exhibited.evidence.kind() != proof.kind) return Error(errors::node_kind_differs);
    // There is nothing yet that its values could differ from: what they are is noted.
    proof.learns = true;
    const Exhibit exhibit{challenge,
                          exhibited.evidence,
                          crypto::sha256(finish.evidence),
                          binding,
                          finishing.peer_uid,
                          finishing.peer};
    auto appraisal = judge(proof, subject.identity, std::nullopt, exhibit, now);
    const auto accepted = add_anchor(appraisal, draft.state(), proof, subject);
    add_log(appraisal, proof.log_rule, subject);
    const auto has_failed = std::ranges::any_of(appraisal.result.checks, [](const auto& check) {
        return check.status == claims::CheckStatus::failed;
    });
    const auto entry = note(draft, finishing, appraisal, now);
    if (!appraisal.is_proven) return errors::attestation_refused;
    if (!accepted) return accepted.error();
    Verdict verdict;
    verdict.facts.result = appraisal.result;
    if (has_failed) return verdict;

    proof.learns = (*found)->learns;
    proof.invitation.reset();
    proof.identity = subject.identity;
    proof.anchor = subject.anchor;
    proof.identity->enrolled_ms = now.wall_ms;
    proof.identity->token = token;
    auto seen = draft.state().seen.at(proof.node);
    seen.tpm = appraisal.seen;
    const auto& node = draft.state().nodes.at(proof.node);
    const auto& vault = draft.state().vaults.at(node.vault);
    draft.record({std::nullopt,
                  journal::Kind::act,
                  {{"what", std::string("node enrolled")},
                   {"vault", vault.name},
                   {"node", node.name},
                   {"node id", node.id.str()},
                   {"attestation", entry},
                   {"endorsement key", proof.identity->endorsement_key},
                   {"act", token}}});
    draft.put(proof);
    draft.put(seen);
    note_first_use(draft, proof, node, now);
    verdict.facts.waits_for_approval = proof.approved_ms == 0;
    return verdict;
}

}  // namespace sealwright::keeper
