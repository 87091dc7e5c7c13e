// The rules of single values: paths, addresses, users. Private to config/toml.
#pragma once

#include "sealwright/config/toml.hpp"
#include "section.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace sealwright::config::toml_form {

// An absolute path with no empty, `.` or `..` part, so that it means one place for every reader.
std::string absolute_path(Section& section, std::string_view key);

// [a-z0-9][a-z0-9._-]*, at most 48 letters.
std::string name(Section& section, std::string_view key);

struct Address {
    std::string host;
    std::uint16_t port = 0;
};
Address address(Section& section, std::string_view key);
// "10.0.0.5:8443", "[2001:db8::5]:8443" or "name:8443"; nothing when it is none of these.
std::optional<Address> named_address(std::string_view text);

// A host name or address literal, as it may stand in a certificate.
bool is_host_name(const std::string& text);

enum class Account { user, group };

// The number of a user or group given by name or number. When we are not root everything runs as
// ourselves, and what stands there is only checked for its form.
std::uint32_t account(Section& section,
                      std::string_view key,
                      std::string_view otherwise,
                      Account kind,
                      const Host& host);

}  // namespace sealwright::config::toml_form
