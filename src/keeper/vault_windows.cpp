// The routes `vault allow-init|allow-restore`: windows, each closed by what it was opened for.
#include "operating.hpp"
#include "sealwright/policy/errors.hpp"

namespace sealwright::keeper {
namespace {

constexpr std::uint32_t window_seconds_max = 24 * 60 * 60;

Result<void> check_window(const State& state,
                          const std::string& name,
                          std::uint32_t seconds,
                          std::uint64_t wall_ms) {
    if (seconds == 0 || seconds > window_seconds_max) {
        return Error(errors::window_length, {fact("seconds", seconds)});
    }
    TRY(vault, known_vault(state, name));
    if (state.standing_of(vault->id).is_held(wall_ms)) {
        return Error(errors::vault_held, {fact("vault", name)});
    }
    return done;
}

}  // namespace

// Proves, before any vault depends on it, that a value can be sealed, opened again and committed.
Result<void> Operating::preflight(const Vault& vault) {
    const auto& keys = core_.state().keys.at(vault.id);
    TRY(data_key, core_.keys().open(keys.data_key, core_.place()));
    const auto version = vault.seal_key_version;
    TRY(key, open_seal_key(data_key, vault, version, keys.seal_keys.at(version)));
    const seal::SealHeader header{
        vault.id, claims::SealClass::heartbeat, version, NodeId(), core_.latest_ms()};
    const auto& environment = vault.provenance.environment;
    const auto plaintext = view_of("Heartbeat 0");
    const auto text = seal::seal_value(key, header, environment, plaintext, core_.random());
    if (!seal::reads_back(key, text, environment, plaintext)) return errors::seal_readback;
    return done;
}

Result<Reply> Operating::vault_allow_init(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::VaultAllowInitAsk>(ask.body));
    TRY(check_window(core_.state(), message.name, message.seconds, core_.latest_ms()));
    TRY(preflight(*core_.state().vault_named(message.name)));

    const auto until = core_.latest_ms() + std::uint64_t{message.seconds} * 1000;
    const auto decide = [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        TRY(check_window(draft.state(), message.name, message.seconds, core_.latest_ms()));
        auto vault = *draft.state().vault_named(message.name);
        vault.init_until_ms = until;
        draft.put(vault);
        return std::vector<journal::Field>{
            {"what", std::string("vault allow-init")}, {"vault", vault.name}, {"until", until}};
    };
    TRY(change(ask, decide));
    return all_vaults(message.name);
}

Result<Reply> Operating::vault_allow_restore(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::VaultAllowRestoreAsk>(ask.body));
    const auto until = core_.latest_ms() + std::uint64_t{message.seconds} * 1000;
    const auto decide = [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        TRY(check_window(draft.state(), message.name, message.seconds, core_.latest_ms()));
        const auto& vault = *draft.state().vault_named(message.name);
        auto standing = draft.state().standing_of(vault.id);
        standing.restore_until_ms = until;
        std::vector<journal::Field> facts{
            {"what", std::string("vault allow-restore")}, {"vault", vault.name}, {"until", until}};
        draft.put(standing);
        return facts;
    };
    TRY(change(ask, decide));
    return all_vaults(message.name);
}

}  // namespace sealwright::keeper
