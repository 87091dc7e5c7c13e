// The routes `ceremony begin|list|show`: a ceremony as people propose it, and as it stands.
#include "ceremonies.hpp"
#include "holding.hpp"
#include "keys_room.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/custody/contribution.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/custody/seats.hpp"
#include "transcripts.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

using ceremony::CeremonyKind;

Result<CeremonyKind> kind_of(std::uint8_t number) {
    const auto kind = static_cast<CeremonyKind>(number);
    if (kind != CeremonyKind::genesis && kind != CeremonyKind::reshare) {
        return Error(errors::ceremony_kind, {fact("kind", std::uint64_t{number})});
    }
    return kind;
}

Result<void> check_group(const State& state, CeremonyKind kind) {
    const bool is_there = state.custody.group.has_value();
    if (kind == CeremonyKind::genesis && is_there) return errors::group_there;
    if (kind == CeremonyKind::reshare && !is_there) return errors::group_absent;
    // Nobody but they could hand it on.
    const auto kept = std::ranges::find_if(state.rootings, [](const auto& each) {
        return each.second.is_custodians() || each.second.needs_custodians();
    });
    if (kept != state.rootings.end()) {
        return Error(errors::recovery_of_custodians,
                     {fact("vault", state.vaults.at(kept->first).name)});
    }
    if (state.custody.open() == nullptr) return done;
    return Error(errors::ceremony_open,
                 {fact("ceremony", state.custody.open()->ceremony.casting.id.str())});
}

// Each holds the share of their place in the roster, which is nobody else's ever.
Result<std::vector<ceremony::Holder>> holders_of(const ceremony::Roster& roster,
                                                 const std::vector<operate::Seat>& seats) {
    std::vector<ceremony::Holder> holders;
    for (const auto& seat : seats) {
        const auto* person = roster.custodian_named(seat.person);
        if (person == nullptr) {
            return Error(errors::custodian_unknown, {fact("person", seat.person)});
        }
        holders.push_back({roster.index_of(*person), person->name});
    }
    return holders;
}

Result<ceremony::Ceremony> begin(const State& state,
                                 const operate::CeremonyBeginAsk& plan,
                                 const ceremony::Request& request,
                                 const ceremony::Moment& now) {
    TRY(kind, kind_of(plan.kind));
    TRY(check_group(state, kind));
    TRY(check_keys_room(state, state.vaults.size()));
    TRY(check_reason(plan.reason));
    ceremony::Casting casting;
    casting.id = CeremonyId(request.id.bytes());
    casting.kind = kind;
    casting.plan = request.plan.digest();
    casting.threshold = plan.threshold;
    TRY(holders, holders_of(state.roster.roster, plan.seats));
    casting.holders = std::move(holders);
    casting.conductor = request.proposer();
    // They have signed it, and nobody may veto it any more: the request's own terms say so.
    std::vector<std::string> approvers;
    for (const auto& act : request.acts()) {
        if (act.act.choice == ceremony::Choice::approve) approvers.push_back(act.act.person);
    }
    casting.needed = static_cast<std::uint8_t>(approvers.size());
    TRY(check_casting(casting));
    TRY(custody::check_apart(plan.threshold, plan.seats));
    TRY(begun, ceremony::Ceremony::propose(std::move(casting), now));
    for (const auto& person : approvers) TRY(begun.approve(person, now));
    begun.look(now);
    return begun;
}

// Nothing while nobody has a group to have one of.
Bytes pepper_for(Core& core, const KeptCeremony& kept, std::string_view person) {
    const auto& holders = kept.ceremony.casting.holders;
    const auto its = [&](const ceremony::Holder& each) { return each.person == person; };
    const auto holder = std::ranges::find_if(holders, its);
    if (!kept.is_staged() || holder == holders.end()) return {};
    const auto board = core.state().custody.board_of(kept);
    const auto pending = board.pending();
    check(pending.has_value());
    const auto group = pending->key().id();
    const auto pepper = core.keyring().open_pepper(group, kept.pepper);
    const auto index = threshold::Index::make(holder->index);
    check(pepper.ok() && index.ok());
    const auto place = board.session()->place_of(*index);
    check(place.ok());
    const auto box = custody::seal_pepper(*pepper,
                                          board.session()->members()[*place].transport,
                                          custody::pepper_context(pending->transcript(), *index),
                                          core.random());
    check(box.ok());  // The board takes no key that nothing can be sealed to.
    return *box;
}

}  // namespace

