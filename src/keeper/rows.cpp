#include "rows.hpp"

#include "errors.hpp"
#include "sealwright/crypto/hash.hpp"

#include <charconv>
#include <optional>

namespace sealwright::keeper {
namespace {

Error broken(const store::Row& row) {
    return {errors::state_broken, {fact("row", row.key)}};
}

std::string table_of(const std::string& key) {
    return key.substr(0, key.find('/'));
}

struct SealKeyPlace {
    VaultId vault;
    std::uint32_t version = 0;
};

// "sealkey/<32 hex digits>/<N>", in its one form.
std::optional<SealKeyPlace> seal_key_place(const std::string& key) {
    constexpr std::size_t id_start = std::string_view("sealkey/").size();
    constexpr std::size_t id_size = IdBytes{}.size() * 2;
    if (key.size() <= id_start + id_size + 1) return std::nullopt;
    SealKeyPlace place;
    const auto id = VaultId::parse("vault-" + key.substr(id_start, id_size));
    const auto* last = key.data() + key.size();
    const auto read = std::from_chars(key.data() + id_start + id_size + 1, last, place.version);
    if (!id || read.ec != std::errc() || place.version == 0) return std::nullopt;
    place.vault = *id;
    if (seal_key_row(place.vault, place.version) != key) return std::nullopt;
    return place;
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

Result<void> apply_proof(State& state, const Keyring& keyring, const store::Row& row) {
    TRY(proof, open<Proof>(keyring, row));
    if (proof_row(proof.node) != row.key) return broken(row);
    state.proofs[proof.node] = std::move(proof);
    return done;
}

Result<void> apply_seen(State& state, const Keyring& keyring, const store::Row& row) {
    TRY(seen, open<Seen>(keyring, row));
    if (seen_row(seen.node) != row.key) return broken(row);
    state.seen[seen.node] = std::move(seen);
    return done;
}

Result<void> apply_data_key(State& state, const Keyring& keyring, const store::Row& row) {
    TRY(record, open<hsm::KeyRecord>(keyring, row));
    const VaultId id(record.subject_id);
    if (data_key_row(id, record.version) != row.key || record.wraps.empty()) return broken(row);
    state.keys[id].data_key = std::move(record);
    return done;
}

Result<void> apply_standing(State& state, const Keyring& keyring, const store::Row& row) {
    TRY(standing, open<Standing>(keyring, row));
    if (standing_row(standing.vault) != row.key) return broken(row);
    state.standings[standing.vault] = std::move(standing);
    return done;
}

Result<void> apply_rooting(State& state, const Keyring& keyring, const store::Row& row) {
    TRY(rooting, open<Rooting>(keyring, row));
    if (rooting_row(rooting.vault) != row.key) return broken(row);
    state.rootings[rooting.vault] = std::move(rooting);
    return done;
}

Result<void> apply_request(State& state, const Keyring& keyring, const store::Row& row) {
    // One that ended long ago left an empty row.
    if (row.value.empty()) return done;
    TRY(kept, open<KeptRequest>(keyring, row));
    if (request_row(kept.request.id) != row.key) return broken(row);
    state.requests[kept.request.id] = std::move(kept);
    return done;
}

Result<void> apply_ceremony(State& state, const Keyring& keyring, const store::Row& row) {
    if (row.value.empty()) return done;
    TRY(kept, open<KeptCeremony>(keyring, row));
    if (ceremony_row(kept.ceremony.casting.id) != row.key) return broken(row);
    state.custody.ceremonies[kept.ceremony.casting.id] = std::move(kept);
    return done;
}

// Its key is its place: ceremony, round and index.
Result<void> apply_said(State& state, const Keyring& keyring, const store::Row& row) {
    if (row.value.empty()) return done;
    TRY(spoken, open<operate::Spoken>(keyring, row));
    const auto place = std::to_string(spoken.round) + "/" + std::to_string(spoken.index);
    if (!row.key.ends_with("/" + place)) return broken(row);
    state.custody.said[row.key] = std::move(spoken);
    return done;
}

Result<void> apply_transcript(State& state, const Keyring& keyring, const store::Row& row) {
    if (row.value.empty()) return done;
    TRY(part, open<TranscriptPart>(keyring, row));
    state.custody.transcripts[row.key] = std::move(part);
    return done;
}

Result<void> apply_single(State& state, const Keyring& keyring, const store::Row& row) {
    if (row.key == archives_row) {
        TRY(archives, open<Archives>(keyring, row));
        state.archives = std::move(archives);
    } else if (row.key == policy_row) {
        TRY(policy, open<HeldPolicy>(keyring, row));
        state.policy = std::move(policy);
    } else if (row.key == anchors_row) {
        TRY(anchors, open<HeldAnchors>(keyring, row));
        state.anchors = std::move(anchors);
    } else if (row.key == roster_row) {
        TRY(roster, open<HeldRoster>(keyring, row));
        state.roster = std::move(roster);
    } else if (row.key == proven_row) {
        TRY(proven, open<Proven>(keyring, row));
        state.custody.proven = std::move(proven);
    } else if (row.key == freeze_row) {
        TRY(freeze, open<Stops>(keyring, row));
        state.freeze = std::move(freeze);
    } else {
        return broken(row);
    }
    return done;
}

// Its place is checked when it is opened: vault and N are in its associated data. An empty value is
// a version that was retired.
Result<void> apply_seal_key(State& state, const store::Row& row) {
    const auto place = seal_key_place(row.key);
    if (!place) return broken(row);
    const auto vault = state.vaults.find(place->vault);
    if (vault == state.vaults.end() || place->version > vault->second.seal_key_version) {
        return broken(row);
    }
    if (!row.value.empty()) state.keys[place->vault].seal_keys[place->version] = row.value;
    return done;
}

}  // namespace

std::string vault_row(const VaultId& id) {
    return "vault/" + to_hex(id.bytes());
}
std::string standing_row(const VaultId& id) {
    return "standing/" + to_hex(id.bytes());
}
std::string node_row(const NodeId& id) {
    return "node/" + to_hex(id.bytes());
}
std::string proof_row(const NodeId& id) {
    return "proof/" + to_hex(id.bytes());
}
std::string seen_row(const NodeId& id) {
    return "seen/" + to_hex(id.bytes());
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

Result<std::optional<Founding>> read_founding(const store::Row& row) {
    if (row.value.empty()) return std::optional<Founding>();
    TRY(founding, wire::decode<Founding>(row.value));
    return std::optional<Founding>(std::move(founding));
}

bool is_clear(const std::string& row) {
    return row == group_row || row == checkpoint_row || row.starts_with("wrap/");
}

Result<void> apply_clear(Custody& custody, const store::Row& row) {
    if (row.key == checkpoint_row) {
        if (row.value.size() > operate::checkpoint_max) return broken(row);
        custody.checkpoint = std::string(text_of(row.value));
        return done;
    }
    if (row.key == group_row) {
        auto group = wire::decode<HeldGroup>(row.value);
        if (!group) return broken(row);
        custody.group = std::move(*group);
        return done;
    }
    if (row.value.empty()) return done;
    auto wrap = wire::decode<operate::Wrap>(row.value);
    if (!wrap) return broken(row);
    const auto label = threshold::Label::parse(wrap->label);
    if (!label || wrap_row(label->group, *label) != row.key) return broken(row);
    custody.wraps[row.key] = std::move(*wrap);
    return done;
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
    if (is_clear(row.key)) return apply_clear(state.custody, row);
    if (row.key == identity_row) {
        state.identity = row.value;
        return done;
    }
    if (row.key == founding_row) {
        TRY(founding, read_founding(row));
        state.founding = std::move(founding);
        return done;
    }
    if (table == "vault") return apply_vault(state, keyring, row);
    if (table == "standing") return apply_standing(state, keyring, row);
    if (table == "node") return apply_node(state, keyring, row);
    if (table == "proof") return apply_proof(state, keyring, row);
    if (table == "seen") return apply_seen(state, keyring, row);
    if (table == "datakey") return apply_data_key(state, keyring, row);
    if (table == "sealkey") return apply_seal_key(state, row);
    if (table == "rooting") return apply_rooting(state, keyring, row);
    if (table == "request") return apply_request(state, keyring, row);
    if (table == "ceremony") return apply_ceremony(state, keyring, row);
    if (table == "said") return apply_said(state, keyring, row);
    if (table == "transcript") return apply_transcript(state, keyring, row);
    return apply_single(state, keyring, row);
}

}  // namespace sealwright::keeper
