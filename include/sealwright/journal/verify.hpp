// Verifier: reads a chain entry by entry and says at which one it stops holding.
//
// Checks: canonical bytes, sequence without gaps, each `previous`, one provenance instance, every
// checkpoint's size, root and signature, every outcome's intent. Wall times are evidence and
// checked by nobody: a clock may be set back. Streams: memory is bounded by the open intents.
// Process: cli. Spec: docs/protocol/journal.md section 5.
#pragma once

#include "sealwright/journal/entry.hpp"
#include "sealwright/journal/note.hpp"
#include "sealwright/journal/start.hpp"

#include <set>
#include <string>
#include <vector>

namespace sealwright::journal {

// What an entry says about an archive: that everything up to `last` went into a file.
struct ArchiveClaim {
    std::uint64_t entry = 0;  // The one that says so.
    std::uint64_t last = 0;
    Digest head{};    // Of entry `last`.
    Digest bundle{};  // SHA-256 of the file.
    std::string file;
};

struct Verified {
    std::uint64_t first = 1;
    std::uint64_t entries = 0;
    std::uint64_t checkpoints = 0;
    std::uint64_t signed_to = 0;  // Last entry that a checkpoint covers.
    std::uint64_t intents = 0;
    std::uint64_t outcomes = 0;
    std::uint64_t refusals = 0;
    std::set<std::uint64_t> open_intents;  // Intents without an outcome: reported, not a failure.
    std::uint64_t earlier_outcomes = 0;    // Of intents that stand before `first`.
    std::vector<ArchiveClaim> archives;    // As many as an installation may have.

    [[nodiscard]] std::uint64_t last() const { return first + entries - 1; }
};

// Who looks at each entry of a chain besides, once the chain holds up to it.
class EntryReader {
public:
    virtual ~EntryReader() = default;
    virtual Result<void> read(const Entry& entry) = 0;
};

class Verifier {
public:
    // Begins behind `start`: at entry 1 if it is empty.
    explicit Verifier(VerifierKey key, Start start = {}, EntryReader* reader = nullptr);

    // The next entry of the chain. What is refused changes nothing: `so_far` stays
    // at the last entry that held.
    Result<void> feed(View entry_bytes);
    [[nodiscard]] const Verified& so_far() const { return verified_; }
    // Where a part that continues this one begins.
    [[nodiscard]] Start end() const { return {verified_.last(), previous_, tree_}; }

private:
    Result<void> check_checkpoint(const Entry& entry);
    Result<void> count(const Entry& entry);
    // How many intents an outcome settles.
    Result<std::uint64_t> settle(const Entry& outcome);
    Result<void> note_archive(const Entry& entry);

    VerifierKey key_;
    Start start_;
    Verified verified_;
    Tree tree_;
    Digest previous_{};
    InstanceId instance_;
    EntryReader* reader_ = nullptr;
    std::set<std::uint64_t> earlier_;  // Intents before `start_` whose outcome was seen.
};

}  // namespace sealwright::journal
