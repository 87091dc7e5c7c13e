// Reader: the only way from outside bytes to values.
//
// Bounds-checked and canonical: integers are big-endian and fixed in width, byte strings carry a
// u32 length, lists a u32 count, and `finish` refuses trailing bytes, so encode(decode(x)) == x.
// The first failure is sticky: later reads return zeros and `finish` reports it, so a codec reads
// all its fields and asks once. Process: all. Spec: docs/protocol/encoding.md.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/ids.hpp"
#include "sealwright/core/result.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace sealwright::wire {

class Reader {
public:
    explicit Reader(View bytes) : rest_(bytes) {}

    std::uint8_t u8();
    std::uint16_t u16();
    std::uint32_t u32();
    std::uint64_t u64();
    bool boolean();
    View raw(std::size_t size);
    View bytes(std::size_t size_max);
    std::string text(std::size_t size_max);
    Digest digest();
    // A list's count; a count over `count_max` is a failure and reads as 0.
    std::uint32_t count(std::size_t count_max);

    template <class IdType>
    IdType id() {
        IdBytes bytes{};
        copy_into(bytes);
        return IdType(bytes);
    }

    // An enumeration that is numbered from 0 to `last` without gaps.
    template <class Enum>
    Enum enumeration(Enum last) {
        const auto value = u8();
        if (value > static_cast<std::uint8_t>(last)) fail_value();
        return failed() ? Enum{} : static_cast<Enum>(value);
    }

    void copy_into(std::span<std::uint8_t> out);
    void fail_value();

    [[nodiscard]] bool failed() const { return failure_.has_value(); }
    [[nodiscard]] std::size_t remaining() const { return rest_.size(); }
    // What has failed so far; and the same with "nothing may be left".
    [[nodiscard]] Result<void> state() const;
    [[nodiscard]] Result<void> finish();

private:
    void fail(const ErrorSpec& spec);

    View rest_;
    std::optional<Error> failure_;
};

}  // namespace sealwright::wire
