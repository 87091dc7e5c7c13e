// The routes `vault hold|lift`.
//
// A hold is in force with its commit: the next ask for a stored root key or a recovery key is
// refused. By one person it lapses, until another confirms it; in a solo installation the local
// operator's counts as confirmed, and the same operator lifts it. Encrypts, probes and heartbeats
// go on: refusing one would harm a vault that runs. An init window stays: whether an init has begun
// in it nobody can see, and what it seals from now on it may open, once.
#include "operating.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/policy/errors.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

bool is_in_init(const Vault& vault, std::uint64_t wall_ms) {
    return vault.may_init(wall_ms) && vault.root_sealed_ms != 0 &&
           wall_ms - std::min(wall_ms, vault.root_sealed_ms) < init_end_max_ms;
}

}  // namespace

Stopper Operating::stopper_of(const OperatorAsk& ask) const {
    const auto* person = std::get_if<claims::PersonOrigin>(&ask.origin.of);
    const bool is_alone = !core_.state().is_founded();
    return {sentence_of(ask), person == nullptr ? std::string() : person->names, is_alone};
}

void add_stop(std::vector<journal::Field>& facts, const Stop& stop, Stops::Effect effect) {
    if (stop.until_ms != 0) facts.push_back({"until", stop.until_ms});
    if (effect == Stops::Effect::confirmed) facts.push_back({"confirms", stop.by});
}

Result<Reply> Operating::vault_hold(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::VaultHoldAsk>(ask.body));
    TRY(check_reason(message.reason));
    const auto wall_ms = core_.latest_ms();
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        TRY(found, known_vault(draft.state(), message.name));
        const auto& vault = *found;
        auto standing = draft.state().standing_of(vault.id);
        if (is_in_init(vault, wall_ms) || sealing_.holds_init_of(vault)) {
            return Error(errors::init_in_progress, {fact("vault", vault.name)});
        }
        const auto effect =
            standing.holds.begin(stopper_of(ask), message.reason, draft.next_sequence(), wall_ms);
        if (!effect && effect.error().is(errors::confirmed_already)) {
            return Error(errors::vault_held_already,
                         {fact("vault", vault.name), fact("by", standing.holds.now(wall_ms)->by)});
        }
        if (!effect) return effect.error();
        standing.restore_until_ms = 0;
        std::vector<journal::Field> facts{
            {"what", std::string("vault hold")}, {"vault", vault.name}, {"reason", message.reason}};
        add_stop(facts, *standing.holds.now(wall_ms), *effect);
        draft.put(standing);
        return facts;
    }));
    return all_vaults(message.name);
}

Result<Reply> Operating::vault_lift(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::VaultLiftAsk>(ask.body));
    TRY(check_reason(message.reason));
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        TRY(vault, known_vault(draft.state(), message.name));
        auto standing = draft.state().standing_of(vault->id);
        const auto wall_ms = core_.latest_ms();
        if (!standing.is_held(wall_ms)) {
            return Error(errors::vault_not_held, {fact("vault", vault->name)});
        }
        // Two acts that cross must not void each other: which hold it lifts is signed.
        if (message.entry == 0 && draft.state().is_founded()) return errors::hold_is_another;
        TRY(lifted, standing.holds.lift(message.entry, wall_ms));
        std::vector<journal::Field> facts{{"what", std::string("vault lift")},
                                          {"vault", vault->name},
                                          {"reason", message.reason},
                                          {"held since", lifted.since_ms},
                                          {"held by", lifted.by}};
        draft.put(standing);
        return facts;
    }));
    return all_vaults(message.name);
}

}  // namespace sealwright::keeper
