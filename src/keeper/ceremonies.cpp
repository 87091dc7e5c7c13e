#include "ceremonies.hpp"

#include "ceremony_end.hpp"
#include "drill.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/ceremony/request.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/custody/contribution.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/threshold/errors.hpp"
#include "transcripts.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

using ceremony::CeremonyState;
using custody::confirm_round;
using custody::Event;

constexpr std::uint64_t act_lasts_max_ms = std::uint64_t{24} * 60 * 60 * 1000;

std::string word_of_kind(ceremony::CeremonyKind kind) {
    if (kind == ceremony::CeremonyKind::drill) return "drill ";
    return kind == ceremony::CeremonyKind::root ? "root window " : "ceremony ";
}

// Who may say so, and to what it has to be said.
ceremony::ActTarget target_of(const ceremony::Ceremony& ceremony,
                              ceremony::Choice choice,
                              View contribution,
                              std::uint64_t wall_ms) {
    using ceremony::Choice;
    using ceremony::Role;
    ceremony::ActTarget target;
    target.ceremony = ceremony.casting.id.bytes();
    target.attempt = ceremony.attempt;
    target.plan = ceremony.casting.plan;
    target.latest_expiry_ms = wall_ms + act_lasts_max_ms;
    target.roles.add(choice == Choice::veto ? Role::operator_ : Role::custodian);
    if (choice != Choice::approve) {
        target.contribution = ceremony::reason_digest(text_of(contribution));
        return target;
    }
    const bool confirms = ceremony.state == CeremonyState::confirming;
    target.contribution =
        custody::contribution_digest(confirms ? confirm_round : ceremony.round, contribution);
    return target;
}

Result<std::string> reason_in(View contribution) {
    const std::string reason(contribution.begin(), contribution.end());
    TRY(check_reason(reason));
    return reason;
}

}  // namespace

ceremony::Moment Ceremonies::now() const {
    return core_.moment(core_.state());
}

// Decided on this state; if another writer came first, whoever sent it sends it again.
Result<void> Ceremonies::keep(const KeptCeremony& kept,
                              std::string_view what,
                              std::vector<custody::TranscriptStep> steps,
                              const operate::Spoken* spoken,
                              const ceremony::SignedAct* act) {
    auto draft = core_.draft();
    auto now_kept = kept;
    auto restart = untold_restart(kept);
    const bool is_told = restart.has_value();
    if (is_told) steps.insert(steps.begin(), *std::move(restart));
    TRY(head, tell(draft, kept, steps));
    if (spoken != nullptr) draft.put_said(kept.ceremony.casting.id, *spoken);
    if (!kept.ceremony.is_open()) {
        now_kept.entry = draft.next_sequence();
        TRY(settle(draft, kept, core_.now().wall_ms));
    }
    draft.put(now_kept);
    std::vector<journal::Field> facts{
        {"what", word_of_kind(kept.ceremony.casting.kind) + std::string(what)},
        {"ceremony", kept.ceremony.casting.id.str()},
        {"state", std::string(word_of(kept.ceremony.state))}};
    if (kept.ceremony.script().is_asked) add_gathering(facts, kept);
    if (head != Digest{}) facts.push_back({"transcript", head});
    if (!kept.ceremony.why.empty()) facts.push_back({"why", kept.ceremony.why});
    std::optional<claims::Origin> origin;
    if (act != nullptr) {
        add_acts(facts, {*act});
        origin =
            claims::Origin{claims::PersonOrigin{act->act.person, kept.ceremony.casting.id.bytes()}};
    }
    draft.record({origin, journal::Kind::act, std::move(facts)});
    TRY(core_.commit_once(std::move(draft)));
    if (is_told) restarted_at_.reset();
    return done;
}

