#include "sealwright/journal/verify.hpp"

#include "sealwright/journal/errors.hpp"

#include <iterator>

namespace sealwright::journal {
namespace {

Error broken_at(std::uint64_t sequence, std::string_view why) {
    return {errors::journal_broken, {fact("entry", sequence), fact("why", why)}};
}

}  // namespace

Result<void> Verifier::feed(View entry_bytes) {
    const auto expected = verified_.entries + 1;
    auto decoded = wire::decode<Entry>(entry_bytes);
    if (!decoded) return broken_at(expected, "the bytes are not an entry");
    const auto& entry = *decoded;
    if (entry.sequence != expected) return broken_at(expected, "another entry stands in its place");
    if (entry.previous != previous_) {
        return broken_at(expected, "it does not continue the entry before it");
    }
    if (expected == 1) instance_ = entry.provenance.instance;
    if (entry.provenance.instance != instance_) {
        return broken_at(expected, "it belongs to another instance");
    }
    if (entry.kind == Kind::checkpoint) TRY(check_checkpoint(entry));
    TRY(count(entry));

    previous_ = leaf_digest(entry_bytes);
    tree_.append(previous_);
    verified_.entries = expected;
    return done;
}

Result<void> Verifier::check_checkpoint(const Entry& entry) {
    const auto* note = entry.text("note");
    if (note == nullptr) return broken_at(entry.sequence, "a checkpoint without a note");
    auto head = open_note(*note, key_);
    if (!head || head->size != tree_.size() || head->root != tree_.root()) {
        return Error(errors::journal_checkpoint, {fact("entry", entry.sequence)});
    }
    ++verified_.checkpoints;
    verified_.signed_to = head->size;
    return done;
}

// Every intent of the outcome's range must be open, or none of them is taken as settled.
Result<std::uint64_t> Verifier::settle(const Entry& outcome) {
    auto& open = verified_.open_intents;
    const auto range = outcome.intents();
    const auto first = range ? open.lower_bound(range->first) : open.end();
    const auto behind = range ? open.upper_bound(range->last) : open.end();
    const auto found = static_cast<std::uint64_t>(std::distance(first, behind));
    if (found == 0 || found - 1 != range->last - range->first) {
        return broken_at(outcome.sequence, "an outcome without its intent");
    }
    open.erase(first, behind);
    return found;
}

Result<void> Verifier::count(const Entry& entry) {
    if (entry.kind == Kind::refusal) ++verified_.refusals;
    if (entry.kind == Kind::intent) {
        ++verified_.intents;
        verified_.open_intents.insert(entry.sequence);
    }
    if (entry.kind == Kind::outcome) {
        TRY(settled, settle(entry));
        verified_.outcomes += settled;
    }
    return done;
}

std::string bundle_head(std::string_view verifier_key) {
    return std::string(bundle_first_line) + "\n" + std::string(verifier_key) + "\n";
}

std::string bundle_line(View entry_bytes) {
    return to_base64(entry_bytes) + "\n";
}

Result<BundleVerdict> verify_bundle(std::string_view text, const VerifierKey* key) {
    const auto next_line = [&text]() -> Result<std::string_view> {
        const auto end = text.find('\n');
        if (end == std::string_view::npos) return errors::journal_bundle_invalid;
        const auto line = text.substr(0, end);
        text.remove_prefix(end + 1);
        return line;
    };
    TRY(first, next_line());
    if (first != bundle_first_line) return errors::journal_bundle_invalid;
    TRY(claimed_text, next_line());
    TRY(claimed, VerifierKey::parse(claimed_text));

    BundleVerdict verdict;
    verdict.anchored = key != nullptr;
    verdict.verifier_key = key != nullptr ? key->str() : claimed.str();
    Verifier verifier(key != nullptr ? *key : claimed);
    while (!text.empty()) {
        TRY(line, next_line());
        const auto entry = from_base64(line);
        if (!entry) return errors::journal_bundle_invalid;
        TRY(verifier.feed(*entry));
    }
    if (verifier.so_far().entries == 0) return errors::journal_bundle_invalid;
    verdict.verified = verifier.so_far();
    return verdict;
}

}  // namespace sealwright::journal
