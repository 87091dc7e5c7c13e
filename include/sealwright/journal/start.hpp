// Start: behind which entry a part of a chain begins, and what the part needs to continue it.
//
// All of it is zeros for a part that begins at entry 1. Nobody has to believe a Start: the first
// checkpoint behind it signs a tree that grew from this edge, and the first entry names the digest.
// Process: keeper, cli. Spec: docs/protocol/journal.md section 7.
#pragma once

#include "sealwright/journal/tree.hpp"

namespace sealwright::journal {

struct Start {
    std::uint64_t sequence = 0;  // Of the last entry that is not there.
    Digest digest{};             // Its leaf digest.
    Tree tree;                   // Over everything up to it.

    void write(wire::Writer& writer) const {
        writer.u64(sequence);
        writer.raw(digest);
        tree.write(writer);
    }
    static Start read(wire::Reader& reader) {
        Start start;
        start.sequence = reader.u64();
        start.digest = reader.digest();
        start.tree = Tree::read(reader);
        if (start.tree.size() != start.sequence) reader.fail_value();
        return start;
    }
    bool operator==(const Start&) const = default;
};

}  // namespace sealwright::journal
