#include "json.hpp"

#include <array>
#include <set>

namespace sealwright::cli {
namespace {

constexpr std::uint32_t replacement = 0xfffd;

std::uint8_t byte_at(std::string_view text, std::size_t index) {
    return index < text.size() ? static_cast<std::uint8_t>(text[index]) : std::uint8_t{0};
}

// Cuts one character off the front of `text` (RFC 3629: shortest form, no surrogates).
std::uint32_t take_character(std::string_view& text) {
    const auto first = byte_at(text, 0);
    const std::size_t size = first < 0x80   ? 1
                             : first < 0xc2 ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
    constexpr std::array<std::uint32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
    std::uint32_t character = size < 2 ? first : first & (0x7fU >> size);
    bool valid = size != 0;
    for (std::size_t index = 1; index < size; ++index) {
        const auto next = byte_at(text, index);
        valid = valid && (next & 0xc0U) == 0x80U;
        character = (character << 6U) | (next & 0x3fU);
    }
    valid = valid && character >= least[size] && character <= 0x10ffff;
    valid = valid && (character < 0xd800 || character > 0xdfff);
    text.remove_prefix(valid ? size : 1);
    return valid ? character : replacement;
}

void append_escape(std::string& out, std::uint32_t unit) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u";
    for (const unsigned shift : {12U, 8U, 4U, 0U}) out += digits[(unit >> shift) & 0xfU];
}

void append_character(std::string& out, std::uint32_t character) {
    if (character == '"' || character == '\\') {
        out += '\\';
        out += static_cast<char>(character);
        return;
    }
    if (character >= 0x20 && character < 0x7f) {
        out += static_cast<char>(character);
        return;
    }
    if (character < 0x10000) return append_escape(out, character);
    const auto rest = character - 0x10000;
    append_escape(out, 0xd800 + (rest >> 10U));
    append_escape(out, 0xdc00 + (rest & 0x3ffU));
}

}  // namespace

Json Json::text(std::string_view text) {
    std::string out = "\"";
    while (!text.empty()) append_character(out, take_character(text));
    return Json(out + "\"");
}

Json Json::list(const std::vector<Json>& items) {
    std::string out = "[";
    for (const auto& item : items) out += (out.size() > 1 ? "," : "") + item.str();
    return Json(out + "]");
}

Json Json::object(const Members& members) {
    std::string out = "{";
    std::set<std::string> used;
    for (const auto& [name, value] : members) {
        auto unique = name;
        while (!used.insert(unique).second) unique += "'";
        out += (out.size() > 1 ? "," : "") + text(unique).str() + ":" + value.str();
    }
    return Json(out + "}");
}

}  // namespace sealwright::cli
