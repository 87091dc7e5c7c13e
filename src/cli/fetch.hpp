// Asking for entries of the service's journal, page by page. Process: cli.
// Spec: docs/protocol/operate.md.
#pragma once

#include "sealwright/journal/start.hpp"
#include "service.hpp"

#include <vector>

namespace sealwright::cli {

struct EntryRange {
    std::uint64_t head = 0;
    std::string verifier_key;
    std::vector<Bytes> entries;  // In order, without gaps.
};

// Entries first..last of the chain as far as they exist. With `checkpoint` one is signed first, and
// `last` 0 means the head that the first answer names.
struct EntryAsk {
    std::uint64_t first = 1;
    std::uint64_t last = 0;
    bool checkpoint = false;
};
Outcome<EntryRange> fetch_entries(Service& service, EntryAsk ask);

// Behind which entry the service's journal begins: what is older stands in archives.
Outcome<journal::Start> fetch_start(Service& service);

}  // namespace sealwright::cli
