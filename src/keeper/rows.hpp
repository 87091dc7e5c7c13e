// Rows: how the state stands in the store, key by key.
//
// "installation", "founding", "group", "wrap/…" and "checkpoint" are in clear; "identity",
// "archives", "policy", "anchors", "roster", "freeze", "proven", "request/…", "vault/…",
// "standing/…", "rooting/…", "node/…", "proof/…", "seen/…" and "datakey/…", "ceremony/…", "said/…"
// and "transcript/…" are sealed under the service key; "sealkey/…" under the vault's data key and
// kept here as it is. Process: keeper. Spec: docs/protocol/depot.md section 5.
#pragma once

#include "keyring.hpp"
#include "sealwright/store/messages.hpp"
#include "state.hpp"

namespace sealwright::keeper {

inline constexpr const char* installation_row = "installation";
inline constexpr const char* identity_row = "identity";

std::string vault_row(const VaultId& id);
std::string standing_row(const VaultId& id);
std::string node_row(const NodeId& id);
std::string proof_row(const NodeId& id);
std::string seen_row(const NodeId& id);
std::string data_key_row(const VaultId& id, std::uint32_t version);
std::string seal_key_row(const VaultId& id, std::uint32_t version);

// Opens one row into the state. An unknown key is a failure: a newer release wrote it.
Result<void> apply_row(State& state, const Keyring& keyring, const store::Row& row);
Result<Installation> read_installation(const store::Row& row);
// Nothing: none is under way.
Result<std::optional<Founding>> read_founding(const store::Row& row);

// The group, what is sealed to it, and how far the journal had come: read without any key.
bool is_clear(const std::string& row);
Result<void> apply_clear(Custody& custody, const store::Row& row);

// Stamps a row: its version and digest, which the state's digest covers.
void stamp_row(State& state, const store::Row& row);

}  // namespace sealwright::keeper
