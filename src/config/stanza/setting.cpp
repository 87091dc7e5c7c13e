// Setting: its value as the vault would read it.
#include "lexer.hpp"
#include "sealwright/config/stanza/stanza.hpp"

#include <algorithm>

namespace sealwright::config {
namespace {

using hcl::unreadable;

bool is_plain_decimal(std::string_view text) {
    const auto is_digit = [](char letter) { return letter >= '0' && letter <= '9'; };
    if (text.empty() || (text.size() > 1 && text[0] == '0')) return false;
    return std::ranges::all_of(text, is_digit);
}

void append_character(std::string& out, std::uint32_t point) {
    const auto part = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (point < 0x80) {
        part(point);
    } else if (point < 0x800) {
        part(0xC0U | (point >> 6U));
        part(0x80U | (point & 0x3FU));
    } else if (point < 0x10000) {
        part(0xE0U | (point >> 12U));
        part(0x80U | ((point >> 6U) & 0x3FU));
        part(0x80U | (point & 0x3FU));
    } else {
        part(0xF0U | (point >> 18U));
        part(0x80U | ((point >> 12U) & 0x3FU));
        part(0x80U | ((point >> 6U) & 0x3FU));
        part(0x80U | (point & 0x3FU));
    }
}

std::uint32_t number_of(std::string_view digits, std::uint32_t base) {
    std::uint32_t number = 0;
    for (const auto digit : digits) {
        const auto letter = std::uint32_t{static_cast<unsigned char>(digit)};
        const auto value = letter <= '9' ? letter - '0' : (letter | 0x20U) - 'a' + 10;
        number = number * base + value;
    }
    return number;
}

// Undoes the escape at the start of `rest` (behind its backslash), which the lexer has checked.
bool append_escape(std::string& out, std::string_view& rest) {
    constexpr std::string_view letters = "abfnrtv\\\"";
    constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\\"";
    const auto simple = letters.find(rest[0]);
    if (simple != std::string_view::npos) {
        out += meanings[simple];
        rest.remove_prefix(1);
        return true;
    }
    const auto is_octal = rest[0] >= '0' && rest[0] <= '7';
    const std::size_t length = is_octal ? 3 : rest[0] == 'x' ? 2 : rest[0] == 'u' ? 4 : 8;
    const std::size_t first = is_octal ? 0 : 1;
    const auto number = number_of(rest.substr(first, length), is_octal ? 8 : 16);
    const auto is_byte = is_octal || rest[0] == 'x';
    rest.remove_prefix(first + length);
    if (is_byte && number > 0xFF) return false;
    if (number > 0x10FFFF || (number >= 0xD800 && number <= 0xDFFF)) return false;
    if (is_byte) out += static_cast<char>(number);
    if (!is_byte) append_character(out, number);
    return true;
}

}  // namespace

Result<std::string> Setting::value() const {
    if (kind == Kind::list) return unreadable(line, "a list is no value here");
    if (kind == Kind::heredoc) return std::string(raw);
    if (kind == Kind::plain) {
        // The vault writes other numbers in its own way, so 010 would be 8.
        if (is_plain_decimal(raw) || raw == "true" || raw == "false") return std::string(raw);
        return unreadable(line, "the number should stand in quotes");
    }
    if (raw.find("${") != std::string_view::npos) return unreadable(line, "the text has a ${");
    std::string out;
    for (auto rest = raw; !rest.empty();) {
        const auto letter = rest[0];
        rest.remove_prefix(1);
        if (letter != '\\') {
            out += letter;
        } else if (!append_escape(out, rest)) {
            return unreadable(line, "an escape in the text means no character");
        }
    }
    return out;
}

}  // namespace sealwright::config
