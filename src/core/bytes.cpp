#include "sealwright/core/bytes.hpp"

namespace sealwright {

View view_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view text_of(View bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string to_hex(View bytes) {
    std::string text(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
    text.pop_back();
    return text;
}

namespace {

// libsodium writes a terminating zero; the caller drops it.
template <class Container>
void encode_base64(Container& out, std::size_t offset, View bytes) {
    const auto size = sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL);
    out.resize(offset + size);
    sodium_bin2base64(reinterpret_cast<char*>(out.data()) + offset,
                      size,
                      bytes.data(),
                      bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    out.pop_back();
}

// All bits set when low <= value <= high, else none; without a branch.
std::uint32_t in_range(std::uint32_t value, std::uint32_t low, std::uint32_t high) {
    return 0U - (((low - 1 - value) & (value - high - 1)) >> 31U);
}

// What a digit stands for. No table and no branch tells which one it was; `bad` gets bits when it
// is none.
std::uint32_t base64_digit(char letter, std::uint32_t& bad) {
    const std::uint32_t value = static_cast<std::uint8_t>(letter);
    const auto capital = in_range(value, 'A', 'Z');
    const auto small = in_range(value, 'a', 'z');
    const auto number = in_range(value, '0', '9');
    const auto plus = in_range(value, '+', '+');
    const auto slash = in_range(value, '/', '/');
    bad |= ~(capital | small | number | plus | slash);
    return (capital & (value - 'A')) | (small & (value - 'a' + 26)) |
           (number & (value - '0' + 52)) | (plus & 62U) | (slash & 63U);
}

}  // namespace

std::string to_base64(View bytes) {
    std::string text;
    encode_base64(text, 0, bytes);
    return text;
}

std::optional<WipedBytes> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    // How long the value is can be seen by everybody; what it is must not be seen in our time.
    std::size_t padding = text.ends_with('=') ? 1 : 0;  // Public: the size.
    if (text.ends_with("==")) padding = 2;              // Public: the size.
    const auto digits = text.size() - padding;
    WipedBytes bytes(text.size() / 4 * 3 - padding);
    std::uint32_t bad = 0;
    for (std::size_t at = 0; at < text.size(); at += 4) {
        std::uint32_t word = 0;
        for (auto each = at; each < at + 4; ++each) {
            word = word << 6U | (each < digits ? base64_digit(text[each], bad) : 0);
        }
        const auto from = at / 4 * 3;
        for (std::size_t each = 0; each < 3; ++each, word <<= 8U) {
            const auto byte = static_cast<std::uint8_t>(word >> 16U);
            // Bits behind the end must be 0, or one value would have several texts.
            if (from + each < bytes.size()) {
                bytes[from + each] = byte;
            } else {
                bad |= byte;
            }
        }
    }
    if (bad != 0) return std::nullopt;  // Public: whether it is base64 at all.
    return bytes;
}

void append_base64(WipedBytes& out, View bytes) {
    encode_base64(out, out.size(), bytes);
}

}  // namespace sealwright
