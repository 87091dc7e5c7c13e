#include "fetch.hpp"

#include <algorithm>

namespace sealwright::cli {

Outcome<EntryRange> fetch_entries(Service& service, EntryAsk ask) {
    EntryRange range;
    auto next = std::max<std::uint64_t>(ask.first, 1);
    do {
        const auto wanted =
            ask.last == 0 ? operate::entries_max
                          : std::min<std::uint64_t>(ask.last - next + 1, operate::entries_max);
        const operate::JournalAsk question{
            next, static_cast<std::uint32_t>(wanted), ask.checkpoint};
        TRY(page, service.ask<operate::JournalPage>(question));
        if (range.head == 0) {
            range.head = page.head_sequence;
            range.verifier_key = page.verifier_key;
            ask.last = ask.last == 0 ? range.head : std::min(ask.last, range.head);
            ask.checkpoint = false;
        }
        if (page.entries.empty()) break;
        for (auto& entry : page.entries) {
            if (next > ask.last) break;
            range.entries.push_back(std::move(entry));
            ++next;
        }
    } while (next <= ask.last);
    return range;
}

Outcome<journal::Start> fetch_start(Service& service) {
    TRY(answer, service.ask<operate::Archives>(operate::ArchivesAsk{}));
    TRY(start, wire::decode<journal::Start>(answer.start));
    return start;
}

}  // namespace sealwright::cli
