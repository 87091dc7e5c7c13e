#include "sealwright/custody/seen.hpp"

#include "sealwright/ceremony/errors.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/threshold/errors.hpp"

#include <algorithm>

namespace sealwright::custody {
namespace {

using ceremony::Holder;

Error unsound(std::string_view why) {
    return {errors::ceremony_unsound, {fact("why", why)}};
}

Error unsound(std::string_view why, const Holder& whose) {
    return {errors::ceremony_unsound,
            {fact("why", why),
             fact("person", whose.person),
             fact("custodian", std::uint64_t{whose.index})}};
}

bool makes_key(ceremony::CeremonyKind kind) {
    return kind == ceremony::CeremonyKind::genesis || kind == ceremony::CeremonyKind::reshare;
}

// In force or not.
bool had_key(const ceremony::Person& person, const crypto::PublicKey& key) {
    return std::ranges::find(person.keys, key, &ceremony::PersonKey::key) != person.keys.end();
}

// Those with whom it began are the same people, with no key that the roster never had.
Result<void> check_people(const ceremony::Roster& then, const ceremony::Roster& roster) {
    const auto& people = roster.persons();
    const auto is_there = [&](const ceremony::Person& each) {
        const auto same = std::ranges::find(people, each.id, &ceremony::Person::id);
        return same != people.end() && same->name == each.name &&
               std::ranges::all_of(each.keys, [&](const ceremony::PersonKey& key) {
                   return had_key(*same, key.key);
               });
    };
    const bool is_later = then.epoch() > roster.epoch();
    const bool is_other = then.epoch() == roster.epoch() && !(then == roster);
    if (is_later || is_other || !std::ranges::all_of(then.persons(), is_there)) {
        return unsound("its transcript has other people than the roster");
    }
    return done;
}

// The act of a holder over these bytes in this round, signed with a key that the roster has.
Result<void> check_said(const operate::Spoken& spoken,
                        const Holder& holder,
                        const ceremony::Ceremony& ceremony,
                        const ceremony::Place& place,
                        const ceremony::Roster& roster) {
    const auto read = wire::decode<ceremony::SignedAct>(spoken.act);
    if (!read || !read->verify()) return unsound("an act is not signed", holder);
    const auto& act = read->act;
    const auto* person = roster.person_at(act.index);
    const bool is_theirs = person != nullptr && person->name == act.person &&
                           act.person == holder.person && had_key(*person, read->key);
    if (!is_theirs || act.epoch > roster.epoch()) {
        return unsound("an act is of somebody else", holder);
    }
    // With the revocation the keeper ends what is open; how it ended everybody may read.
    if (ceremony.is_open() && !person->has_key(read->key)) {
        return Error(
            errors::signer_left,
            {fact("person", holder.person), fact("custodian", std::uint64_t{holder.index})});
    }
    if (act.installation != place.installation || act.environment != place.environment ||
        act.role != ceremony::Role::custodian || act.choice != ceremony::Choice::approve) {
        return unsound("an act is for another place or role", holder);
    }
    if (act.ceremony != ceremony.casting.id.bytes() || act.plan != ceremony.casting.plan ||
        act.attempt > ceremony.attempt) {
        return unsound("an act is for another ceremony", holder);
    }
    if (act.contribution != contribution_digest(spoken.round, spoken.contribution)) {
        return unsound("an act is over another contribution", holder);
    }
    return done;
}

}  // namespace

Result<threshold::Epoch> epoch_after(View group_in_force) {
    if (group_in_force.empty()) return threshold::Epoch(1);
    TRY(group, threshold::Group::parse(group_in_force));
    return threshold::Epoch(group.epoch().value() + 1);
}

Result<threshold::Epoch> epoch_after(View group_in_force,
                                     const Holdings& holdings,
                                     const InstallationId& installation) {
    TRY(next, epoch_after(group_in_force));
    const auto shown = next.value() - 1;
    const auto seen = holdings.epoch_of(installation);
    if (shown < seen) {
        return Error(errors::epoch_old, {fact("epoch", shown), fact("seen", seen)});
    }
    if (shown - seen > epochs_missed_max) return unsound("its epoch is out of all reach");
    const auto is_other = [&](const HeldShare& each) {
        return each.installation == installation && !each.group.empty() &&
               each.epoch.value() == shown && !std::ranges::equal(each.group, group_in_force);
    };
    if (std::ranges::any_of(holdings.shares, is_other)) {
        return unsound("the group in force is not the one in your file");
    }
    return next;
}

Result<SeenCeremony> SeenCeremony::read(const operate::CeremonyShown& shown,
                                        const CeremonyId& id,
                                        const ceremony::Place& place,
                                        const ceremony::Roster& roster,
                                        threshold::Epoch epoch) {
    auto ceremony = wire::decode<ceremony::Ceremony>(shown.ceremony);
    if (!ceremony) return unsound("it cannot be read");
    const auto& casting = ceremony->casting;
    if (casting.id != id || !makes_key(casting.kind)) return unsound("it is another ceremony");
    TRY(size, threshold::GroupSize::make(casting.threshold, casting.holders.size()));
    SeenCeremony seen(*std::move(ceremony), shown.plan, Board(shown.nonce, size, epoch));
    TRY(seen.check_whole());
    seen.pepper_ = shown.pepper;
    auto spoken = shown.spoken;
    std::ranges::stable_sort(spoken, {}, &operate::Spoken::round);
    for (const auto& each : spoken) TRY(seen.take(each, place, roster));
    return seen;
}

// What was decided about is the plan: who takes part, and how many are enough, stands there.
Result<void> SeenCeremony::check_whole() const {
    const auto& casting = ceremony_.casting;
    const ceremony::Plan plan{operate::CeremonyBeginAsk::type, wire::encode_public(plan_)};
    const auto is_its = [](const Holder& holder, const operate::Seat& seat) {
        return holder.person == seat.person;
    };
    const bool has_seats = std::ranges::equal(casting.holders, plan_.seats, is_its);
    if (plan.digest() != casting.plan || plan_.threshold != casting.threshold || !has_seats ||
        plan_.kind != static_cast<std::uint8_t>(casting.kind)) {
        return unsound("its people are not those of its plan");
    }
    return done;
}

Result<void> SeenCeremony::take(const operate::Spoken& spoken,
                                const ceremony::Place& place,
                                const ceremony::Roster& roster) {
    const auto& holders = ceremony_.casting.holders;
    const auto holder = std::ranges::find(holders, spoken.index, &Holder::index);
    if (holder == holders.end()) return unsound("somebody without a share speaks in it");
    TRY(check_said(spoken, *holder, ceremony_, place, roster));
    TRY(index, threshold::Index::make(spoken.index));
    if (has_said(spoken.round, index)) return unsound("somebody speaks twice", *holder);
    if (spoken.round == confirm_round) {
        TRY(check_confirmation(spoken, index));
    } else {
        TRY(board_.add(spoken.round, index, spoken.contribution));
    }
    said_.push_back({spoken.round, index});
    return done;
}

Result<void> SeenCeremony::check_confirmation(const operate::Spoken& spoken,
                                              threshold::Index index) const {
    // What was dealt is forgotten with the end, and nothing is left to hold it against.
    if (!ceremony_.is_open()) return done;
    const auto pending = board_.pending();
    const auto confirmation = wire::decode<Confirmation>(spoken.contribution);
    const auto certificate = confirmation
                                 ? wire::decode<threshold::Certificate>(confirmation->certificate)
                                 : Result<threshold::Certificate>();
    const Error wrong(errors::certificate_wrong, {fact("custodian", std::uint64_t{index.value()})});
    if (!pending || !certificate || certificate->custodian != index) return wrong;
    TRY(place, pending->session().place_of(index));
    const auto& identity = pending->session().members()[place].identity;
    if (!crypto::verify(identity, pending->certified(), certificate->signature)) return wrong;
    return confirmation->found == pending->certified() ? Result<void>(done) : Result<void>(wrong);
}

std::optional<threshold::Index> SeenCeremony::index_of(std::string_view person) const {
    const auto& holders = ceremony_.casting.holders;
    const auto holder = std::ranges::find(holders, person, &Holder::person);
    if (holder == holders.end()) return std::nullopt;
    const auto index = threshold::Index::make(holder->index);
    return index ? std::optional(*index) : std::nullopt;
}

Result<void> SeenCeremony::check_played(const Played& played,
                                        const ceremony::Place& place,
                                        const ceremony::Roster& roster) const {
    const auto& header = played.header;
    const bool is_its =
        header.installation == place.installation && header.environment == place.environment &&
        header.ceremony == ceremony_.casting.id && header.kind == ceremony_.casting.kind &&
        header.plan.digest() == ceremony_.casting.plan && header.nonce == board_.nonce() &&
        header.epoch == board_.epoch().value();
    if (!is_its) return unsound("its transcript is another ceremony's");
    TRY(then, wire::decode<ceremony::Roster>(header.roster));
    TRY(check_people(then, roster));
    const auto waits = [](ceremony::CeremonyState state) {
        return state == ceremony::CeremonyState::proposed ||
               state == ceremony::CeremonyState::armed;
    };
    if (!waits(ceremony_.state) && waits(played.ceremony.state)) {
        return unsound("its transcript does not show that its operators approved it");
    }
    const bool is_made = ceremony_.state == ceremony::CeremonyState::committed;
    if (is_made && played.ceremony.state != ceremony_.state) {
        return unsound("its transcript does not show that all have confirmed it");
    }
    return done;
}

bool SeenCeremony::has_said(std::uint8_t round, threshold::Index index) const {
    return std::ranges::any_of(
        said_, [&](const Said& each) { return each.round == round && each.index == index; });
}

}  // namespace sealwright::custody
