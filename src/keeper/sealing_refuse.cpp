// What is refused to a vault, as it stands in the journal, and what is an alert as well.
#include "errors.hpp"
#include "release_claims.hpp"
#include "seal_ask.hpp"
#include "sealing.hpp"
#include "sealwright/hsm/client/errors.hpp"
#include "sealwright/policy/errors.hpp"
#include "sealwright/seal/body.hpp"

namespace sealwright::keeper {
namespace {

// What a value was not opened under, as a release names what it was opened under.
void add_grounds(std::vector<journal::Field>& fields,
                 const State& state,
                 const seal::SealAsk& ask) {
    if (ask.operation != seal::Operation::decrypt) return;
    const auto* session = session_of(ask);
    fields.push_back({"tier", std::string(tier_of(session))});
    if (session != nullptr) fields.push_back({"attestation", session->entry});
    fields.push_back({"policy", state.policy.policy.digest()});
}

// What its order of asks says of why a vault wants its recovery key.
std::string_view words_of(RecoveryAsked asked) {
    switch (asked) {
        case RecoveryAsked::no:
            return "";
        case RecoveryAsked::before_unseal:
            return "behind a start, before an unseal: as in recovery mode";
        case RecoveryAsked::running:
            return "of a vault that runs: for a root token or another key";
    }
    return "";
}

// What wakes somebody; empty: nothing.
std::string_view alert_of(const Error& error, bool is_recovery_key) {
    const bool is_no_node = error.is(errors::node_revoked) || error.is(errors::node_expired) ||
                            error.is(errors::node_quarantined);
    if (is_no_node || error.is(errors::tokens_too_few)) return {};
    if (error.is(errors::root_window_used)) {
        return "a root window was asked for more than it is for";
    }
    return is_recovery_key ? "a recovery key was asked for that no task wants" : std::string_view();
}

}  // namespace

// Whoever gives a vault its recovery shares makes it ask for its recovery key, whether they are the
// right ones or not.
RecoveryAsked Sealing::recovery_asked(const seal::SealAsk& ask, const Node& node) const {
    if (ask.operation != seal::Operation::decrypt) return RecoveryAsked::no;
    const auto text = seal::read_decrypt_body(ask.body);
    if (!text) return RecoveryAsked::no;
    const auto ciphertext = seal::parse_ciphertext(*text);
    const bool is_its = ciphertext && ciphertext->header.vault == node.vault &&
                        ciphertext->header.seal_class == claims::SealClass::recovery_key;
    if (!is_its) return RecoveryAsked::no;
    return rewraps_.has_started_shut(node.id) ? RecoveryAsked::before_unseal
                                              : RecoveryAsked::running;
}

// The first of its kind in a minute is journalled with the number of those before it; the others
// are counted and point at that entry.
Sealing::Decision Sealing::refuse(Draft& draft, const SealJob& job, const Error& error, Now now) {
    const auto* node = error.is(errors::node_unknown) ? nullptr : node_of(draft.state(), job.ask);
    RefusalKey key;
    // Strangers share one line: whoever comes with ever new certificates must not fill the journal.
    if (node != nullptr) key.asker = node->id;
    key.code = error.code();
    key.operation = job.ask.operation;
    key.recovery = node == nullptr ? RecoveryAsked::no : recovery_asked(job.ask, *node);

    if (refusals_.size() >= refusals_max && !refusals_.contains(key)) refusals_.clear();
    auto& note = refusals_[key];
    const auto is_not_yet = error.is(errors::tokens_too_few);
    if (note.entry != 0 && now.boottime_ms - note.noted_ms < refusal_repeat_ms) {
        ++note.repeated;
        return Refused{error, note.entry, is_not_yet};
    }
    std::vector<journal::Field> fields{
        {"operation", std::string(name_of(job.ask.operation))},
        {"path", PublicText(job.ask.mount + "/" + job.ask.key).str()},
        {"code", std::uint64_t{error.code()}},
        {"reason", error.sentence()},
        {"remedy", std::string(error.spec().remedy)},
        {"repeated", note.repeated}};
    if (node != nullptr) {
        fields.push_back({"node", node->name});
        fields.push_back({"vault", draft.state().vaults.at(node->vault).name});
        add_grounds(fields, draft.state(), job.ask);
    }
    const std::string asked(words_of(key.recovery));
    if (!asked.empty()) fields.push_back({"asked", asked});
    const auto entry = draft.record({job.ask.origin, journal::Kind::refusal, std::move(fields)});
    const auto alert = alert_of(error, !asked.empty());
    if (node != nullptr && !alert.empty()) {
        std::vector<journal::Field> facts{{"what", std::string(alert)},
                                          {"vault", draft.state().vaults.at(node->vault).name},
                                          {"node", node->name},
                                          {"entry", entry}};
        if (!asked.empty()) facts.push_back({"asked", asked});
        draft.record({job.ask.origin, journal::Kind::alert, std::move(facts)});
    }
    note = {entry, now.boottime_ms, 0};
    return Refused{error, entry, is_not_yet};
}

}  // namespace sealwright::keeper
