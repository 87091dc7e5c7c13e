// The commands `custodian join|refuse`.
#include "ceremony_words.hpp"
#include "confirm.hpp"
#include "custodian_store.hpp"
#include "errors.hpp"
#include "run.hpp"
#include "sealwright/ceremony/words.hpp"
#include "sealwright/crypto/shares.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/custody/receipt.hpp"
#include "sealwright/person/plan_words.hpp"
#include "service.hpp"
#include "transcript_words.hpp"

#include <chrono>
#include <thread>

namespace sealwright::cli {
namespace {

using ceremony::CeremonyState;
using custody::Board;
using custody::SeenCeremony;

constexpr std::chrono::milliseconds between_looks(1500);
// A round that has ended is answered for a little while longer, whatever the clocks say.
constexpr std::uint64_t grace_ms = 60'000;

// One custodian at one ceremony: looks, says what is due, and looks again.
class Joining {
public:
    Joining(const CustodianJoin& command,
            Service& service,
            CustodianStore& store,
            const CeremonyId& id)
        : command_(command),
          service_(service),
          person_(*service.person()),
          store_(store),
          id_(id) {}

    Outcome<Answer> run(const Settings& settings);

private:
    Outcome<SeenCeremony> look();
    Outcome<threshold::Epoch> epoch();
    // Whether it said something.
    Outcome<bool> go_on(const SeenCeremony& seen);
    Outcome<bool> contribute(const SeenCeremony& seen);
    Outcome<bool> confirm_key(const SeenCeremony& seen);
    Outcome<Answer> ended(const SeenCeremony& seen, const Settings& settings);

    Result<void> join(const SeenCeremony& seen);
    Result<void> compare(const SeenCeremony& seen, custody::HeldPart& part);
    Outcome<bool> say(const SeenCeremony& seen, std::uint8_t round, Bytes contribution);
    Result<void> note(std::string what, std::string words = {}, Bytes receipt = {});
    // Its transcript, which holds and is of what is shown; else nothing is said or erased.
    Outcome<custody::Played> prove(const SeenCeremony& seen);
    // That the service took this very saying; nothing where it does not show that.
    Bytes receipt(const SeenCeremony& seen, std::uint8_t round, const Digest& digest);
    Result<void> missed(threshold::Epoch epoch);
    [[nodiscard]] bool has_to_speak(const SeenCeremony& seen) const;
    [[nodiscard]] std::string words_of(const SeenCeremony& seen) const;

