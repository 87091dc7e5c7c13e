#include "rows.hpp"

#include "errors.hpp"
#include "sealwright/crypto/hash.hpp"

namespace sealwright::keeper {
namespace {

Error broken(const store::Row& row) {
    return {errors::state_broken, {fact("row", row.key)}};
}

std::string table_of(const std::string& key) {
    return key.substr(0, key.find('/'));
}

template <class T>
Result<T> open(const Keyring& keyring, const store::Row& row) {
    TRY(plaintext, keyring.open_row(row.key, row.version, row.value));
    return wire::decode<T>(plaintext);
}

// A row may not claim to be another one's content: its key is derived again from what it holds.
Result<void> apply_vault(State& state, const Keyring& keyring, const store::Row& row) {
    TRY(vault, open<Vault>(keyring, row));
    if (vault_row(vault.id) != row.key) return broken(row);
    state.vaults[vault.id] = std::move(vault);
    return done;
}

Result<void> apply_node(State& state, const Keyring& keyring, const store::Row& row) {
    TRY(node, open<Node>(keyring, row));
    if (node_row(node.id) != row.key) return broken(row);
    state.index(node);
    return done;
}

Result<void> apply_data_key(State& state, const Keyring& keyring, const store::Row& row) {
    TRY(record, open<hsm::KeyRecord>(keyring, row));
    const VaultId id(record.subject_id);
    if (data_key_row(id, record.version) != row.key || record.wraps.empty()) return broken(row);
    state.keys[id].data_key = std::move(record);
    return done;
}

// Its place is checked when it is opened: vault and N are in its associated data.
Result<void> apply_seal_key(State& state, const store::Row& row) {
    for (const auto& [id, vault] : state.vaults) {
        for (std::uint32_t version = 1; version <= vault.seal_key_version; ++version) {
            if (seal_key_row(id, version) != row.key) continue;
            state.keys[id].seal_keys[version] = row.value;
            return done;
        }
    }
    return broken(row);
}

}  // namespace

std::string vault_row(const VaultId& id) {
    return "vault/" + to_hex(id.bytes());
}
std::string node_row(const NodeId& id) {
    return "node/" + to_hex(id.bytes());
}
std::string data_key_row(const VaultId& id, std::uint32_t version) {
    return "datakey/" + to_hex(id.bytes()) + "/" + std::to_string(version);
}
// After "vault/…" in key order would be wrong: "sealkey/" sorts before it, so callers apply vaults
// first.
std::string seal_key_row(const VaultId& id, std::uint32_t version) {
    return "sealkey/" + to_hex(id.bytes()) + "/" + std::to_string(version);
}

Result<Installation> read_installation(const store::Row& row) {
    return wire::decode<Installation>(row.value);
}

void stamp_row(State& state, const store::Row& row) {
    state.rows[row.key] = {row.version, crypto::sha256(row.value)};
}

Result<void> apply_row(State& state, const Keyring& keyring, const store::Row& row) {
    stamp_row(state, row);
    const auto table = table_of(row.key);
    if (row.key == installation_row) {
        TRY(installation, read_installation(row));
        state.installation = std::move(installation);
        return done;
    }
    if (row.key == identity_row) {
        state.identity = row.value;
        return done;
    }
    if (table == "vault") return apply_vault(state, keyring, row);
    if (table == "node") return apply_node(state, keyring, row);
    if (table == "datakey") return apply_data_key(state, keyring, row);
    if (table == "sealkey") return apply_seal_key(state, row);
    return broken(row);
}

}  // namespace sealwright::keeper
