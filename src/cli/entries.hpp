// Entries of the service's journal: how one is shown.
//
// What an entry says comes from the service and through it from outside, so every text is made
// printable before a person sees it. Process: cli.
#pragma once

#include "json.hpp"
#include "sealwright/journal/entry.hpp"

namespace sealwright::cli {

Result<journal::Entry> read_entry(View bytes, std::uint64_t expected);

Json json_of(const journal::Entry& entry);
std::string who(const journal::Entry& entry);
// Field values on one line, long ones shortened.
std::string what(const journal::Entry& entry);
std::string value_of(const journal::Field& field);

}  // namespace sealwright::cli
