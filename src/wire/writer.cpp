#include "sealwright/wire/writer.hpp"

#include "sealwright/core/result.hpp"

#include <limits>

namespace sealwright::wire {

void Writer::u8(std::uint8_t value) {
    out_.push_back(value);
}

void Writer::u16(std::uint16_t value) {
    u8(static_cast<std::uint8_t>(value >> 8));
    u8(static_cast<std::uint8_t>(value));
}

void Writer::u32(std::uint32_t value) {
    u16(static_cast<std::uint16_t>(value >> 16));
    u16(static_cast<std::uint16_t>(value));
}

void Writer::u64(std::uint64_t value) {
    u32(static_cast<std::uint32_t>(value >> 32));
    u32(static_cast<std::uint32_t>(value));
}

void Writer::raw(View bytes) {
    out_.insert(out_.end(), bytes.begin(), bytes.end());
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