Result<Reply> Ceremonies::act(const operate::CeremonyActAsk& ask, const crypto::PublicKey& key) {
    TRY(act, wire::decode<ceremony::SignedAct>(ask.act));
    if (act.key != key) return errors::person_key_invalid;
    const CeremonyId id(ask.ceremony);
    const auto& ceremonies = core_.state().custody.ceremonies;
    if (!ceremonies.contains(id)) return errors::ceremony_unknown;
    // Whoever was revoked a moment ago is out before anybody's word ends it.
    const bool is_asked = ceremonies.at(id).ceremony.script().is_asked;
    if (!is_asked) TRY(keep_up(ceremonies.at(id), ceremonies.at(id).ceremony));
    auto kept = ceremonies.at(id);
    kept.ceremony.look(now());
    const auto& installation = *core_.state().installation;
    const auto wall_ms = core_.now().wall_ms;
    const auto target = target_of(kept.ceremony, act.act.choice, ask.contribution, wall_ms);
    const auto person = act.act.person;
    // What was taken already is answered as before, whatever round it is by now.
    const auto& said = core_.state().custody.said;
    const bool is_again = std::ranges::any_of(said, [&](const auto& each) {
        return each.first.starts_with(said_prefix(id)) && each.second.act == ask.act;
    });
    if (is_again) return shown_ceremony(core_, id, person);
    TRY(check_act({installation.id, installation.provenance.environment},
                  core_.state().roster.roster,
                  target,
                  act,
                  wall_ms));
    switch (act.act.choice) {
        case ceremony::Choice::approve:
            if (is_asked) return errors::drill_speechless;
            if (kept.ceremony.state == CeremonyState::confirming) {
                TRY(confirm(kept, ask, act));
            } else {
                TRY(contribute(kept, ask, act));
            }
            break;
        case ceremony::Choice::deny: {
            TRY(reason, reason_in(ask.contribution));
            const auto at = now();
            const auto before = kept.ceremony;
            TRY(kept.ceremony.refuse(act.act.index, reason, at));
            if (kept.ceremony == before) break;
            auto step = told_by(Event::refuse, at, act, 0, ask.contribution);
            TRY(keep(kept, "refused", {led_to(std::move(step), kept.ceremony)}, nullptr, &act));
            break;
        }
        case ceremony::Choice::veto: {
            TRY(reason, reason_in(ask.contribution));
            const auto at = now();
            TRY(kept.ceremony.note(person, reason, at));
            TRY(kept.ceremony.abort(person, ceremony::AbortReason::withdrawn, at));
            auto step = told_by(Event::abort, at, act, 0, ask.contribution);
            TRY(keep(kept, "aborted", {led_to(std::move(step), kept.ceremony)}, nullptr, &act));
            break;
        }
    }
    return shown_ceremony(core_, id, person);
}

// Who brings something wrong is named, durably, before they hear it.
Result<void> Ceremonies::contribute(KeptCeremony& kept,
                                    const operate::CeremonyActAsk& ask,
                                    const ceremony::SignedAct& act) {
    const auto round = kept.ceremony.round;
    TRY(index, threshold::Index::make(act.act.index));
    const operate::Spoken spoken{act.act.index, round, ask.contribution, ask.act};
    const auto before = kept.ceremony;
    const auto at = now();
    TRY(kept.ceremony.contribute({act.act.index, round, act.act.contribution}, at));
    if (kept.ceremony == before) return done;
    auto board = core_.state().custody.board_of(kept);
    const auto taken = board.add(round, index, ask.contribution);
    if (taken) {
        auto step = told_by(Event::contribute, at, act, round, ask.contribution);
        return keep(kept, "contributed", {led_to(std::move(step), kept.ceremony)}, &spoken, &act);
    }
    // Whoever used these keys first may be the one who took them from somewhere.
    if (taken.error().is(errors::members_invalid)) return taken.error();
    kept.ceremony = before;
    const auto why = taken.error().sentence();
    TRY(kept.ceremony.strike(act.act.index, why, at));
    auto step = told_by(Event::strike, at, act, round, ask.contribution);
    step.why = why.substr(0, custody::transcript_why_max);
    TRY(keep(
        kept, "contribution refused", {led_to(std::move(step), kept.ceremony)}, nullptr, &act));
    return taken.error();
}

