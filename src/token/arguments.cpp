#include "arguments.hpp"

#include <charconv>
#include <utility>

namespace sealwright::token {
namespace {

bool take(Arguments& arguments, std::string_view option, std::string_view value) {
    for (const auto& [name, text] : {std::pair("--config", &Arguments::config),
                                     std::pair("--name", &Arguments::name),
                                     std::pair("--card", &Arguments::card),
                                     std::pair("--serial", &Arguments::serial),
                                     std::pair("--aside", &Arguments::aside)}) {
        if (option != name) continue;
        arguments.*text = value;
        return !value.empty();
    }
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
    const bool is_service = !arguments.config.empty() && !arguments.name.empty();
    const bool is_card = !arguments.card.empty() && !arguments.serial.empty();
    const bool has_service =
        !arguments.config.empty() || !arguments.name.empty() || arguments.pin_descriptor >= 0;
    const bool has_card =
        !arguments.card.empty() || !arguments.serial.empty() || !arguments.aside.empty();
    // One of the two, with nothing of the other.
    if ((is_service && !has_card) || (is_card && !has_service)) return arguments;
    return std::nullopt;
}

}  // namespace sealwright::token
