// The routes `vault hold|lift`.
//
// A hold is in force with its commit: the next ask for a stored root key or a recovery key is
// refused. In a solo installation the local operator's hold counts as confirmed, so it does not
// lapse, and the same operator lifts it. Encrypts, probes and heartbeats go on: refusing one would
// harm a vault that runs. An init window stays: whether an init has begun in it nobody can see, and
// what it seals from now on it may open, once.
#include "operating.hpp"
#include "sealwright/policy/errors.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

bool is_in_init(const Vault& vault, std::uint64_t wall_ms) {
    return vault.may_init(wall_ms) && vault.root_sealed_ms != 0 &&
           wall_ms - std::min(wall_ms, vault.root_sealed_ms) < init_end_max_ms;
}

}  // namespace

Result<Reply> Operating::vault_hold(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::VaultHoldAsk>(ask.body));
    TRY(check_reason(message.reason));
    const auto wall_ms = core_.now().wall_ms;
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        TRY(found, known_vault(draft.state(), message.name));
        const auto& vault = *found;
        auto standing = draft.state().standing_of(vault.id);
        if (standing.hold) {
            return Error(errors::vault_held_already,
                         {fact("vault", vault.name), fact("by", standing.hold->by)});
        }
        if (is_in_init(vault, wall_ms) || sealing_.holds_init_of(vault)) {
            return Error(errors::init_in_progress, {fact("vault", vault.name)});
        }
        standing.hold = VaultHold{wall_ms, claims::Origin{ask.origin}.sentence(), message.reason};
        standing.restore_until_ms = 0;
        std::vector<journal::Field> facts{{"what", std::string("vault hold")},
                                          {"vault", vault.name},
                                          {"reason", message.reason},
                                          {"confirmed", std::string("solo installation")}};
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
        if (!standing.hold) return Error(errors::vault_not_held, {fact("vault", vault->name)});
        std::vector<journal::Field> facts{{"what", std::string("vault lift")},
                                          {"vault", vault->name},
                                          {"reason", message.reason},
                                          {"held since", standing.hold->since_ms},
                                          {"held by", standing.hold->by}};
        standing.hold.reset();
        draft.put(standing);
        return facts;
    }));
    return all_vaults(message.name);
}

}  // namespace sealwright::keeper
