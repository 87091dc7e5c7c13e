#include "sealwright/wire/only_value.hpp"

namespace sealwright::wire {

std::optional<std::string_view> only_value(View body, std::string_view prefix) {
    auto text = text_of(body);
    if (text.ends_with('\n')) text.remove_suffix(1);
    constexpr std::string_view suffix = "\"}";
    if (!text.starts_with(prefix) || !text.ends_with(suffix)) return std::nullopt;
    if (text.size() < prefix.size() + suffix.size()) return std::nullopt;
    const auto value = text.substr(prefix.size(), text.size() - prefix.size() - suffix.size());
    // All letters first, then one verdict: a plaintext's digits must not show in our time.
    bool odd = false;
    for (const auto letter : value) {
        odd |= (letter < 0x21) | (letter > 0x7e) | (letter == '"') | (letter == '\\');
    }
    if (odd) return std::nullopt;  // Public: whether it has the one shape.
    return value;
}

}  // namespace sealwright::wire
