#include "sealwright/wire/reader.hpp"

#include "sealwright/wire/errors.hpp"

#include <algorithm>

namespace sealwright::wire {

void Reader::fail(const ErrorSpec& spec) {
    if (!failure_) failure_ = Error(spec);
    rest_ = {};
}

void Reader::fail_value() {
    fail(errors::wire_value);
}

View Reader::raw(std::size_t size) {
    if (failed() || size > rest_.size()) {
        fail(errors::wire_short);
        return {};
    }
    const auto taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
}

void Reader::copy_into(std::span<std::uint8_t> out) {
    const auto taken = raw(out.size());
    std::copy(taken.begin(), taken.end(), out.begin());
}

std::uint8_t Reader::u8() {
    std::uint8_t value = 0;
    for (const auto byte : raw(1)) value = byte;
    return value;
}

std::uint16_t Reader::u16() {
    std::uint32_t value = 0;
    for (const auto byte : raw(2)) value = value << 8 | byte;
    return static_cast<std::uint16_t>(value);
}

std::uint32_t Reader::u32() {
    std::uint32_t value = 0;
    for (const auto byte : raw(4)) value = value << 8 | byte;
    return value;
}

std::uint64_t Reader::u64() {
    std::uint64_t value = 0;
    for (const auto byte : raw(8)) value = value << 8 | byte;
    return value;
}

bool Reader::boolean() {
    const auto value = u8();
    if (value > 1) fail_value();
    return value == 1 && !failed();
}

View Reader::bytes(std::size_t size_max) {
    const auto size = u32();
    if (size > size_max) {
        fail(errors::wire_limit);
        return {};
    }
    return raw(size);
}

std::string Reader::text(std::size_t size_max) {
    return std::string(text_of(bytes(size_max)));
}

Digest Reader::digest() {
    Digest out{};
    copy_into(out);
    return out;
}

std::uint32_t Reader::count(std::size_t count_max) {
    const auto value = u32();
    if (value > count_max) {
        fail(errors::wire_limit);
        return 0;
    }
    return value;
}

Result<void> Reader::state() const {
    if (failure_) return *failure_;
    return done;
}

Result<void> Reader::finish() {
    if (!failed() && !rest_.empty()) fail(errors::wire_trailing);
    return state();
}

}  // namespace sealwright::wire
