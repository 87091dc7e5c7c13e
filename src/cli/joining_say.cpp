// What a custodian's tool says, round by round.
#include "ceremony_words.hpp"
#include "confirm.hpp"
#include "errors.hpp"
#include "joining.hpp"
#include "sealwright/crypto/shares.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/threshold/errors.hpp"

namespace sealwright::cli {

using ceremony::CeremonyState;
using custody::Board;
using custody::SeenCeremony;

namespace {

// Whom an error names by the index of their share.
std::string person_of(const SeenCeremony& seen, const Error& wrong) {
    for (const auto& fact : wrong.facts()) {
        const auto* const index = std::get_if<std::uint64_t>(&fact.value);
        if (fact.name != "custodian" || index == nullptr) continue;
        for (const auto& holder : seen.ceremony().casting.holders) {
            if (holder.index == *index) return holder.person;
        }
    }
    return "somebody";
}

}  // namespace

// The seed lies in the file before anything that follows from it is said.
Result<void> Joining::join(const SeenCeremony& seen) {
    auto& holdings = store_.holdings();
    if (holdings.part_of(id_) != nullptr) return done;
    if (!command_.yes && command_.words.empty()) TRY(confirm("join"));
    SystemRandom random;
    const auto& pin = *person_.pin();
    TRY(holdings.join({id_,
                       pin.installation,
                       pin.environment,
                       pin.identity,
                       *self_,
                       seen.board().epoch(),
                       {},
                       {},
                       crypto::ShareSplitter::fresh_key<custody::PartSeedTag>(random)}));
    return note("joined");
}

// From the first commitment on it is this session, or nothing is said.
Result<void> Joining::keep_session(const SeenCeremony& seen, custody::HeldPart& part) {
    const auto session = seen.board().session()->id().bytes();
    if (part.session == session) return done;
    if (part.session != Digest{}) return errors::session_other;
    part.session = session;
    return store_.save();
}

// Once, before anything is dealt: what all have published was committed to before anybody could see
// another's, so nobody in between could choose it until the words fit.
Result<void> Joining::compare(const SeenCeremony& seen, custody::HeldPart& part) {
    const auto published = seen.board().words_digest();
    if (!published) return Error(errors::ceremony_unsound);
    if (part.compared == *published) return done;
    if (part.compared != Digest{}) return errors::session_other;
    const auto words = words_of(seen.board());
    if (command_.words.empty()) {
        talk_now(
            "All have revealed. Read these eight words to the other custodians, who read theirs "
            "to you:\n  " +
            words + "\nAny difference means that one of you sees another ceremony.\n");
        TRY(confirm("same"));
    } else if (command_.words != words) {
        return errors::cli_words_other;
    }
    part.compared = *published;
    return note("compared the words", words);
}

Outcome<bool> Joining::say(const SeenCeremony& seen, std::uint8_t round, Bytes contribution) {
    const auto digest = custody::contribution_digest(round, contribution);
    TRY(person_.act_in(
        seen.ceremony(), ceremony::Choice::approve, std::move(contribution), digest));
    const auto rounds = seen.ceremony().script().rounds();
    const bool confirms = round == custody::confirm_round || round >= rounds.size();
    auto receipt_of_it = receipt(seen, round, digest);
    TRY(note("said: " + std::string(confirms ? "confirmation" : rounds[round].name),
             {},
             std::move(receipt_of_it)));
    return true;
}

bool Joining::has_to_speak(const SeenCeremony& seen) const {
    const auto state = seen.ceremony().state;
    if (state == CeremonyState::collecting) return !seen.has_said(seen.board().round(), *self_);
    return state == CeremonyState::confirming && !seen.has_said(custody::confirm_round, *self_);
}

Outcome<bool> Joining::contribute(const SeenCeremony& seen) {
    const auto round = seen.board().round();
    if (round != seen.ceremony().round) return Error(errors::ceremony_unsound);
    const bool has_said = seen.has_said(round, *self_);
    if (round == Board::join_round && !has_said) TRY(join(seen));
    auto* part = store_.holdings().part_of(id_);
    if (part == nullptr) return Error(errors::share_absent);
    if (has_said) return false;
    if (round > Board::join_round) TRY(keep_session(seen, *part));
    if (round >= Board::deal_round) TRY(compare(seen, *part));
    TRY(message, custody::Part(part->seed, *self_).message(seen.board()));
    return say(seen, round, std::move(message));
}

// Who was dealt a wrong share tells all of it, signed: on their own screen alone it would look to
// the others as if they were late, until the time is over.
Outcome<bool> Joining::complain(const SeenCeremony& seen, const Error& wrong) {
    const bool is_unopened = wrong.is(errors::box_unopened);
    if (!is_unopened && !wrong.is(errors::share_wrong)) return wrong;
    const auto reason = person_of(seen, wrong) + " dealt me a share that " +
                        (is_unopened ? "does not open" : "does not fit what they published") +
                        " (E" + std::to_string(wrong.code()) + ")";
    const Bytes said(reason.begin(), reason.end());
    const auto digest = ceremony::reason_digest(reason);
    TRY(person_.act_in(seen.ceremony(), ceremony::Choice::deny, said, digest));
    TRY(note("complained: " + reason));
    return wrong;
}

// The share is in the file, and its seed is not, before the others hear that it is right.
Outcome<bool> Joining::confirm_key(const SeenCeremony& seen) {
    if (seen.has_said(custody::confirm_round, *self_)) return false;
    const auto pending = seen.board().pending();
    if (!pending) return Error(errors::ceremony_unsound);
    auto& holdings = store_.holdings();
    if (holdings.share_of(id_) == nullptr) {
        auto* part = holdings.part_of(id_);
        if (part == nullptr) return Error(errors::share_absent);
        if (seen.pepper().empty()) return false;
        TRY(keep_session(seen, *part));
        TRY(compare(seen, *part));
        auto taken = custody::Part(part->seed, *self_).finish(seen.board(), seen.pepper());
        if (!taken) return complain(seen, taken.error());
        TRY(holdings.take(id_, *std::move(taken), SystemClock().now().wall_ms));
        TRY(note("took a share", words_of(seen.board())));
    }
    const auto& share = *holdings.share_of(id_);
    if (share.transcript != pending->transcript()) return Error(errors::session_other);
    const auto confirmation = custody::confirm(*pending, *self_, share.identity);
    return say(seen, custody::confirm_round, wire::encode_public(confirmation));
}

Outcome<bool> Joining::go_on(const SeenCeremony& seen) {
    const auto state = seen.ceremony().state;
    if (state == CeremonyState::collecting) return contribute(seen);
    if (state == CeremonyState::confirming) return confirm_key(seen);
    return false;
}

}  // namespace sealwright::cli
