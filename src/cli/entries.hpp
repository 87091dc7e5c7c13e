// Entries of the service's journal: asking for them page by page, and how one is shown.
//
// What an entry says comes from the service and through it from outside, so every text is made
// printable before a person sees it. Process: cli.
#pragma once

#include "json.hpp"
#include "sealwright/journal/entry.hpp"
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

Result<journal::Entry> read_entry(View bytes, std::uint64_t expected);

Json json_of(const journal::Entry& entry);
std::string who(const journal::Entry& entry);
// Field values on one line, long ones shortened.
std::string what(const journal::Entry& entry);
std::string value_of(const journal::Field& field);

}  // namespace sealwright::cli
