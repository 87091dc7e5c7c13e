// Archives: which entries left the journal for files, and where the journal that is here begins.
//
// One sealed row, so the state's digest in every entry covers it: nobody can make a journal that
// was cut off look like one that was archived. Process: keeper. Limits: 512 archives, 65,536
// entries each. Spec: docs/protocol/journal.md section 7.
#pragma once

#include "sealwright/journal/start.hpp"

#include <string>
#include <vector>

namespace sealwright::keeper {

inline constexpr const char* archives_row = "archives";
inline constexpr std::size_t archives_max = 512;
inline constexpr std::uint64_t archive_entries_max = 65'536;

struct Archive {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t wall_ms = 0;
    Digest bundle{};   // SHA-256 of the file, on the word of who asked.
    std::string file;  // As that person named it.

    void write(wire::Writer& writer) const;
    static Archive read(wire::Reader& reader);
};

struct Archives {
    std::vector<Archive> list;  // Oldest first, without gaps.
    journal::Start start;

    // Where an entry went; null while it is here.
    [[nodiscard]] const Archive* holding(std::uint64_t sequence) const;

    void write(wire::Writer& writer) const;
    static Archives read(wire::Reader& reader);
};

}  // namespace sealwright::keeper
