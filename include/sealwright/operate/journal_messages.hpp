// Messages about the journal: its entries, and what left it for files. Process: cli, keeper.
// Spec: docs/protocol/operate.md.
#pragma once

#include "sealwright/operate/limits.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>
#include <vector>

namespace sealwright::operate {

// Entries of this instance's chain in order, opened: journal::Entry bytes. `first` 0 means the last
// `count`. With `checkpoint` a checkpoint is signed and appended first, so that an export ends
// signed.
struct JournalAsk {
    static constexpr std::uint16_t type = 0x0510;
    std::uint64_t first = 0;
    std::uint32_t count = 0;
    bool checkpoint = false;
    void write(wire::Writer& writer) const;
    static JournalAsk read(wire::Reader& reader);
};

struct JournalPage {
    static constexpr std::uint16_t type = 0x0511;
    std::uint64_t head_sequence = 0;
    std::string verifier_key;
    std::vector<Bytes> entries;
    void write(wire::Writer& writer) const;
    static JournalPage read(wire::Reader& reader);
};

// What left the journal for files: the list, and where the journal here begins.
struct ArchivesAsk {
    static constexpr std::uint16_t type = 0x0530;
    void write(wire::Writer&) const {}
    static ArchivesAsk read(wire::Reader&) { return {}; }
};

struct ArchiveInfo {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t wall_ms = 0;
    Digest bundle{};  // SHA-256 of the file.
    std::string file;
    void write(wire::Writer& writer) const;
    static ArchiveInfo read(wire::Reader& reader);
};

struct Archives {
    static constexpr std::uint16_t type = 0x0531;
    Bytes start;  // journal::Start, for the head of an export.
    std::vector<ArchiveInfo> archives;
    void write(wire::Writer& writer) const;
    static Archives read(wire::Reader& reader);
};

// Entries up to `last`, whose leaf digest is `head`, stand durably in `file`; take them away.
// Answered by Archives.
struct ArchiveAsk {
    static constexpr std::uint16_t type = 0x0532;
    std::uint64_t last = 0;
    Digest head{};
    Digest bundle{};
    std::string file;
    void write(wire::Writer& writer) const;
    static ArchiveAsk read(wire::Reader& reader);
};

}  // namespace sealwright::operate
