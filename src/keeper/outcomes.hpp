// Outcomes: what came of the intents, and what it teaches about a vault, until a commit holds it.
//
// Evidence, not a promise: an outcome that is lost leaves its intent to be reported as one without.
// What was learned goes the same way, so a vault's rows never claim more than happened. A commit
// whose answer was lost is looked up by its own head before anything is written again. Process:
// keeper. Spec: docs/protocol/journal.md section 4.
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
    bool is_rewrap_undone = false;  // It was to begin a re-wrap and gave nothing out.
};

class Outcomes {
public:
    static constexpr std::uint64_t delay_ms = 50;

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
    // The commit's answer was lost; it held these intents.
    void lose(std::vector<std::uint64_t> intents);
    // The store was read again: was the lost commit made?
    Result<void> settle();
    // A commit of their own.
    void commit();

private:
    // A commit whose answer was lost: where it led if it was written, and the intents in it.
    struct LostCommit {
        std::optional<store::Head> head;
        std::vector<std::uint64_t> intents;
    };

    Core& core_;
    std::vector<EntryDraft> entries_;
    std::uint64_t since_ms_ = 0;  // Boottime.
    std::vector<Lesson> lessons_;
    std::optional<LostCommit> lost_;  // Whether entries_ are in it is not known yet.
};

}  // namespace sealwright::keeper
