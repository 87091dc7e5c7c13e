#include "holding.hpp"

#include "sealwright/ceremony/errors.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/threshold/share.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

const ShareHolder* holder_named(const State& state, std::string_view person) {
    if (!state.custody.group) return nullptr;
    const auto& holders = state.custody.group->holders;
    const auto its = [&](const ShareHolder& each) { return each.person == person; };
    const auto found = std::ranges::find_if(holders, its);
    return found == holders.end() ? nullptr : &*found;
}

// Taking the share was a proof as well.
std::uint64_t proven_at(const Custody& custody, const Digest& group, std::uint16_t index) {
    const auto& proven = custody.proven;
    const auto found = proven.at_ms.find(index);
    const bool is_there = proven.group == group && found != proven.at_ms.end();
    return is_there ? found->second : custody.group->since_ms;
}

// Of the group in force: what another one's custodians have shown says nothing of it.
Proven proven_of(const Custody& custody, const Digest& group) {
    return custody.proven.group == group ? custody.proven : Proven{group, {}, 0};
}

Proven proven_of(const State& state) {
    check(state.custody.group.has_value());
    return proven_of(state.custody, state.custody.group->read_group().key().id());
}

operate::Custodians custodians_in(const State& state,
                                  const threshold::Group& group,
                                  std::uint64_t wall_ms) {
    operate::Custodians all;
    const auto& held = *state.custody.group;
    all.threshold = static_cast<std::uint8_t>(group.session().size().needed());
    all.epoch = group.epoch().value();
    all.since_ms = held.since_ms;
    const auto id = group.key().id();
    all.wraps = state.custody.wraps_of(id);
    for (const auto& holder : held.holders) {
        const auto at_ms = proven_at(state.custody, id, holder.index);
        const bool is_fresh = wall_ms < at_ms + Holding::proven_ms;
        const bool is_custodian = state.roster.roster.custodian_named(holder.person) != nullptr;
        all.custodians.push_back({holder.index, holder.person, at_ms, is_fresh && is_custodian});
    }
    return all;
}

}  // namespace

Result<Reply> Holding::challenge(const std::string& person) {
    if (holder_named(core_.state(), person) == nullptr) return errors::ceremony_not_holder;
    Drawn drawn;
    core_.random().fill(drawn.challenge);
    drawn.until_ms = core_.now().boottime_ms + challenge_ms;
    drawn_[person] = drawn;
    return reply_with(operate::HeldChallenge{drawn.challenge});
}

Result<Reply> Holding::prove(const std::string& person, const operate::HeldAsk& ask) {
    const auto* holder = holder_named(core_.state(), person);
    if (holder == nullptr) return errors::ceremony_not_holder;
    const auto drawn = drawn_.extract(person);
    const bool is_ours = !drawn.empty() && drawn.mapped().challenge == ask.challenge &&
                         core_.now().boottime_ms < drawn.mapped().until_ms;
    if (!is_ours) return errors::challenge_spent;
    const auto proof = wire::decode<threshold::Possession>(ask.proof);
    if (!proof) return errors::share_unproven;
    const auto group = core_.state().custody.group->read_group();
    TRY(index, threshold::Index::make(holder->index));
    if (!threshold::verify_held(group, index, ask.challenge, *proof)) return errors::share_unproven;

    auto draft = core_.draft();
    put_shown(draft, holder->index, core_.now().wall_ms);
    draft.record({claims::Origin{claims::PersonOrigin{person, {}}},
                  journal::Kind::act,
                  {{"what", std::string("share shown to be held")},
                   {"custodian", person},
                   {"index", std::uint64_t{holder->index}}}});
    TRY(core_.commit_once(std::move(draft)));
    return reply_with(custodians_of(core_.state(), core_.now().wall_ms));
}

void put_shown(Draft& draft, std::uint16_t index, std::uint64_t wall_ms) {
    auto proven = proven_of(draft.state());
    proven.at_ms[index] = wall_ms;
    draft.put(proven);
}

void put_drilled(Draft& draft, std::uint64_t wall_ms) {
    auto proven = proven_of(draft.state());
    proven.drilled_ms = wall_ms;
    draft.put(proven);
}

Quorum quorum_of(const State& state, std::uint64_t wall_ms) {
    if (!state.custody.group) return {};
    const auto group = state.custody.group->read_group();
    const auto all = custodians_in(state, group, wall_ms);
    if (all.custodians.empty()) return {};
    const auto shown = std::ranges::count_if(all.custodians, &operate::CustodianInfo::counts);
    return {static_cast<std::uint16_t>(all.custodians.size()),
            static_cast<std::uint16_t>(shown),
            all.threshold,
            all.since_ms,
            proven_of(state.custody, group.key().id()).drilled_ms};
}

operate::Custodians custodians_of(const State& state, std::uint64_t wall_ms) {
    if (!state.custody.group) return {};
    return custodians_in(state, state.custody.group->read_group(), wall_ms);
}

}  // namespace sealwright::keeper
