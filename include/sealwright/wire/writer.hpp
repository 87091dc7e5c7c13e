// Writer: the only codec out; the mirror image of Reader.
//
// Writes into wiped memory, since a message may carry a secret. Process: all.
// Spec: docs/protocol/encoding.md.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/ids.hpp"

#include <cstdint>
#include <string_view>

namespace sealwright::wire {

class Writer {
public:
    Writer() : out_(first_size) {}
    void u8(std::uint8_t value);
    void u16(std::uint16_t value);
    void u32(std::uint32_t value);
    void u64(std::uint64_t value);
    void boolean(bool value) { u8(value ? 1 : 0); }
    void raw(View bytes);
    void bytes(View bytes);
    void text(std::string_view text) { bytes(view_of(text)); }
    void count(std::size_t count);

    template <class Tag>
    void id(const Id<Tag>& id) {
        raw(id.bytes());
    }
    template <class Enum>
    void enumeration(Enum value) {
        u8(static_cast<std::uint8_t>(value));
    }

    [[nodiscard]] View view() const { return View(out_).first(used_); }
    // The writer is used up.
    [[nodiscard]] WipedBytes take();
    [[nodiscard]] Bytes copy() const {
        return {out_.begin(), out_.begin() + static_cast<std::ptrdiff_t>(used_)};
    }

private:
    // Most messages fit, so that what is written need not be moved, and wiped, as it grows.
    static constexpr std::size_t first_size = 512;

    template <class Number>
    void big_endian(Number value);

    WipedBytes out_;  // Longer than what is written.
    std::size_t used_ = 0;
};

}  // namespace sealwright::wire
