// Messages of the depot (frame types 0x0300-0x03ff): Load, Read, Commit, Committed, Conflict,
// Changed, Archive.
//
// A commit is one atomic, durable write: new row values and journal entries together, made on the
// state at `revision`. The revision moves when a row changes; the head is the writing instance's
// own chain. Rows and entries are sealed: the depot sees keys, versions, digests and sizes.
// Process: keeper asks, depot answers. Limits below. Spec: docs/protocol/depot.md.
#pragma once

#include "sealwright/core/ids.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>
#include <vector>

namespace sealwright::store {

inline constexpr std::size_t row_key_max = 200;
inline constexpr std::size_t row_value_max = std::size_t{256} * 1024;
inline constexpr std::size_t rows_page_max = 256;
inline constexpr std::size_t entry_size_max = std::size_t{64} * 1024;
inline constexpr std::size_t entries_page_max = 512;
inline constexpr std::size_t puts_max = 1024;
inline constexpr std::size_t commit_entries_max = 2048;

struct Row {
    std::string key;
    std::uint64_t version = 0;
    Bytes value;

    void write(wire::Writer& writer) const;
    static Row read(wire::Reader& reader);
    bool operator==(const Row&) const = default;
};

// The newest entry of an instance's chain; sequence 0 and zeros when there is none.
struct Head {
    std::uint64_t sequence = 0;
    Digest digest{};

    void write(wire::Writer& writer) const;
    static Head read(wire::Reader& reader);
    bool operator==(const Head&) const = default;
};

struct StoredEntry {
    std::uint64_t sequence = 0;
    Digest digest{};
    Bytes body;

    void write(wire::Writer& writer) const;
    static StoredEntry read(wire::Reader& reader);
    bool operator==(const StoredEntry&) const = default;
};

// Rows with a key greater than `after`, in key order, at most rows_page_max and about 2 MiB.
struct LoadAsk {
    static constexpr std::uint16_t type = 0x0301;
    InstanceId instance;
    std::string after;
    void write(wire::Writer& writer) const;
    static LoadAsk read(wire::Reader& reader);
};

struct Loaded {
    static constexpr std::uint16_t type = 0x0302;
    std::uint64_t revision = 0;
    Head head;
    std::vector<Row> rows;
    bool more = false;
    void write(wire::Writer& writer) const;
    static Loaded read(wire::Reader& reader);
};

// Entries of one instance from `first` on, in order, at most `count`.
struct ReadAsk {
    static constexpr std::uint16_t type = 0x0303;
    InstanceId instance;
    std::uint64_t first = 1;
    std::uint32_t count = entries_page_max;
    void write(wire::Writer& writer) const;
    static ReadAsk read(wire::Reader& reader);
};

struct Entries {
    static constexpr std::uint16_t type = 0x0304;
    std::vector<StoredEntry> entries;
    void write(wire::Writer& writer) const { wire::write_list(writer, entries); }
    static Entries read(wire::Reader& reader);
};

// `head` is the chain's head that the first of `entries` continues.
struct Commit {
    static constexpr std::uint16_t type = 0x0305;
    std::uint64_t revision = 0;
    InstanceId instance;
    Head head;
    std::vector<Row> puts;
    std::vector<StoredEntry> entries;
    // Entries of the chain up to this one leave in the same write; 0: none. Stands in an Archive
    // frame only.
    std::uint64_t removes_to = 0;
    void write(wire::Writer& writer) const;
    static Commit read(wire::Reader& reader);
};

// A commit that takes old entries away, once they are durable elsewhere.
struct Archive {
    static constexpr std::uint16_t type = 0x0310;
    Commit commit;
    void write(wire::Writer& writer) const;
    static Archive read(wire::Reader& reader);
};

struct Committed {
    static constexpr std::uint16_t type = 0x0306;
    std::uint64_t revision = 0;
    Head head;
    void write(wire::Writer& writer) const;
    static Committed read(wire::Reader& reader);
};

// Nothing was written: the state or the head is another one than the commit was made on.
struct Conflict {
    static constexpr std::uint16_t type = 0x0307;
    std::uint64_t revision = 0;
    Head head;
    void write(wire::Writer& writer) const;
    static Conflict read(wire::Reader& reader);
};

// Unasked: another instance has moved the shared state.
struct Changed {
    static constexpr std::uint16_t type = 0x0308;
    std::uint64_t revision = 0;
    void write(wire::Writer& writer) const { writer.u64(revision); }
    static Changed read(wire::Reader& reader) { return {reader.u64()}; }
};

}  // namespace sealwright::store
