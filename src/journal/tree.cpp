#include "sealwright/journal/tree.hpp"

#include "sealwright/crypto/hash.hpp"

#include <bit>

namespace sealwright::journal {
namespace {

constexpr std::size_t edge_max = 64;

Digest prefixed(std::uint8_t prefix, View left, View right) {
    wire::Writer writer;
    writer.u8(prefix);
    writer.raw(left);
    writer.raw(right);
    return crypto::sha256(writer.view());
}

}  // namespace

Digest leaf_digest(View entry) {
    return prefixed(0x00, entry, {});
}

void Tree::append(const Digest& leaf) {
    edge_.push_back(leaf);
    // As many subtrees become one as the old size had trailing one bits.
    for (auto merges = std::countr_one(size_); merges > 0; --merges) {
        const auto right = edge_.back();
        edge_.pop_back();
        edge_.back() = prefixed(0x01, edge_.back(), right);
    }
    ++size_;
}

Digest Tree::root() const {
    if (edge_.empty()) return crypto::sha256({});
    auto root = edge_.back();
    for (auto left = edge_.rbegin() + 1; left != edge_.rend(); ++left) {
        root = prefixed(0x01, *left, root);
    }
    return root;
}

void Tree::write(wire::Writer& writer) const {
    writer.u64(size_);
    writer.count(edge_.size());
    for (const auto& digest : edge_) writer.raw(digest);
}

Tree Tree::read(wire::Reader& reader) {
    Tree tree;
    tree.size_ = reader.u64();
    const auto count = reader.count(edge_max);
    for (std::uint32_t index = 0; index < count; ++index) tree.edge_.push_back(reader.digest());
    if (static_cast<int>(count) != std::popcount(tree.size_)) reader.fail_value();
    return tree;
}

}  // namespace sealwright::journal
