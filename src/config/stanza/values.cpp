#include "values.hpp"

#include <array>

namespace sealwright::config {

std::optional<bool> truth_of(std::string_view text) {
    constexpr std::array yes = {"1", "t", "T", "TRUE", "true", "True"};
    constexpr std::array no = {"0", "f", "F", "FALSE", "false", "False"};
    if (contains(yes, text)) return true;
    if (contains(no, text)) return false;
    return std::nullopt;
}

std::optional<std::uint64_t> seconds_of(std::string_view text) {
    std::uint64_t factor = 1;
    if (text.ends_with('m')) factor = 60;
    if (text.ends_with('h')) factor = 3600;
    if (text.ends_with('s') || factor > 1) text.remove_suffix(1);
    if (text.empty() || text.size() > 6) return std::nullopt;
    std::uint64_t seconds = 0;
    for (const auto digit : text) {
        if (digit < '0' || digit > '9') return std::nullopt;
        seconds = seconds * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    return seconds * factor;
}

std::string_view without_slashes(std::string_view text) {
    while (text.ends_with('/')) text.remove_suffix(1);
    while (text.starts_with('/')) text.remove_prefix(1);
    return text;
}

std::string comparable(std::string_view address) {
    while (address.ends_with('/')) address.remove_suffix(1);
    std::string text(address);
    for (auto& letter : text) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    const auto host = text.find("://") + 3;
    const auto bracket = text.find(']', host);
    const auto colon = text.find(':', bracket == std::string::npos ? host : bracket);
    return colon == std::string::npos ? text + ":443" : text;
}

}  // namespace sealwright::config