    const CustodianJoin& command_;
    Service& service_;
    PersonSide& person_;
    CustodianStore& store_;
    CeremonyId id_;
    std::string name_;
    std::optional<threshold::Index> self_;
    std::optional<ceremony::Roster> roster_;
    Bytes transcript_;  // That was proved last.
    bool has_missed_ = false;
};

Outcome<threshold::Epoch> Joining::epoch() {
    auto& holdings = store_.holdings();
    if (const auto* part = holdings.part_of(id_)) return part->epoch;
    if (const auto* share = holdings.share_of(id_)) return share->epoch;
    TRY(all, service_.ask<operate::Ceremonies>(operate::CeremoniesAsk{}));
    const auto& installation = person_.pin()->installation;
    TRY(epoch, custody::epoch_after(all.group, holdings, installation));
    TRY(missed(epoch));
    return epoch;
}

// Who was no custodian for a while knows it; of whom it is not true, they are shown a group that
// is not theirs.
Result<void> Joining::missed(threshold::Epoch epoch) {
    const auto seen = store_.holdings().epoch_of(person_.pin()->installation);
    if (seen == 0 || epoch.value() == seen + 1 || has_missed_) return done;
    talk_now("Your file has seen the group of epoch " + std::to_string(seen) +
             ", and the service shows that of epoch " + std::to_string(epoch.value() - 1) +
             ": you were no custodian in between, or this is not your group. Ask the others.\n");
    if (!command_.yes) TRY(confirm("missed"));
    has_missed_ = true;
    return done;
}

Outcome<custody::Played> Joining::prove(const SeenCeremony& seen) {
    TRY(shown, service_.ask<operate::TranscriptShown>(operate::TranscriptAsk{id_.bytes()}));
    const auto& pin = *person_.pin();
    TRY(played, played_in(shown.transcript, &pin.identity));
    TRY(seen.check_played(played, {pin.installation, pin.environment}, *roster_));
    transcript_ = std::move(shown.transcript);
    return std::move(played);
}

Outcome<SeenCeremony> Joining::look() {
    const auto& pin = person_.pin();
    if (!pin) return errors::cli_context_unpinned;
    TRY(its_epoch, epoch());
    TRY(roster, person_.roster());
    const auto* owner = roster.owner_of(person_.signer().key());
    if (owner == nullptr) return errors::cli_not_custodian;
    name_ = owner->name;
    TRY(shown, service_.ask<operate::CeremonyShown>(operate::CeremonyAsk{id_.bytes()}));
    const ceremony::Place place{pin->installation, pin->environment};
    TRY(seen, SeenCeremony::read(shown, id_, place, roster, its_epoch));
    self_ = seen.index_of(name_);
    if (!self_) return errors::cli_not_custodian;
    roster_ = std::move(roster);
    return std::move(seen);
}

std::string Joining::words_of(const SeenCeremony& seen) const {
    const auto& session = seen.board().session();
    return session ? ceremony::spoken(session->id().bytes()) : std::string();
}

Bytes Joining::receipt(const SeenCeremony& seen, std::uint8_t round, const Digest& digest) {
    const auto none = [](const std::string& why) {
        talk_now("No receipt was kept of what you said: " + why + "\n");
        return Bytes();
    };
    const auto proved = prove(seen);
    if (!proved) return none(proved.error().what);
    const auto transcript = wire::decode<custody::Transcript>(transcript_);
    check(transcript.ok());
    const auto cut = custody::Receipt::cut(*transcript, self_->value());
    if (!cut) return none(cut.error().sentence());
    const auto step = cut->verify();
    if (!step) return none(step.error().sentence());
    if (!step->is_saying_of(self_->value(), round, digest)) {
        return none("the transcript that the service shows ends with another act of yours");
    }
    return wire::encode_public(*cut);
}

Result<void> Joining::note(std::string what, std::string words, Bytes receipt) {
    const auto& pin = *person_.pin();
    const auto whom = pin.installation.str() + " " + pin.environment + " " + id_.str();
    auto line = history_line(std::move(what), whom, std::move(words));
    line.receipt = std::move(receipt);
    store_.holdings().note(std::move(line));
    return store_.save();
}

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
                       crypto::ShareSplitter::fresh_key<custody::PartSeedTag>(random)}));
    return note("joined");
}

