// The routes `vault add|status`.
#include "keys_room.hpp"
#include "operating.hpp"
#include "wrapping.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

// What may stand in a request path: segments of names, so that no two spellings mean one vault. No
// longer than a row gives it back, or the installation would not open again.
bool is_path(std::string_view text, bool with_slash) {
    if (text.size() > seal::mount_max) return false;
    std::size_t start = 0;
    while (start <= text.size()) {
        const auto end = with_slash ? std::min(text.find('/', start), text.size()) : text.size();
        if (!is_name(text.substr(start, end - start))) return false;
        start = end + 1;
    }
    return true;
}

void add_standing(operate::VaultInfo& info,
                  const Standing& standing,
                  const State& state,
                  std::uint64_t wall_ms) {
    info.root_version = standing.root_version;
    info.recovery_version = standing.recovery_version;
    if (standing.rewrap) info.rewrap_node = state.nodes.at(standing.rewrap->node).name;
    info.restore_until_ms = standing.restore_until_ms;
    const auto* hold = standing.holds.now(wall_ms);
    if (hold == nullptr) return;
    info.held_since_ms = hold->since_ms;
    info.held_by = hold->by;
    info.held_reason = hold->reason;
    info.held_entry = hold->entry;
    info.held_until_ms = hold->until_ms;
    info.held_confirmed_by = hold->confirmed_by;
}

operate::VaultInfo info_of(const Vault& vault,
                           const State& state,
                           std::uint64_t opened_ms,
                           std::uint64_t wall_ms) {
    operate::VaultInfo info;
    info.id = vault.id.str();
    info.name = vault.name;
    info.mount = vault.mount;
    info.key = vault.key;
    info.environment = vault.provenance.environment;
    info.seal_key_version = vault.seal_key_version;
    info.data_key_version = vault.data_key_version;
    info.init_until_ms = vault.init_until_ms;
    info.root_sealed_ms = vault.root_sealed_ms;
    info.root_opened_ms = opened_ms;
    for (const auto& [id, node] : state.nodes) {
        if (node.vault == vault.id && node.in_force()) ++info.nodes;
    }
    for (const auto& [version, sealed] : state.keys.at(vault.id).seal_keys) {
        info.versions.push_back(version);
    }
    info.is_production = vault.is_production;
    add_standing(info, state.standing_of(vault.id), state, wall_ms);
    return info;
}

}  // namespace

Reply Operating::all_vaults(const std::string& name) const {
    operate::Vaults vaults;
    const auto wall_ms = core_.latest_ms();
    for (const auto& [id, vault] : core_.state().vaults) {
        if (!name.empty() && vault.name != name) continue;
        auto info = info_of(vault, core_.state(), sealing_.root_opened_ms(id), wall_ms);
        if (!vault.may_init(wall_ms)) info.init_until_ms = 0;
        if (info.restore_until_ms <= wall_ms) info.restore_until_ms = 0;
        vaults.vaults.push_back(std::move(info));
    }
    return reply_with(vaults);
}

Result<Reply> Operating::vaults(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::VaultsAsk>(ask.body));
    if (!message.name.empty()) TRY(known_vault(core_.state(), message.name));
    return all_vaults(message.name);
}

// The data key is made and proved on the tokens first; only then is anything written.
Result<Reply> Operating::vault_add(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::VaultAddAsk>(ask.body));
    if (!is_name(message.name)) return Error(errors::name_invalid, {fact("name", message.name)});
    if (message.is_production && core_.state().installation->solo) {
        return Error(errors::production_unfounded, {fact("vault", message.name)});
    }
    if (!is_path(message.mount, true) || !is_path(message.key, false)) {
        return Error(errors::path_taken, {fact("mount", message.mount), fact("key", message.key)});
    }
    if (core_.state().vault_named(message.name) != nullptr) {
        return Error(errors::vault_exists, {fact("vault", message.name)});
    }
    TRY(check_name_new(core_.state().vault_alike(message.name)));
    const auto count = core_.state().vaults.size();
    if (count >= room_.vaults) return Error(errors::vaults_too_many, {fact("vaults", count)});
    const auto& custody = core_.state().custody;
    if (custody.group || custody.open() != nullptr) {
        TRY(check_keys_room(core_.state(), count + 1));
    }
    Vault vault;
    vault.id = VaultId(message.id);
    if (!vault.id.is_set()) vault.id = VaultId::random(core_.random());
    if (core_.state().vaults.contains(vault.id)) {
        return Error(errors::vault_exists, {fact("id", vault.id.str())});
    }
    vault.provenance = core_.state().installation->provenance;
    vault.name = message.name;
    vault.mount = message.mount;
    vault.key = message.key;
    vault.is_production = message.is_production;

    hsm::KeyRecord blank;
    blank.environment = vault.provenance.environment;
    blank.subject = hsm::KeySubject::vault_data_key;
    blank.subject_id = vault.id.bytes();
    blank.version = vault.data_key_version;
    const auto threshold = core_.state().installation->threshold;
    TRY(made, core_.keys().make(blank, threshold, core_.place()));
    const auto seal_key = crypto::ShareSplitter::fresh_key<seal::SealKeyTag>(core_.random());
    const auto sealed = seal_seal_key(made.key, vault, seal_key, core_.random());
    TRY(open_seal_key(made.key, vault, vault.seal_key_version, sealed));

    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        if (draft.state().vault_named(vault.name) != nullptr) return errors::vault_exists;
        if (draft.state().vaults.contains(vault.id)) return errors::vault_exists;
        const auto is_new = check_name_new(draft.state().vault_alike(vault.name));
        if (!is_new) return is_new.error();
        draft.put(vault);
        draft.put(vault.id, made.record);
        draft.put_seal_key(vault.id, vault.seal_key_version, sealed);
        Rooting rooting;
        rooting.vault = vault.id;
        rooting.box = make_recovery_box(made.key, vault);
        draft.put(rooting);
        const auto wrapped = wrap_to_all(draft, core_, subject_of(vault), made.key);
        if (!wrapped) return wrapped.error();
        return std::vector<journal::Field>{{"what", std::string("vault add")},
                                           {"vault", vault.name},
                                           {"vault id", vault.id.str()},
                                           {"path", vault.mount + "/" + vault.key}};
    }));
    return all_vaults(vault.name);
}

}  // namespace sealwright::keeper
