#include "der.hpp"

#include <algorithm>

namespace sealwright::attest::der {
namespace {

constexpr int levels_max = 32;
constexpr std::uint8_t tag_boolean = 0x01;
constexpr std::uint8_t tag_integer = 0x02;
constexpr std::uint8_t tag_bits = 0x03;
constexpr std::uint8_t tag_null = 0x05;
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

}  // namespace

std::optional<std::size_t> element_size(View bytes) {
    const auto outer = head(bytes);
    if (!outer || !is_der(*outer, 0)) return std::nullopt;
    return outer->size;
}

}  // namespace sealwright::attest::der