Result<Reply> Operating::ceremony_begin(const OperatorAsk& ask) {
    TRY(plan, wire::decode<operate::CeremonyBeginAsk>(ask.body));
    if (ask.request == nullptr) return errors::found_first;
    if (plan.kind == static_cast<std::uint8_t>(CeremonyKind::drill)) return drill_begin(ask, plan);
    Digest nonce{};
    core_.random().fill(nonce);
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        const auto& state = draft.state();
        const auto now = core_.moment(state);
        TRY(begun, begin(state, plan, *ask.request, now));
        KeptCeremony kept;
        kept.ceremony = std::move(begun);
        kept.plan = plan;
        kept.nonce = nonce;
        kept.epoch =
            state.custody.group ? state.custody.group->read_group().epoch().value() + 1 : 1;
        TRY(transcript, begin_transcript(state, kept, *ask.request, now));
        forget_ceremonies(draft);
        put_transcript(draft, kept.ceremony.casting.id, transcript);
        draft.put(kept);
        return std::vector<journal::Field>{{"what", std::string("ceremony begin")},
                                           {"ceremony", kept.ceremony.casting.id.str()},
                                           {"kind", std::string(kept.ceremony.script().name)},
                                           {"threshold", std::uint64_t{plan.threshold}},
                                           {"custodians", std::uint64_t{plan.seats.size()}},
                                           {"transcript", transcript.head()}};
    }));
    return ceremonies(ask);
}

Result<Reply> Operating::ceremonies(const OperatorAsk&) {
    operate::Ceremonies all;
    std::vector<const KeptCeremony*> kept;
    for (const auto& [id, each] : core_.state().custody.ceremonies) kept.push_back(&each);
    std::ranges::sort(kept, {}, [](const auto* each) { return each->ceremony.proposed_ms; });
    for (const auto* each : kept) all.ceremonies.push_back(wire::encode_public(each->ceremony));
    if (core_.state().custody.group) {
        all.group = core_.state().custody.group->group;
        const auto& custody = core_.state().custody;
        all.wraps = custody.wraps_of(custody.group->read_group().key().id());
    }
    return reply_with(all);
}

Result<Reply> Operating::ceremony(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::CeremonyAsk>(ask.body));
    const auto* person = std::get_if<claims::PersonOrigin>(&ask.origin.of);
    return shown_ceremony(
        core_, CeremonyId(message.ceremony), person == nullptr ? std::string() : person->names);
}

// Signed as it stands: by its last step whoever compares two of them knows which is longer.
Result<Reply> Operating::transcript(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::TranscriptAsk>(ask.body));
    auto transcript = transcript_of(core_.state().custody, CeremonyId(message.ceremony));
    if (transcript.header.empty()) return errors::ceremony_unknown;
    sign(transcript, core_.identity());
    return reply_with(operate::TranscriptShown{wire::encode_public(transcript)});
}

Result<Reply> Operating::custodians(const OperatorAsk&) {
    return reply_with(custodians_of(core_.state(), core_.now().wall_ms));
}

namespace {

// The oldest that has ended; before all others those that one operator begins and ends alone.
const KeptCeremony* least_missed(const Custody& custody) {
    const KeptCeremony* oldest = nullptr;
    const auto is_sooner = [&](const KeptCeremony& kept) {
        if (oldest == nullptr) return true;
        const bool is_asked = kept.ceremony.script().is_asked;
        const bool was_asked = oldest->ceremony.script().is_asked;
        return is_asked == was_asked ? kept.entry < oldest->entry : is_asked;
    };
    for (const auto& [id, kept] : custody.ceremonies) {
        if (!kept.ceremony.is_open() && is_sooner(kept)) oldest = &kept;
    }
    return oldest;
}

}  // namespace

// Those that have ended make room, with what was said in them.
void forget_ceremonies(Draft& draft) {
    while (draft.state().custody.ceremonies.size() >= ceremonies_kept_max) {
        const auto* oldest = least_missed(draft.state().custody);
        if (oldest == nullptr) return;
        const auto id = oldest->ceremony.casting.id;
        forget_said(draft, said_prefix(id));
        forget_transcript(draft, id);
        draft.forget_ceremony(id);
    }
}

void forget_said(Draft& draft, const std::string& prefix) {
    std::vector<std::string> rows;
    for (const auto& [row, spoken] : draft.state().custody.said) {
        if (row.starts_with(prefix)) rows.push_back(row);
    }
    for (const auto& row : rows) draft.forget_said(row);
}

Result<Reply> shown_ceremony(Core& core, const CeremonyId& id, std::string_view person) {
    const auto& custody = core.state().custody;
    const auto found = custody.ceremonies.find(id);
    if (found == custody.ceremonies.end()) return errors::ceremony_unknown;
    const auto& kept = found->second;
    operate::CeremonyShown shown;
    shown.ceremony = wire::encode_public(kept.ceremony);
    shown.plan = kept.plan;
    shown.nonce = kept.nonce;
    for (const auto& [row, spoken] : custody.said) {
        if (row.starts_with(said_prefix(id))) shown.spoken.push_back(spoken);
    }
    shown.pepper = pepper_for(core, kept, person);
    return reply_with(shown);
}

}  // namespace sealwright::keeper
