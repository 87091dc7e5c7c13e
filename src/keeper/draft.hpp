// Draft: what a batch wants to make of the state, before it is durable.
//
// Decisions read the draft and so see what earlier asks of the batch left. It copies the state only
// when a decision changes a row. A lost compare-and-swap throws the whole draft away. Process:
// keeper.
#pragma once

#include "keyring.hpp"
#include "sealwright/journal/entry.hpp"
#include "sealwright/store/messages.hpp"
#include "state.hpp"

#include <optional>
#include <vector>

namespace sealwright::keeper {

// An entry that has no place in the chain yet.
struct EntryDraft {
    std::optional<claims::Origin> origin;
    journal::Kind kind{};
    std::vector<journal::Field> fields;
};

class Draft {
public:
    // `next_sequence` is the place that the first recorded entry will get.
    Draft(const State& base, const Keyring& keyring, Random& random, std::uint64_t next_sequence)
        : base_(base), keyring_(keyring), random_(random), next_sequence_(next_sequence) {}

    [[nodiscard]] const State& state() const { return changed_ ? *changed_ : base_; }
    [[nodiscard]] const std::vector<store::Row>& changed_rows() const { return puts_; }
    [[nodiscard]] const std::vector<EntryDraft>& entries() const { return entries_; }
    [[nodiscard]] bool is_empty() const { return puts_.empty() && entries_.empty(); }

    void put(const Installation& installation);
    void put_identity(const Bytes& sealed);
    void put(const Vault& vault);
    void put(const Standing& standing);
    void put(const Rooting& rooting);
    void put(const Node& node);
    void put(const Proof& proof);
    void put(const Seen& seen);
    void put(const VaultId& vault, const hsm::KeyRecord& data_key);
    void put(const Archives& archives);
    void put(const HeldPolicy& policy);
    void put(const HeldAnchors& anchors);
    void put(const HeldRoster& roster);
    void put(const KeptRequest& request);
    void forget_request(const RequestId& id);
    void put_freeze(const Stops& freeze);
    void put(const KeptCeremony& kept);
    void put_said(const CeremonyId& id, const operate::Spoken& spoken);
    void put(const std::string& row, const TranscriptPart& part);
    void put(const HeldGroup& group);
    void put(const Proven& proven);
    void put_checkpoint(const std::string& note);
    void put_wrap(const std::string& row, const operate::Wrap& wrap);
    // Their rows stay, empty: what custodians have sealed to each other once all have confirmed,
    // and what is sealed to a group that is none any more.
    void forget_said(const std::string& row);
    void forget_wrap(const std::string& row);
    void forget_transcript(const std::string& row);
    void forget_ceremony(const CeremonyId& id);
    // Nothing: it is over.
    void put_founding(const std::optional<Founding>& founding);
    void put_seal_key(const VaultId& vault, std::uint32_t version, const Bytes& sealed);
    // Its row stays, empty, so that nobody can bring the key back unseen.
    void retire_seal_key(const VaultId& vault, std::uint32_t version);

    // Entries up to this one leave with the commit, which must say so in a row and in an entry.
    void remove_entries_to(std::uint64_t sequence) { removes_to_ = sequence; }
    [[nodiscard]] std::uint64_t removes_to() const { return removes_to_; }

    // The sequence that the entry will have once the draft is committed.
    std::uint64_t record(EntryDraft entry);
    [[nodiscard]] std::uint64_t next_sequence() const { return next_sequence_; }

    // For the book, which turns them into entries; the draft has none afterwards.
    [[nodiscard]] std::vector<EntryDraft> take_entries() { return std::move(entries_); }

    [[nodiscard]] bool changes_rows() const { return changed_.has_value(); }
    // The state this draft makes, if it is another one; the draft is used up.
    std::optional<State> take_changed_state();

private:
    State& change();
    // Writes the bytes as the next version of the row.
    void put_bytes(const std::string& key, std::uint64_t version, Bytes value);
    void put_sealed(const std::string& key, View plaintext);
    [[nodiscard]] std::uint64_t next_version(const std::string& key) const;

    const State& base_;
    const Keyring& keyring_;
    Random& random_;
    std::uint64_t next_sequence_;
    std::optional<State> changed_;
    std::vector<store::Row> puts_;
    std::vector<EntryDraft> entries_;
    std::uint64_t removes_to_ = 0;
};

// What was said under these rows.
void forget_said(Draft& draft, const std::string& prefix);
// So that one more ceremony has room.
void forget_ceremonies(Draft& draft);

}  // namespace sealwright::keeper
