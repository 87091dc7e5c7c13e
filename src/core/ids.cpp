#include "sealwright/core/ids.hpp"

namespace sealwright {
namespace {

int nibble(char letter) {
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    return -1;
}

bool is_name_letter(char letter, bool first) {
    if (letter >= 'a' && letter <= 'z') return true;
    if (letter >= '0' && letter <= '9') return true;
    return !first && (letter == '-' || letter == '.' || letter == '_');
}

}  // namespace

Result<IdBytes> parse_id(std::string_view prefix, std::string_view text) {
    IdBytes bytes{};
    const auto refused = [&] { return Error(errors::text_invalid, {fact("id", text)}); };
    if (text.size() != prefix.size() + 1 + 2 * bytes.size()) return refused();
    if (!text.starts_with(prefix) || text[prefix.size()] != '-') return refused();

    const auto digits = text.substr(prefix.size() + 1);
    for (std::size_t index = 0; index < bytes.size(); ++index) {
        const auto high = nibble(digits[2 * index]);
        const auto low = nibble(digits[2 * index + 1]);
        if (high < 0 || low < 0) return refused();
        bytes[index] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return bytes;
}

bool is_name(std::string_view text) {
    constexpr std::size_t name_max = 48;
    if (text.empty() || text.size() > name_max) return false;
    bool first = true;
    for (const auto letter : text) {
        if (!is_name_letter(letter, first)) return false;
        first = false;
    }
    return true;
}

}  // namespace sealwright
