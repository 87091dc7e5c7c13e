// Verifier: reads a chain entry by entry and says at which one it stops holding.
//
// Checks: canonical bytes, sequence without gaps, each `previous`, one provenance instance, every
// checkpoint's size, root and signature, every outcome's intent. Wall times are evidence and
// checked by nobody: a clock may be set back. Streams: memory is bounded by the open intents.
// Process: cli. Spec: docs/protocol/journal.md section 5.
#pragma once

#include "sealwright/journal/entry.hpp"
#include "sealwright/journal/note.hpp"
#include "sealwright/journal/tree.hpp"

#include <set>

namespace sealwright::journal {

struct Verified {
    std::uint64_t entries = 0;
    std::uint64_t checkpoints = 0;
    std::uint64_t signed_to = 0;  // Last entry that a checkpoint covers.
    std::uint64_t intents = 0;
    std::uint64_t outcomes = 0;
    std::uint64_t refusals = 0;
    std::set<std::uint64_t> open_intents;  // Intents without an outcome: reported, not a failure.
};

class Verifier {
public:
    explicit Verifier(VerifierKey key) : key_(std::move(key)) {}

    // The next entry of the chain, from entry 1 on. What is refused changes nothing: `so_far` stays
    // at the last entry that held.
    Result<void> feed(View entry_bytes);
    [[nodiscard]] const Verified& so_far() const { return verified_; }

private:
    Result<void> check_checkpoint(const Entry& entry);
    Result<void> count(const Entry& entry);
    // How many intents an outcome settles.
    Result<std::uint64_t> settle(const Entry& outcome);

    VerifierKey key_;
    Verified verified_;
    Tree tree_;
    Digest previous_{};
    InstanceId instance_;
};

// The export file: a first line, the verifier key it claims, then one base64 line an entry.
inline constexpr std::string_view bundle_first_line = "sealwright-journal-1";
std::string bundle_head(std::string_view verifier_key);
std::string bundle_line(View entry_bytes);

// Verifies a whole export against `key`; without one, against the key inside, which proves only
// that the file agrees with itself (`anchored` is then false).
struct BundleVerdict {
    bool anchored = false;
    std::string verifier_key;
    Verified verified;
};
Result<BundleVerdict> verify_bundle(std::string_view text, const VerifierKey* key);

}  // namespace sealwright::journal
