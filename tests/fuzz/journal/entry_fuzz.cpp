// A journal entry: whatever decodes must encode to the same bytes, and every field can be shown.
#include "sealwright/journal/entry.hpp"

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sealwright;
    const View bytes(data, size);
    const auto entry = wire::decode<journal::Entry>(bytes);
    if (!entry) return 0;
    check(std::ranges::equal(wire::encode(*entry), bytes));
    check(journal::name_of(entry->kind) != "unknown");
    for (const auto& field : entry->fields) check(field.render().size() > field.name.size());
    if (entry->origin) check(!entry->origin->sentence().empty());
    return 0;
}
