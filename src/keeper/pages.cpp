// The route `journal`: pages of this instance's entries, opened and checked against the chain.
#include "operating.hpp"
#include "sealwright/journal/tree.hpp"

#include <algorithm>

namespace sealwright::keeper {

Result<std::vector<WipedBytes>> Operating::opened_entries(std::uint64_t first,
                                                          std::uint64_t count) {
    TRY(read, core_.read_entries(first, static_cast<std::uint32_t>(count)));
    if (read.entries.empty()) return Error(errors::state_broken, {fact("entry", first)});
    std::vector<WipedBytes> opened;
    std::uint64_t expected = first;
    for (const auto& stored : read.entries) {
        TRY(bytes, core_.keyring().open_entry(stored.sequence, stored.body));
        // What is shown is what the chain holds, not what the store says.
        if (stored.sequence != expected || journal::leaf_digest(bytes) != stored.digest) {
            return Error(errors::state_broken, {fact("entry", expected)});
        }
        opened.push_back(std::move(bytes));
        ++expected;
    }
    return opened;
}

Result<Reply> Operating::journal(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::JournalAsk>(ask.body));
    if (message.checkpoint) TRY(core_.checkpoint());

    operate::JournalPage page;
    const auto head = core_.book().head();
    page.head_sequence = head.sequence;
    page.verifier_key = core_.verifier_key();
    auto first = message.first;
    const auto& archives = core_.state().archives;
    if (first == 0) {
        first = head.sequence > message.count ? head.sequence - message.count + 1 : 1;
        first = std::max(first, archives.start.sequence + 1);
    }
    if (const auto* archive = archives.holding(first)) {
        return Error(errors::entry_archived,
                     {fact("entry", first),
                      fact("file", archive->file),
                      fact("entries",
                           std::to_string(archive->first) + " to " + std::to_string(archive->last)),
                      fact("sha256", archive->bundle)});
    }
    if (first > head.sequence || message.count == 0) return reply_with(page);

    const auto count = std::min<std::uint64_t>(message.count, head.sequence - first + 1);
    TRY(opened, opened_entries(first, count));
    for (const auto& bytes : opened) page.entries.emplace_back(bytes.begin(), bytes.end());
    return reply_with(page);
}

}  // namespace sealwright::keeper
