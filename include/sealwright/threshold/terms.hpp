// Index, Epoch, GroupSize: the small numbers of a group of custodians, each a type of its own.
//
// An index is a custodian's x in Shamir's sharing: 1..65535, so never zero modulo the group's
// order, given by the roster and never again to somebody else. An epoch counts the keys that one
// group of custodians has had. Process: keeper, cli. Spec: docs/protocol/threshold.md section 2.
#pragma once

#include "sealwright/core/result.hpp"
#include "sealwright/wire/reader.hpp"
#include "sealwright/wire/writer.hpp"

#include <array>
#include <compare>
#include <vector>

namespace sealwright::threshold {

class Index {
public:
    static Result<Index> make(std::uint64_t value);

    void write(wire::Writer& writer) const { writer.u16(value_); }
    static Index read(wire::Reader& reader);
    [[nodiscard]] std::uint16_t value() const { return value_; }
    [[nodiscard]] std::array<std::uint8_t, 2> bytes() const;
    auto operator<=>(const Index&) const = default;

private:
    explicit Index(std::uint16_t value) : value_(value) {}

    std::uint16_t value_ = 0;
};

// Indices of which none comes twice, rising.
class IndexSet {
public:
    static Result<IndexSet> make(std::vector<Index> indices);

    [[nodiscard]] const std::vector<Index>& indices() const { return indices_; }
    [[nodiscard]] std::size_t size() const { return indices_.size(); }
    [[nodiscard]] bool has(Index index) const;
    bool operator==(const IndexSet&) const = default;

private:
    explicit IndexSet(std::vector<Index> indices) : indices_(std::move(indices)) {}

    std::vector<Index> indices_;
};

class Epoch {
public:
    explicit Epoch(std::uint64_t value) : value_(value) {}

    [[nodiscard]] std::uint64_t value() const { return value_; }
    [[nodiscard]] std::array<std::uint8_t, 8> bytes() const;
    auto operator<=>(const Epoch&) const = default;

private:
    std::uint64_t value_ = 0;
};

// k of n.
class GroupSize {
public:
    static constexpr std::size_t total_max = 64;
    static constexpr std::size_t measured_max = 100;

    static Result<GroupSize> make(std::size_t needed, std::size_t total);
    // Larger than any roster: what the arithmetic is measured and tried with.
    static Result<GroupSize> make_measured(std::size_t needed, std::size_t total);

    [[nodiscard]] std::size_t needed() const { return needed_; }
    [[nodiscard]] std::size_t total() const { return total_; }
    bool operator==(const GroupSize&) const = default;

private:
    GroupSize(std::size_t needed, std::size_t total) : needed_(needed), total_(total) {}

    std::size_t needed_ = 0;
    std::size_t total_ = 0;
};

}  // namespace sealwright::threshold
