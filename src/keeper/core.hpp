// Core: the keeper's open state, and the one way to change it.
//
// Phases: `locked` (the store or k tokens are missing, or the state was lost after a failed
// commit), `empty` (waits for init), `open`. A commit is one durable write of rows and entries;
// when it was lost to another writer the state is read again and the caller decides again; when its
// answer was lost nothing is known, so the core locks until it has read the store again. Everything
// from outside (depot, tokens, clock, random) comes as an argument. Process: keeper. Spec: DESIGN
// of the keeper's loop in docs/ARCHITECTURE.md.
#pragma once

#include "errors.hpp"
#include "open_boxes.hpp"
#include "opener.hpp"
#include "sealwright/core/now.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>

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
    // Called between the pieces of work that takes long in one turn, so that whoever watches this
    // process sees that it does not hang.
    void when_at_work(std::function<void()> tell) { tell_at_work_ = std::move(tell); }
    void at_work() const {
        if (tell_at_work_) tell_at_work_();
    }
    [[nodiscard]] const supervise::Settings& settings() const { return settings_; }
    [[nodiscard]] Now now() const { return clock_.now(); }
    [[nodiscard]] Random& random() { return random_; }
    [[nodiscard]] hsm::client::KeyOpener& keys() { return keys_; }
    [[nodiscard]] hsm::client::Tokens& tokens() { return tokens_; }
    [[nodiscard]] OpenBoxes& boxes() { return boxes_; }
    [[nodiscard]] hsm::client::Place place() const;

    // The latest wall time that the journal has seen; a clock behind it was put back. It outlives
    // restarts: each start and each checkpoint carries it where their own time is behind it.
    [[nodiscard]] bool is_clock_behind() const {
        constexpr std::uint64_t leap_ms = 60'000;
        return now().wall_ms + leap_ms < wall_mark_ms_;
    }

    // By this a request, a window, a hold or a freeze has ended: also when the clock is put back,
    // and over restarts. Certificates and evidence are judged by the clock, or one that was ahead
    // for a moment would keep vaults from booting.
    [[nodiscard]] std::uint64_t latest_ms() const { return std::max(now().wall_ms, wall_mark_ms_); }

    // What a ceremony's step is taken at: this time, and the freeze of that state.
    [[nodiscard]] ceremony::Moment moment(const State& state) const;
    // How a key is split over the tokens that are configured.
    [[nodiscard]] crypto::Threshold threshold() const;

    // Locked: tries to open once. Open: reads the store again when another instance changed it.
    void refresh();

    [[nodiscard]] Draft draft();

    enum class CommitResult { committed, conflict };
    Result<CommitResult> commit(Draft draft);
    // Decides on a draft and commits it, again and again while others write first. What is refused
    // commits nothing.
    template <class Decide>
    Result<void> decide_and_commit(Decide decide);
    // For what was decided on this very state: when another writer came first it is refused.
    Result<void> commit_once(Draft draft);

    // After a `commit` that failed: where it led, if it was written all the same. Nothing when it
    // certainly was not.
    [[nodiscard]] const std::optional<store::Head>& lost_head() const { return lost_head_; }
    // What stands in the chain at the place of this entry; reads the store.
    enum class Found { not_yet, it, another };
    Result<Found> find(const store::Head& head);

    // Keeps what founders have signed so far; nothing ends the founding. Only while `empty`.
    Result<void> put_founding(const std::optional<Founding>& founding);

    struct FoundedBy {
        HeldRoster roster;
        std::optional<HeldPolicy> policy;  // Nothing: the built-in one.
    };
    // Makes the first state of an installation, of people or (nothing) solo; only while `empty`.
    Result<void> found(const Installation& installation,
                       const hsm::client::SharedKey& service_key,
                       crypto::SigningSeed identity,
                       const std::optional<FoundedBy>& people,
                       EntryDraft entry);

    // Of a keeper that cannot open its key: what stands in clear.
    Result<Opener::Clear> read_clear();
    // Opens with a service key that custodians have given; whatever fails, it stays locked.
    Result<void> open_with(const hsm::client::SharedKey& service_key,
                           const Installation& installation);
    // Forgets the key again: what was opened could not be given back to the tokens.
    void close(const Error& why);

    // Signs everything so far, when there is something unsigned, or when something waits for its
    // end in time: the checkpoint carries how late it is.
    Result<void> checkpoint();
    // That as many tokens answer as a key takes.
    [[nodiscard]] Result<void> check_tokens() const;
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
    [[nodiscard]] std::vector<journal::Field> clock_mark() const;

    std::function<void()> tell_at_work_;
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
    std::uint64_t wall_mark_ms_ = 0;
    OpenBoxes boxes_;
};

template <class Decide>
Result<void> Core::decide_and_commit(Decide decide) {
    constexpr int tries_max = 8;
    for (int attempt = 0; attempt < tries_max; ++attempt) {
        auto draft = this->draft();
        const Result<void> decided = decide(draft);
        if (!decided) return decided.error();
        const auto result = commit(std::move(draft));
        if (!result) return result.error();
        if (*result == CommitResult::committed) return done;
    }
    return errors::commit_contended;
}

}  // namespace sealwright::keeper
