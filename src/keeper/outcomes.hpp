// Outcomes: what came of the intents, and what it teaches about a vault, until a commit holds it.
//
// Evidence, not a promise: an outcome that is lost leaves its intent to be reported as one without.
// What was learned goes the same way, so a vault's rows never claim more than happened. Commits
// whose answers were lost are looked up by their own heads before anything is written again: any of
// them may have been made, and at most one was. Process: keeper. Limits: `lost_max` lost commits.
// Spec: docs/protocol/journal.md section 4.
#pragma once

#include "core.hpp"
#include "sealwright/seal/ciphertext.hpp"
#include "sealwright/seal/messages.hpp"

#include <vector>

namespace sealwright::keeper {

// An ask that was carried out for `node`, and the header of the value it was about.
struct Lesson {
    seal::Operation operation{};
    seal::SealHeader header;
    NodeId node;
    std::uint64_t ended_init_ms = 0;  // Until when the init window stood that this ends; 0: none.
    bool is_rewrap_undone = false;    // It was to begin a re-wrap and gave nothing out.
};

class Outcomes {
public:
    static constexpr std::uint64_t delay_ms = 50;
    // Without an answer one after the other: what they held is given up, as evidence may be.
    static constexpr std::size_t lost_max = 1024;

    // What a commit was to begin, and what has to be undone if it is found without its answer.
    struct Begun {
        std::vector<std::uint64_t> intents;
        std::vector<Lesson> undone;
    };

    explicit Outcomes(Core& core) : core_(core) {}

    void add(EntryDraft outcome);
    void learn(const Lesson& lesson);
    [[nodiscard]] bool is_empty() const { return entries_.empty(); }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    // Whether they, or a lost commit, have waited long enough.
    [[nodiscard]] bool is_due(Now now) const;

    // With somebody's commit: `write` into its draft, `written` once it is durable.
    void write(Draft& draft) const;
    void written();
    // The commit's answer was lost; it began this.
    void lose(Begun begun);
    // The store was read again: was a lost commit made?
    Result<void> settle();
    // A commit of their own.
    void commit();

private:
    // A commit whose answer was lost: where it led if it was written, and what it began.
    struct LostCommit {
        store::Head head;
        Begun begun;
    };

    void give_up();

    Core& core_;
    std::vector<EntryDraft> entries_;
    std::uint64_t since_ms_ = 0;  // Boottime.
    std::vector<Lesson> lessons_;
    std::vector<LostCommit> lost_;  // Whether entries_ are in one of them is not known yet.
};

}  // namespace sealwright::keeper
