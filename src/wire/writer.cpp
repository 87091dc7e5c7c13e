#include "sealwright/wire/writer.hpp"

#include "sealwright/core/result.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <utility>

namespace sealwright::wire {

template <class Number>
void Writer::big_endian(Number value) {
    std::array<std::uint8_t, sizeof value> bytes{};
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) {
        *byte = static_cast<std::uint8_t>(value);
        value = static_cast<Number>(value >> 8U);
    }
    raw(bytes);
}

void Writer::u8(std::uint8_t value) {
    raw(View(&value, 1));
}

void Writer::u16(std::uint16_t value) {
    big_endian(value);
}

void Writer::u32(std::uint32_t value) {
    big_endian(value);
}

void Writer::u64(std::uint64_t value) {
    big_endian(value);
}

void Writer::raw(View bytes) {
    if (bytes.empty()) return;
    if (out_.size() - used_ < bytes.size()) {
        out_.resize(std::max(out_.size() * 2, used_ + bytes.size()));
    }
    std::memcpy(out_.data() + used_, bytes.data(), bytes.size());
    used_ += bytes.size();
}

WipedBytes Writer::take() {
    out_.resize(std::exchange(used_, 0));
    return std::move(out_);
}

void Writer::bytes(View bytes) {
    count(bytes.size());
    raw(bytes);
}

void Writer::count(std::size_t count) {
    check(count <= std::numeric_limits<std::uint32_t>::max());
    u32(static_cast<std::uint32_t>(count));
}

}  // namespace sealwright::wire
