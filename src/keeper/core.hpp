// Core: the keeper's open state, and the one way to change it.
//
// Phases: `locked` (the store or k tokens are missing, or the state was lost after a failed
// commit), `empty` (waits for init), `open`. A commit is one durable write of rows and entries;
// when it was lost to another writer the state is read again and the caller decides again; when its
// answer was lost nothing is known, so the core locks until it has read the store again. Everything
// from outside (depot, tokens, clock, random) comes as an argument. Process: keeper. Spec: DESIGN
// of the keeper's loop in docs/ARCHITECTURE.md.
#pragma once

#include "opener.hpp"
#include "sealwright/core/now.hpp"

#include <cstdint>

namespace sealwright::keeper {

enum class Phase : std::uint8_t { locked, empty, open };

// The same phase in the words of a message: each has an enumeration of its own.
template <class Public>
Public public_phase(Phase phase) {
    switch (phase) {
        case Phase::locked:
            return Public::locked;
        case Phase::empty:
            return Public::empty;
        case Phase::open:
            return Public::open;
    }
    return Public::locked;
}

class Core {
public:
    Core(store::Depot& depot,
         hsm::client::Tokens& tokens,
         const Clock& clock,
         Random& random,
         supervise::Settings settings);

    [[nodiscard]] Phase phase() const { return phase_; }
    [[nodiscard]] const std::optional<Error>& waits_for() const { return waits_for_; }
    [[nodiscard]] const State& state() const { return state_; }
    [[nodiscard]] const Book& book() const { return book_; }
    [[nodiscard]] const Keyring& keyring() const;
    // The service identity key; only while open.
    [[nodiscard]] const crypto::SigningSeed& identity() const;
    [[nodiscard]] const supervise::Settings& settings() const { return settings_; }
    [[nodiscard]] Now now() const { return clock_.now(); }
    [[nodiscard]] Random& random() { return random_; }
    [[nodiscard]] hsm::client::KeyOpener& keys() { return keys_; }
    [[nodiscard]] hsm::client::Tokens& tokens() { return tokens_; }
    [[nodiscard]] hsm::client::Place place() const;

    // Locked: tries to open once. Open: reads the store again when another instance changed it.
    void refresh();

    [[nodiscard]] Draft draft();

    enum class CommitResult { committed, conflict };
    Result<CommitResult> commit(Draft draft);

    // After a `commit` that failed: where it led, if it was written all the same. Nothing when it
    // certainly was not.
    [[nodiscard]] const std::optional<store::Head>& lost_head() const { return lost_head_; }
    // What stands in the chain at the place of this entry; reads the store.
    enum class Found { not_yet, it, another };
    Result<Found> find(const store::Head& head);

    // Makes the first state of an installation; only while `empty`.
    Result<void> found(const Installation& installation,
                       const hsm::client::SharedKey& service_key,
                       crypto::SigningSeed identity,
                       EntryDraft entry);

    // Signs everything so far, when there is something unsigned.
    Result<void> checkpoint();
    // What became of this keeper's commits; wall times, 0: none yet.
    struct Commits {
        std::uint64_t committed_ms = 0;
        std::uint64_t checkpointed_ms = 0;
        std::uint64_t failed = 0;
        bool has_failed_last = false;
    };
    [[nodiscard]] const Commits& commits() const { return commits_; }
    [[nodiscard]] std::string verifier_key() const;
    Result<store::Entries> read_entries(std::uint64_t first, std::uint32_t count);

private:
    Result<CommitResult> write(Draft& draft, Book::Written written, const StateMark& mark);
    Result<std::optional<Opened>> open_again();
    void lock(const Error& error);
    void adopt(Opened opened);
    void record_start();

    store::Depot& depot_;
    hsm::client::Tokens& tokens_;
    const Clock& clock_;
    Random& random_;
    supervise::Settings settings_;
    hsm::client::KeyOpener keys_;

    Phase phase_ = Phase::locked;
    std::optional<Error> waits_for_;
    std::optional<store::Head> lost_head_;  // Where a commit without an answer would have led.
    bool started_ = false;                  // Whether this process has written its `started` entry.
    State state_;
    Digest state_digest_{};  // Of state_, computed once a change.
    Book book_;
    std::optional<Keyring> keyring_;
    std::optional<crypto::SigningSeed> identity_;
    Commits commits_;
};

}  // namespace sealwright::keeper
