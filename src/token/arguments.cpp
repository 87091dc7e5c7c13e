#include "arguments.hpp"

#include <charconv>

namespace sealwright::token {
namespace {

bool take(Arguments& arguments, std::string_view option, std::string_view value) {
    if (option == "--config") arguments.config = value;
    if (option == "--name") arguments.name = value;
    if (option == "--config" || option == "--name") return !value.empty();
    if (option != "--pin-fd") return false;
    const auto* end = value.data() + value.size();
    const auto parsed = std::from_chars(value.data(), end, arguments.pin_descriptor);
    return parsed.ec == std::errc() && parsed.ptr == end && arguments.pin_descriptor > 2;
}

}  // namespace

std::optional<Arguments> parse_arguments(std::span<char* const> given) {
    Arguments arguments;
    for (std::size_t index = 1; index < given.size(); ++index) {
        const std::string_view option(given[index]);
        if (option == "--help") {
            arguments.help = true;
            return arguments;
        }
        ++index;
        if (index == given.size() || !take(arguments, option, given[index])) return std::nullopt;
    }
    if (arguments.config.empty() || arguments.name.empty()) return std::nullopt;
    return arguments;
}

}  // namespace sealwright::token
