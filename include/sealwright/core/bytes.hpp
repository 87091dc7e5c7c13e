// Bytes: the byte containers every module shares, and the one that wipes itself.
//
// `WipedBytes` is for data that may hold a secret of unbounded size (a request body, a frame): its
// allocator overwrites memory before giving it back, also when the vector grows. It is not locked;
// fixed-size keys live in `Secret`. Process: all. Units: bytes.
#pragma once

#include <sodium.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sealwright {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;
using Digest = std::array<std::uint8_t, 32>;

template <class T>
class WipingAllocator {
public:
    using value_type = T;

    WipingAllocator() = default;
    template <class U>
    explicit(false) WipingAllocator(const WipingAllocator<U>&) {}

    T* allocate(std::size_t count) { return std::allocator<T>{}.allocate(count); }

    void deallocate(T* memory, std::size_t count) {
        sodium_memzero(memory, count * sizeof(T));
        std::allocator<T>{}.deallocate(memory, count);
    }

    bool operator==(const WipingAllocator&) const = default;
};

using WipedBytes = std::vector<std::uint8_t, WipingAllocator<std::uint8_t>>;

// The bytes of a text, and a text over bytes that are known to be text.
View view_of(std::string_view text);
std::string_view text_of(View bytes);

std::string to_hex(View bytes);

// Standard alphabet with padding, without line breaks (RFC 4648 section 4). Constant time in the
// data, so it may be used on secrets; the strict decoder refuses anything but the one canonical
// form.
std::string to_base64(View bytes);
void append_base64(WipedBytes& out, View bytes);
// Nothing unless the text is the one canonical form of some bytes.
std::optional<WipedBytes> from_base64(std::string_view text);

}  // namespace sealwright