// Once; from then on the session is the one whose words were compared, or nothing is said.
Result<void> Joining::compare(const SeenCeremony& seen, custody::HeldPart& part) {
    const auto session = seen.board().session()->id().bytes();
    if (part.session == session) return done;
    if (part.session != Digest{}) return errors::session_other;
    const auto words = words_of(seen);
    if (command_.words.empty()) {
        talk_now(
            "All have joined. Read these eight words to the other custodians, who read theirs "
            "to you:\n  " +
            words + "\nAny difference means that one of you sees another ceremony.\n");
        TRY(confirm("same"));
    } else if (command_.words != words) {
        return errors::cli_words_other;
    }
    part.session = session;
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
    if (round > Board::join_round) TRY(compare(seen, *part));
    TRY(message, custody::Part(part->seed, *self_).message(seen.board()));
    return say(seen, round, std::move(message));
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
        TRY(compare(seen, *part));
        TRY(taken, custody::Part(part->seed, *self_).finish(seen.board(), seen.pepper()));
        TRY(holdings.take(id_, std::move(taken), SystemClock().now().wall_ms));
        TRY(note("took a share", words_of(seen)));
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

// A group that all have certified makes the share one that counts.
Outcome<Answer> Joining::ended(const SeenCeremony& seen, const Settings& settings) {
    const auto& ceremony = seen.ceremony();
    TRY(played, prove(seen));
    if (ceremony.state != CeremonyState::committed) {
        auto& parts = store_.holdings().parts;
        std::erase_if(parts, [&](const auto& each) { return each.ceremony == id_; });
        TRY(note("it ended without a key"));
        return Error(errors::cli_ceremony_over,
                     {fact("state", word_of(ceremony.state)), fact("why", ceremony.why)});
    }
    auto* share = store_.holdings().share_of(id_);
    if (share == nullptr) return Error(errors::share_absent);
    if (share->group.empty()) {
        TRY(all, service_.ask<operate::Ceremonies>(operate::CeremoniesAsk{}));
        TRY(group, threshold::Group::parse(all.group));
        if (played.group != group.key().id()) return Error(errors::ceremony_unsound);
        TRY(store_.holdings().settle(id_, group));
        TRY(note("the group is certified"));
    }
    auto answer =
        answer_of(settings, json_of(ceremony, seen.plan(), ""), text_of(ceremony, seen.plan(), ""));
    answer.talk = "You hold a share. Copy the file to where you keep its copy, now.\n";
    return answer;
}

Outcome<Answer> Joining::run(const Settings& settings) {
    bool is_first = true;
    for (;;) {
        TRY(seen, look());
        const auto& ceremony = seen.ceremony();
        if (!ceremony.is_open()) return ended(seen, settings);
        if (is_first || has_to_speak(seen)) TRY(prove(seen));
        if (is_first) {
            const ceremony::Plan plan{operate::CeremonyBeginAsk::type,
                                      wire::encode_public(seen.plan())};
            const auto& pin = *person_.pin();
            talk_now("For " + pin.installation.str() + ", environment " +
                     PublicText(pin.environment).str() + ":\n" +
                     text_of(ceremony, seen.plan(), "") + "\nWhat its operators signed:\n" +
                     person::text_of_plan(plan));
            is_first = false;
        }
        TRY(has_said, go_on(seen));
        const bool is_late = SystemClock().now().wall_ms > ceremony.deadline_ms + grace_ms;
        if (command_.once || is_late) {
            const auto words = words_of(seen);
            auto answer = answer_of(settings,
                                    json_of(ceremony, seen.plan(), words),
                                    text_of(ceremony, seen.plan(), words));
            answer.exit = Exit::pending;
            answer.talk = std::string(has_said ? "Said; " : "") +
                          "it waits for the others: run "
                          "the command again.\n";
            return answer;
        }
        if (!has_said) std::this_thread::sleep_for(between_looks);
    }
}

}  // namespace

Outcome<Answer> run(const CustodianJoin& command, const Settings& settings) {
    TRY(id, ceremony_named(command.ceremony));
    TRY(service, Service::connect(settings));
    if (service.person() == nullptr) return errors::cli_person_here;
    TRY(store, CustodianStore::open(command.file, settings));
    return Joining(command, service, store, id).run(settings);
}

Outcome<Answer> run(const CustodianRefuse& command, const Settings& settings) {
    TRY(id, ceremony_named(command.ceremony));
    TRY(service, Service::connect(settings));
    if (service.person() == nullptr) return errors::cli_person_here;
    TRY(shown, service.ask<operate::CeremonyShown>(operate::CeremonyAsk{id.bytes()}));
    TRY(ceremony, wire::decode<ceremony::Ceremony>(shown.ceremony));
    if (ceremony.casting.id != id) return errors::cli_answer_forged;
    const Bytes reason(command.reason.begin(), command.reason.end());
    const auto digest = ceremony::reason_digest(command.reason);
    TRY(after, service.person()->act_in(ceremony, ceremony::Choice::deny, reason, digest));
    TRY(refused, wire::decode<ceremony::Ceremony>(after.ceremony));
    return answer_of(settings, json_of(refused, after.plan, ""), text_of(refused, after.plan, ""));
}

}  // namespace sealwright::cli