// A certificate that is not one says nothing of what its holder found, and is not taken; another
// key than the others' ends the ceremony.
Result<void> Ceremonies::confirm(KeptCeremony& kept,
                                 const operate::CeremonyActAsk& ask,
                                 const ceremony::SignedAct& act) {
    TRY(index, threshold::Index::make(act.act.index));
    const auto unreadable =
        Error(errors::contribution_unreadable, {fact("custodian", std::uint64_t{index.value()})});
    const auto confirmation = wire::decode<custody::Confirmation>(ask.contribution);
    if (!confirmation) return unreadable;
    const auto board = core_.state().custody.board_of(kept);
    const auto pending = board.pending();
    check(pending.has_value());
    TRY(place, board.session()->place_of(index));
    const auto& member = board.session()->members()[place];
    const auto certificate = wire::decode<threshold::Certificate>(confirmation->certificate);
    const bool is_signed =
        certificate && certificate->custodian == index &&
        crypto::verify(member.identity, confirmation->found, certificate->signature);
    if (!is_signed) return unreadable;
    const bool is_same = confirmation->found == pending->certified();
    const operate::Spoken spoken{act.act.index, confirm_round, ask.contribution, ask.act};
    const auto before = kept.ceremony;
    const auto at = now();
    auto step =
        told_by(is_same ? Event::confirm : Event::refuse, at, act, confirm_round, ask.contribution);
    // The keeper counts as one who has confirmed: what it would put in force is what all found.
    if (!is_same) {
        step.why = "found another key than the service";
        TRY(kept.ceremony.refuse(act.act.index, step.why, at));
    } else {
        TRY(kept.ceremony.confirm(act.act.index, confirmation->found, at));
    }
    if (kept.ceremony == before) return done;
    return keep(kept,
                is_same ? "confirmed" : "found another key",
                {led_to(std::move(step), kept.ceremony)},
                &spoken,
                &act);
}

void Ceremonies::step() {
    if (core_.phase() != Phase::open) return;
    const auto* open = core_.state().custody.open();
    const bool is_first = !std::exchange(has_restarted_, true);
    if (open == nullptr || core_.now().boottime_ms < again_ms_) return;
    auto kept = *open;
    if (is_first) tell_restart(kept, now());
    const auto moved = keep_up(kept, open->ceremony);
    const auto went_on = moved && !*moved ? carry_on(kept) : Result<void>(done);
    if (moved && went_on) return;
    again_ms_ = core_.now().boottime_ms + retry_ms;
    const auto& error = moved ? went_on.error() : moved.error();
    log(LogLevel::warning, "a ceremony does not go on", error);
}

// What people and time have done to it since `before`; true if that was something.
Result<bool> Ceremonies::keep_up(KeptCeremony kept, const Ceremony& before) {
    const auto at = now();
    std::vector<custody::TranscriptStep> steps;
    leave_out_who_left(kept.ceremony, at, steps);
    if (auto looked = look_at(kept.ceremony, at)) steps.push_back(std::move(*looked));
    if (kept.ceremony == before) return false;
    TRY(keep(kept, word_of(kept.ceremony.state), std::move(steps)));
    return true;
}

// Whoever has the revoked key may have said it in their name, and nobody can tell.
bool Ceremonies::has_revoked(const CeremonyId& id, const ceremony::Holder& holder) const {
    const auto* person = core_.state().roster.roster.person_named(holder.person);
    const auto prefix = said_prefix(id);
    return std::ranges::any_of(core_.state().custody.said, [&](const auto& each) {
        if (!each.first.starts_with(prefix) || each.second.index != holder.index) return false;
        const auto act = wire::decode<ceremony::SignedAct>(each.second.act);
        return act && person != nullptr && !person->has_key(act->key);
    });
}

// Who is no custodian any more confirms nothing, and gets no share that counts.
void Ceremonies::leave_out_who_left(Ceremony& ceremony,
                                    const ceremony::Moment& at,
                                    std::vector<custody::TranscriptStep>& steps) const {
    const auto& roster = core_.state().roster.roster;
    for (const auto& holder : std::vector(ceremony.casting.holders)) {
        const bool is_custodian = roster.custodian_named(holder.person) != nullptr;
        const bool has_signed = is_custodian && !has_revoked(ceremony.casting.id, holder);
        if (has_signed || holder.has_refused || !ceremony.is_open()) continue;
        const std::string_view why = is_custodian ? "has signed with a key that was revoked since"
                                                  : "is no custodian any more";
        if (auto left = leave_out(ceremony, holder, why, at)) steps.push_back(std::move(*left));
    }
}

}  // namespace sealwright::keeper
