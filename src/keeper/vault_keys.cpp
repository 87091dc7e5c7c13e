// The routes `vault rotate-key|retire-version`: the versions N of a vault's seal key.
//
// A rotation adds a version; the vault sees it in the answer to its next probe after an unseal and
// sends what it keeps to be sealed anew. A version is destroyed only when nothing that is known may
// be presented under it any more.
#include "operating.hpp"

namespace sealwright::keeper {
namespace {

constexpr std::size_t versions_max = 64;

Result<const Vault*> may_rotate(const State& state,
                                const std::string& name,
                                std::uint64_t wall_ms) {
    TRY(vault, known_vault(state, name));
    if (vault->root_sealed_ms == 0) {
        return Error(errors::vault_not_begun, {fact("vault", name)});
    }
    // In the middle of an init N may not move under the vault.
    if (vault->may_init(wall_ms)) return Error(errors::init_window_open, {fact("vault", name)});
    // It would open its recovery key to have it sealed anew, and cannot.
    const auto* rooting = state.rooting_of(vault->id);
    if (rooting != nullptr && rooting->needs_custodians()) {
        return Error(errors::recovery_not_rewrapped, {fact("vault", name)});
    }
    const auto live = state.keys.at(vault->id).seal_keys.size();
    if (live >= versions_max) return Error(errors::versions_too_many, {fact("versions", live)});
    return vault;
}

Error presented(std::string_view what, std::uint32_t version) {
    return {errors::version_presented, {fact("version", version), fact("by", what)}};
}

// Whether the vault's values, as far as they are known, are all under newer versions.
Result<void> check_values(const Standing& standing, std::uint32_t version) {
    if (standing.root_version <= version) return presented("the stored root key", version);
    const auto has_recovery = standing.recovery_version != 0;
    if (has_recovery && standing.recovery_version <= version) {
        return presented("the recovery key", version);
    }
    return done;
}

// A node shows by unsealing what its own storage holds.
Result<void> check_nodes(const State& state, const Standing& standing, std::uint32_t version) {
    for (const auto& [id, node] : state.nodes) {
        if (node.vault != standing.vault || !node.in_force()) continue;
        const auto opened = standing.opened.find(id);
        if (opened == standing.opened.end() || opened->second <= version) {
            return presented("node " + node.name + ", which has not unsealed since", version);
        }
    }
    return done;
}

Result<void> may_retire(const State& state,
                        const claims::ClassTable& classes,
                        const Vault& vault,
                        const operate::VaultRetireVersionAsk& ask) {
    if (ask.version == vault.seal_key_version) {
        return Error(errors::version_current, {fact("version", ask.version)});
    }
    if (!state.keys.at(vault.id).seal_keys.contains(ask.version)) {
        return Error(errors::version_unknown, {fact("version", ask.version)});
    }
    // Nobody counts what a vault keeps of a class that is unknown here.
    if (classes.rule(claims::SealClass::other) == claims::Rule::allow) {
        return Error(errors::version_uncounted, {fact("version", ask.version)});
    }
    const auto& standing = state.standing_of(vault.id);
    TRY(check_values(standing, ask.version));
    TRY(check_nodes(state, standing, ask.version));
    if (!ask.drop_snapshots && standing.snapshots.contains(ask.version)) {
        return Error(errors::version_in_snapshots, {fact("version", ask.version)});
    }
    return done;
}

}  // namespace

Result<Reply> Operating::vault_rotate_key(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::VaultRotateKeyAsk>(ask.body));
    TRY(found, may_rotate(core_.state(), message.name, core_.latest_ms()));
    TRY(data_key, core_.keys().open(core_.state().keys.at(found->id).data_key, core_.place()));

    const auto decide = [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        TRY(current, may_rotate(draft.state(), message.name, core_.latest_ms()));
        auto vault = *current;
        const auto before = vault.seal_key_version++;
        const auto seal_key = crypto::ShareSplitter::fresh_key<seal::SealKeyTag>(core_.random());
        const auto sealed = seal_seal_key(data_key, vault, seal_key, core_.random());
        TRY(open_seal_key(data_key, vault, vault.seal_key_version, sealed));
        draft.put(vault);
        draft.put_seal_key(vault.id, vault.seal_key_version, sealed);
        return std::vector<journal::Field>{{"what", std::string("vault rotate-key")},
                                           {"vault", vault.name},
                                           {"version", std::uint64_t{vault.seal_key_version}},
                                           {"before", std::uint64_t{before}}};
    };
    TRY(change(ask, decide));
    return all_vaults(message.name);
}

Result<Reply> Operating::vault_retire_version(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::VaultRetireVersionAsk>(ask.body));
    const auto decide = [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        TRY(vault, known_vault(draft.state(), message.name));
        TRY(may_retire(draft.state(), core_.settings().classes, *vault, message));
        std::vector<journal::Field> facts{
            {"what", std::string("vault retire-version")},
            {"vault", vault->name},
            {"version", std::uint64_t{message.version}},
            {"drop snapshots", std::string(message.drop_snapshots ? "yes" : "no")}};
        auto standing = draft.state().standing_of(vault->id);
        const auto id = vault->id;
        draft.retire_seal_key(id, message.version);
        if (standing.snapshots.erase(message.version) != 0) draft.put(standing);
        return facts;
    };
    TRY(change(ask, decide));
    return all_vaults(message.name);
}

}  // namespace sealwright::keeper
