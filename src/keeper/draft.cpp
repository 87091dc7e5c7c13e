#include "draft.hpp"

#include "rows.hpp"

#include <algorithm>
#include <utility>

namespace sealwright::keeper {

State& Draft::change() {
    if (!changed_) changed_ = base_;
    return *changed_;
}

std::uint64_t Draft::next_version(const std::string& key) const {
    const auto found = base_.rows.find(key);
    return found == base_.rows.end() ? 1 : found->second.version + 1;
}

// One put a row and commit: a row that the batch changes twice is written once, with its last
// value.
void Draft::put_bytes(const std::string& key, std::uint64_t version, Bytes value) {
    store::Row row{key, version, std::move(value)};
    stamp_row(change(), row);
    const auto same = [&](const store::Row& each) { return each.key == key; };
    const auto found = std::find_if(puts_.begin(), puts_.end(), same);
    if (found != puts_.end()) {
        *found = std::move(row);
        return;
    }
    puts_.push_back(std::move(row));
}

void Draft::put_sealed(const std::string& key, View plaintext) {
    const auto version = next_version(key);
    put_bytes(key, version, keyring_.seal_row(key, version, plaintext, random_));
}

void Draft::put(const Installation& installation) {
    change().installation = installation;
    put_bytes(installation_row, next_version(installation_row), wire::encode_public(installation));
}

void Draft::put_identity(const Bytes& sealed) {
    change().identity = sealed;
    put_bytes(identity_row, next_version(identity_row), sealed);
}

void Draft::put(const Vault& vault) {
    auto& state = change();
    state.vaults[vault.id] = vault;
    state.standings.try_emplace(vault.id).first->second.vault = vault.id;
    put_sealed(vault_row(vault.id), wire::encode(vault));
}

void Draft::put(const Standing& standing) {
    change().standings[standing.vault] = standing;
    put_sealed(standing_row(standing.vault), wire::encode(standing));
}

void Draft::put(const Rooting& rooting) {
    change().rootings[rooting.vault] = rooting;
    put_sealed(rooting_row(rooting.vault), wire::encode(rooting));
}

void Draft::put(const Node& node) {
    change().index(node);
    put_sealed(node_row(node.id), wire::encode(node));
}

void Draft::put(const Proof& proof) {
    change().proofs[proof.node] = proof;
    put_sealed(proof_row(proof.node), wire::encode(proof));
}

void Draft::put(const Seen& seen) {
    change().seen[seen.node] = seen;
    put_sealed(seen_row(seen.node), wire::encode(seen));
}

void Draft::put(const VaultId& vault, const hsm::KeyRecord& data_key) {
    change().keys[vault].data_key = data_key;
    put_sealed(data_key_row(vault, data_key.version), wire::encode(data_key));
}

void Draft::put(const Archives& archives) {
    change().archives = archives;
    put_sealed(archives_row, wire::encode(archives));
}

void Draft::put(const HeldPolicy& policy) {
    change().policy = policy;
    put_sealed(policy_row, wire::encode(policy));
}

void Draft::put(const HeldAnchors& anchors) {
    change().anchors = anchors;
    put_sealed(anchors_row, wire::encode(anchors));
}

void Draft::put(const HeldRoster& roster) {
    change().roster = roster;
    put_sealed(roster_row, wire::encode(roster));
}

void Draft::put(const KeptRequest& request) {
    change().requests[request.request.id] = request;
    put_sealed(request_row(request.request.id), wire::encode(request));
}

// Its row stays, empty, so that nobody can bring it back unseen.
void Draft::forget_request(const RequestId& id) {
    change().requests.erase(id);
    const auto key = request_row(id);
    put_bytes(key, next_version(key), {});
}

void Draft::put_freeze(const Stops& freeze) {
    change().freeze = freeze;
    put_sealed(freeze_row, wire::encode(freeze));
}

void Draft::put(const KeptCeremony& kept) {
    const auto& id = kept.ceremony.casting.id;
    change().custody.ceremonies[id] = kept;
    put_sealed(ceremony_row(id), wire::encode(kept));
}

void Draft::put_said(const CeremonyId& id, const operate::Spoken& spoken) {
    const auto row = said_row(id, spoken.round, spoken.index);
    change().custody.said[row] = spoken;
    put_sealed(row, wire::encode(spoken));
}

void Draft::put(const std::string& row, const TranscriptPart& part) {
    change().custody.transcripts[row] = part;
    put_sealed(row, wire::encode(part));
}

void Draft::put(const HeldGroup& group) {
    change().custody.group = group;
    put_bytes(group_row, next_version(group_row), wire::encode_public(group));
}

void Draft::put_checkpoint(const std::string& note) {
    change().custody.checkpoint = note;
    const auto bytes = view_of(note);
    put_bytes(checkpoint_row, next_version(checkpoint_row), {bytes.begin(), bytes.end()});
}

void Draft::put(const Proven& proven) {
    change().custody.proven = proven;
    put_sealed(proven_row, wire::encode(proven));
}

void Draft::put_wrap(const std::string& row, const operate::Wrap& wrap) {
    change().custody.wraps[row] = wrap;
    put_bytes(row, next_version(row), wire::encode_public(wrap));
}

void Draft::forget_said(const std::string& row) {
    change().custody.said.erase(row);
    put_bytes(row, next_version(row), {});
}

void Draft::forget_transcript(const std::string& row) {
    change().custody.transcripts.erase(row);
    put_bytes(row, next_version(row), {});
}

void Draft::forget_wrap(const std::string& row) {
    change().custody.wraps.erase(row);
    put_bytes(row, next_version(row), {});
}

void Draft::forget_ceremony(const CeremonyId& id) {
    change().custody.ceremonies.erase(id);
    const auto row = ceremony_row(id);
    put_bytes(row, next_version(row), {});
}

void Draft::put_founding(const std::optional<Founding>& founding) {
    change().founding = founding;
    put_bytes(founding_row,
              next_version(founding_row),
              founding ? wire::encode_public(*founding) : Bytes());
}

void Draft::put_seal_key(const VaultId& vault, std::uint32_t version, const Bytes& sealed) {
    change().keys[vault].seal_keys[version] = sealed;
    const auto key = seal_key_row(vault, version);
    put_bytes(key, next_version(key), sealed);
}

void Draft::retire_seal_key(const VaultId& vault, std::uint32_t version) {
    change().keys[vault].seal_keys.erase(version);
    const auto key = seal_key_row(vault, version);
    put_bytes(key, next_version(key), {});
}

std::uint64_t Draft::record(EntryDraft entry) {
    entries_.push_back(std::move(entry));
    return next_sequence_++;
}

std::optional<State> Draft::take_changed_state() {
    return std::exchange(changed_, std::nullopt);
}

}  // namespace sealwright::keeper
