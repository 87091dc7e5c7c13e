#include "sealwright/journal/verify.hpp"

#include "sealwright/journal/errors.hpp"

#include <algorithm>
#include <iterator>

namespace sealwright::journal {
namespace {

// More intents than one commit may hold are no outcome's range.
constexpr std::uint64_t settled_max = 65'536;

Error broken_at(std::uint64_t sequence, std::string_view why) {
    return {errors::journal_broken, {fact("entry", sequence), fact("why", why)}};
}

}  // namespace

Verifier::Verifier(VerifierKey key, Start start, EntryReader* reader)
    : key_(std::move(key)),
      start_(std::move(start)),
      tree_(start_.tree),
      previous_(start_.digest),
      reader_(reader) {
    verified_.first = start_.sequence + 1;
}

Result<void> Verifier::feed(View entry_bytes) {
    const auto expected = verified_.last() + 1;
    auto decoded = wire::decode<Entry>(entry_bytes);
    if (!decoded) return broken_at(expected, "the bytes are not an entry");
    const auto& entry = *decoded;
    if (entry.sequence != expected) return broken_at(expected, "another entry stands in its place");
    if (entry.previous != previous_) {
        return broken_at(expected, "it does not continue the entry before it");
    }
    if (verified_.entries == 0) instance_ = entry.provenance.instance;
    if (entry.provenance.instance != instance_) {
        return broken_at(expected, "it belongs to another instance");
    }
    if (entry.kind == Kind::checkpoint) TRY(check_checkpoint(entry));
    if (reader_ != nullptr) TRY(reader_->read(entry));
    TRY(count(entry));

    previous_ = leaf_digest(entry_bytes);
    tree_.append(previous_);
    ++verified_.entries;
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

// Every intent of the outcome's range must be open, or none of them is taken as settled. Those that
// stand in an archive cannot be looked at: each is taken once.
Result<std::uint64_t> Verifier::settle(const Entry& outcome) {
    auto& open = verified_.open_intents;
    const auto range = outcome.intents();
    const auto error = broken_at(outcome.sequence, "an outcome without its intent");
    if (!range || range->first == 0 || range->last - range->first > settled_max) return error;
    const auto here = std::max(range->first, start_.sequence + 1);
    const auto archived_end = std::min(range->last + 1, here);
    for (auto intent = range->first; intent < archived_end; ++intent) {
        if (earlier_.contains(intent)) return error;
    }
    if (range->last >= here) {
        const auto first = open.lower_bound(here);
        const auto behind = open.upper_bound(range->last);
        if (static_cast<std::uint64_t>(std::distance(first, behind)) != range->last - here + 1) {
            return error;
        }
        open.erase(first, behind);
    }
    for (auto intent = range->first; intent < archived_end; ++intent) earlier_.insert(intent);
    verified_.earlier_outcomes += archived_end - range->first;
    return range->last + 1 - archived_end;
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
    if (entry.kind == Kind::act) return note_archive(entry);
    return done;
}

// Only where the entry before which we began is concerned can we know better.
Result<void> Verifier::note_archive(const Entry& entry) {
    const auto* what = entry.text("what");
    if (what == nullptr || *what != archive_act) return done;
    const auto* last = entry.number("last");
    const auto* head = entry.digest("head");
    const auto* bundle = entry.digest("bundle");
    const auto* file = entry.text("file");
    if (last == nullptr || head == nullptr || bundle == nullptr || file == nullptr ||
        *last >= entry.sequence) {
        return broken_at(entry.sequence, "an archive that does not say what went where");
    }
    if (*last == start_.sequence && *head != start_.digest) {
        return broken_at(entry.sequence, "the file begins behind another entry than was archived");
    }
    verified_.archives.push_back({entry.sequence, *last, *head, *bundle, *file});
    return done;
}

}  // namespace sealwright::journal
