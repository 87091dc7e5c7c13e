#include "rules.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace sealwright::config::toml_form {
namespace {

bool has_odd_part(std::string_view path) {
    while (!path.empty()) {
        path.remove_prefix(1);  // The slash.
        const auto part = path.substr(0, path.find('/'));
        if (part.empty() || part == "." || part == "..") return true;
        path.remove_prefix(part.size());
    }
    return false;
}

bool is_literal(int family, const std::string& text) {
    in6_addr room{};  // Large enough for both families.
    return ::inet_pton(family, text.c_str(), &room) == 1;
}

std::uint16_t port_of(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    const bool whole = failure == std::errc{} && end == text.data() + text.size();
    return whole && !text.starts_with('0') ? port : 0;
}

}  // namespace

std::string absolute_path(Section& section, std::string_view key) {
    auto path = section.text(key);
    if (path.empty()) return path;
    if (path.front() != '/' || has_odd_part(path)) {
        section.refuse(key,
                       "it is not one plain absolute path",
                       "begin with /, without `.`, `..`, `//` or a slash at the end");
    }
    return path;
}

std::string name(Section& section, std::string_view key) {
    auto text = section.text(key);
    if (!text.empty() && !is_name(text)) {
        section.refuse(key,
                       "it is not a name",
                       "write 1 to 48 of a-z 0-9 . _ - and begin with a letter or digit");
    }
    return text;
}

std::optional<Address> named_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    Address result{std::string(text.substr(0, colon)), port_of(text.substr(colon + 1))};
    const bool bracketed =
        result.host.size() > 2 && result.host.front() == '[' && result.host.back() == ']';
    if (bracketed) result.host = result.host.substr(1, result.host.size() - 2);
    const bool is_host = bracketed
                             ? is_literal(AF_INET6, result.host)
                             : is_host_name(result.host) && !is_literal(AF_INET6, result.host);
    if (result.port == 0 || !is_host) return std::nullopt;
    return result;
}

Address address(Section& section, std::string_view key) {
    const auto found = named_address(section.text(key));
    const bool is_plain =
        found && (is_literal(AF_INET, found->host) || is_literal(AF_INET6, found->host));
    if (is_plain) return *found;
    section.refuse(key,
                   "it is not an address literal with a port; a name could change its meaning",
                   "write \"10.0.0.5:8443\" or \"[2001:db8::5]:8443\"");
    return {};
}

bool is_host_name(const std::string& text) {
    if (is_literal(AF_INET, text) || is_literal(AF_INET6, text)) return true;
    constexpr std::size_t name_max = 253;
    const auto legal = [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '-' || letter == '.';
    };
    return !text.empty() && text.size() <= name_max && text.front() != '-' && text.front() != '.' &&
           text.find("..") == std::string::npos && std::ranges::all_of(text, legal);
}

std::uint32_t account(Section& section,
                      std::string_view key,
                      std::string_view otherwise,
                      Account kind,
                      const Host& host) {
    const auto* value = section.any(key);
    const auto* number = value == nullptr ? nullptr : std::get_if<std::int64_t>(&value->data);
    constexpr std::int64_t number_max = 0xfffffffe;
    if (number != nullptr && (*number < 0 || *number > number_max)) {
        section.refuse(key, "it is not the number of an account", "write 0 to 4294967294");
        return 0;
    }
    const auto text = number != nullptr ? std::string() : section.text_or(key, otherwise);
    const bool is_user = kind == Account::user;
    if (host.uid() != 0) return is_user ? host.uid() : host.gid();
    if (number != nullptr) return static_cast<std::uint32_t>(*number);
    if (text.empty()) return 0;  // Refused already.
    const auto found = is_user ? host.user(text) : host.group(text);
    if (!found) {
        const std::string make = is_user ? "useradd --system --user-group " : "groupadd --system ";
        section.refuse(key,
                       "there is no account named " + text,
                       "run `" + make + text + "`, or write the number of another");
    }
    return found.value_or(0);
}

}  // namespace sealwright::config::toml_form
