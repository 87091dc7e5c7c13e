#include "der.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace sealwright::attest::der {
namespace {

constexpr int levels_max = 32;
constexpr std::uint8_t tag_boolean = 0x01;
constexpr std::uint8_t tag_integer = 0x02;
constexpr std::uint8_t tag_bits = 0x03;
constexpr std::uint8_t tag_null = 0x05;
constexpr std::uint8_t tag_sequence = 0x30;
constexpr std::uint8_t constructed = 0x20;
constexpr std::uint8_t universal_mask = 0xc0;

struct Element {
    std::uint8_t tag = 0;
    View content;
    std::size_t size = 0;
};

std::optional<Element> head(View bytes) {
    if (bytes.size() < 2) return std::nullopt;
    constexpr std::uint8_t long_tag = 0x1f;
    if ((bytes[0] & long_tag) == long_tag) return std::nullopt;  // X.509 has none.
    std::size_t length = bytes[1];
    std::size_t begin = 2;
    if (length >= 0x80) {
        const std::size_t count = length & 0x7fU;
        if (count == 0 || count > 3 || bytes.size() < begin + count) return std::nullopt;
        length = 0;
        for (std::size_t index = 0; index < count; ++index) {
            length = length << 8U | bytes[begin + index];
        }
        const bool is_shortest = length >= 0x80 && length >> (8 * (count - 1)) != 0;
        if (!is_shortest) return std::nullopt;
        begin += count;
    }
    if (bytes.size() - begin < length) return std::nullopt;
    return Element{bytes[0], bytes.subspan(begin, length), begin + length};
}

bool is_canonical(const Element& element) {
    const auto& content = element.content;
    if (element.tag == tag_boolean) {
        return content.size() == 1 && (content[0] == 0 || content[0] == 0xff);
    }
    if (element.tag == tag_integer) {
        if (content.empty()) return false;
        if (content.size() == 1) return true;
        const bool padded =
            (content[0] == 0 && content[1] < 0x80) || (content[0] == 0xff && content[1] >= 0x80);
        return !padded;
    }
    if (element.tag == tag_bits) return !content.empty() && content[0] < 8;
    if (element.tag == tag_null) return content.empty();
    return true;
}

bool is_der(const Element& element, int level) {
    if (level > levels_max || !is_canonical(element)) return false;
    const bool is_universal = (element.tag & universal_mask) == 0;
    const auto number = element.tag & 0x1fU;
    const bool is_list = (element.tag & constructed) != 0;
    // Of the universal ones, sequences and sets are constructed and nothing else is.
    if (is_universal && is_list != (number == 0x10 || number == 0x11)) return false;
    if (!is_list) return true;
    for (auto rest = element.content; !rest.empty();) {
        const auto inner = head(rest);
        if (!inner || !is_der(*inner, level + 1)) return false;
        rest = rest.subspan(inner->size);
    }
    return true;
}

Bytes element(std::uint8_t tag, std::initializer_list<View> parts) {
    std::size_t length = 0;
    for (const auto part : parts) length += part.size();
    Bytes out{tag};
    if (length >= 0x100) {
        out.insert(out.end(),
                   {0x82,
                    static_cast<std::uint8_t>(length >> 8U),
                    static_cast<std::uint8_t>(length & 0xffU)});
    } else if (length >= 0x80) {
        out.insert(out.end(), {0x81, static_cast<std::uint8_t>(length)});
    } else {
        out.push_back(static_cast<std::uint8_t>(length));
    }
    for (const auto part : parts) out.insert(out.end(), part.begin(), part.end());
    return out;
}

Bytes number(View magnitude) {
    const auto first =
        std::find_if(magnitude.begin(), magnitude.end(), [](std::uint8_t byte) { return byte; });
    Bytes digits(first, magnitude.end());
    if (digits.empty() || digits.front() >= 0x80) digits.insert(digits.begin(), 0);
    return element(tag_integer, {digits});
}

Bytes key_info(View algorithm, View key) {
    constexpr std::array<std::uint8_t, 1> no_unused_bits{0};
    return element(tag_sequence, {algorithm, element(tag_bits, {no_unused_bits, key})});
}

Bytes point_of(View x, View y) {
    Bytes point{0x04};  // Uncompressed.
    point.insert(point.end(), x.begin(), x.end());
    point.insert(point.end(), y.begin(), y.end());
    return point;
}

// rsaEncryption with NULL; id-ecPublicKey with its named curve.
constexpr std::array<std::uint8_t, 15> rsa_algorithm{
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
constexpr std::array<std::uint8_t, 21> p256_algorithm{0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                                      0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
                                                      0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
constexpr std::array<std::uint8_t, 18> p384_algorithm{0x30,
                                                      0x10,
                                                      0x06,
                                                      0x07,
                                                      0x2a,
                                                      0x86,
                                                      0x48,
                                                      0xce,
                                                      0x3d,
                                                      0x02,
                                                      0x01,
                                                      0x06,
                                                      0x05,
                                                      0x2b,
                                                      0x81,
                                                      0x04,
                                                      0x00,
                                                      0x22};

}  // namespace

std::optional<std::size_t> element_size(View bytes) {
    const auto outer = head(bytes);
    if (!outer || !is_der(*outer, 0)) return std::nullopt;
    return outer->size;
}

Bytes rsa_key(View modulus, std::uint32_t exponent) {
    const std::array<std::uint8_t, 4> bytes{static_cast<std::uint8_t>(exponent >> 24U),
                                            static_cast<std::uint8_t>(exponent >> 16U),
                                            static_cast<std::uint8_t>(exponent >> 8U),
                                            static_cast<std::uint8_t>(exponent)};
    return key_info(rsa_algorithm, element(tag_sequence, {number(modulus), number(bytes)}));
}

Bytes p256_key(View x, View y) {
    return key_info(p256_algorithm, point_of(x, y));
}

Bytes p384_key(View x, View y) {
    return key_info(p384_algorithm, point_of(x, y));
}

}  // namespace sealwright::attest::der
