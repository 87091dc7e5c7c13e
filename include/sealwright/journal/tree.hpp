// Tree: the RFC 6962 Merkle tree over the entries of one chain, kept as its right edge only.
//
// Appending costs O(log n) and the root is computed from at most 64 digests, so that a keeper can
// sign a tree head without reading the journal again. Process: keeper, cli.
// Spec: RFC 6962 section 2.1.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/wire/codec.hpp"

#include <vector>

namespace sealwright::journal {

Digest leaf_digest(View entry);

class Tree {
public:
    void append(const Digest& leaf);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] Digest root() const;

    void write(wire::Writer& writer) const;
    static Tree read(wire::Reader& reader);
    bool operator==(const Tree&) const = default;

private:
    std::uint64_t size_ = 0;
    std::vector<Digest> edge_;  // Roots of the perfect subtrees, largest first.
};

}  // namespace sealwright::journal
