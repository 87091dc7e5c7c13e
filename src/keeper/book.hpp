// Book: this instance's end of its journal: the head, the tree, and what turns drafts into entries.
//
// Pure but for the keys: the caller commits what `write` made and then `adopt`s it; a commit that
// did not happen leaves the book as it was. Process: keeper. Spec: docs/protocol/journal.md.
#pragma once

#include "draft.hpp"
#include "sealwright/journal/note.hpp"
#include "sealwright/journal/tree.hpp"
#include "sealwright/store/messages.hpp"

namespace sealwright::keeper {

// A fact of what is written while the clock stands behind it: the latest wall time seen before.
inline constexpr std::string_view clock_mark_field = "clock mark";

// The shared rows as they stand after a commit: what every entry of it carries.
struct StateMark {
    std::uint64_t revision = 0;
    Digest digest{};
};

class Book {
public:
    // Entries between two checkpoints at the most, so that a start reads a bounded tail.
    static constexpr std::uint64_t checkpoint_entries_max = 1024;

    Book() = default;
    Book(store::Head head, journal::Tree tree, std::uint64_t last_checkpoint)
        : head_(head), tree_(std::move(tree)), last_checkpoint_(last_checkpoint) {}

    [[nodiscard]] const store::Head& head() const { return head_; }
    [[nodiscard]] const journal::Tree& tree() const { return tree_; }
    [[nodiscard]] std::uint64_t next_sequence() const { return head_.sequence + 1; }
    [[nodiscard]] std::uint64_t last_checkpoint() const { return last_checkpoint_; }
    // How many entries no checkpoint covers.
    [[nodiscard]] std::uint64_t unsigned_entries() const {
        return head_.sequence - last_checkpoint_;
    }

    struct Written {
        std::vector<store::StoredEntry> entries;
        store::Head head;
        journal::Tree tree;
        std::uint64_t last_checkpoint = 0;
    };
    [[nodiscard]] Written write(std::vector<EntryDraft> drafts,
                                const claims::Provenance& provenance,
                                const Keyring& keyring,
                                Random& random,
                                std::uint64_t wall_ms,
                                const StateMark& mark) const;
    void adopt(Written written);

    // The tree so far, signed.
    [[nodiscard]] std::string note(const crypto::SigningSeed& seed, const std::string& name) const;
    // The entry that carries it.
    [[nodiscard]] EntryDraft checkpoint(std::string note) const;

private:
    store::Head head_;
    journal::Tree tree_;
    std::uint64_t last_checkpoint_ = 0;
};

// The name under which an installation's instance signs.
std::string signer_name(const Installation& installation);

}  // namespace sealwright::keeper
