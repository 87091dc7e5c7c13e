#include "sealwright/threshold/terms.hpp"

#include "sealwright/threshold/errors.hpp"

#include <algorithm>

namespace sealwright::threshold {
namespace {

constexpr std::size_t needed_min = 2;  // One custodian alone would be no group.

Error size_error(std::size_t needed, std::size_t total) {
    return Error(errors::group_size_invalid, {fact("needed", needed), fact("total", total)});
}

}  // namespace

Result<Index> Index::make(std::uint64_t value) {
    constexpr std::uint64_t index_max = 65535;
    if (value == 0 || value > index_max) {
        return Error(errors::index_invalid, {fact("index", value)});
    }
    return Index(static_cast<std::uint16_t>(value));
}

Index Index::read(wire::Reader& reader) {
    const auto value = reader.u16();
    if (value == 0) reader.fail_value();
    return Index(value == 0 ? 1 : value);
}

std::array<std::uint8_t, 2> Index::bytes() const {
    return {static_cast<std::uint8_t>(value_ >> 8), static_cast<std::uint8_t>(value_)};
}

Result<IndexSet> IndexSet::make(std::vector<Index> indices) {
    std::ranges::sort(indices);
    const auto twice = std::ranges::adjacent_find(indices);
    if (twice != indices.end()) {
        return Error(errors::index_twice, {fact("index", twice->value())});
    }
    return IndexSet(std::move(indices));
}

bool IndexSet::has(Index index) const {
    return std::ranges::binary_search(indices_, index);
}

std::array<std::uint8_t, 8> Epoch::bytes() const {
    std::array<std::uint8_t, 8> bytes{};
    for (std::size_t place = 0; place < bytes.size(); ++place) {
        bytes[place] = static_cast<std::uint8_t>(value_ >> (56 - 8 * place));
    }
    return bytes;
}

Result<GroupSize> GroupSize::make(std::size_t needed, std::size_t total) {
    if (total > total_max) return size_error(needed, total);
    return make_measured(needed, total);
}

Result<GroupSize> GroupSize::make_measured(std::size_t needed, std::size_t total) {
    const bool is_one = needed >= needed_min && total >= needed && total <= measured_max;
    if (!is_one) return size_error(needed, total);
    return GroupSize(needed, total);
}

}  // namespace sealwright::threshold
