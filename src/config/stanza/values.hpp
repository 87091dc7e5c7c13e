// What a setting's text means to the vault, and comparing it with what the service knows.
// Private to config/stanza.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sealwright::config {

bool contains(const auto& list, std::string_view one) {
    return std::ranges::find(list, one) != std::ranges::end(list);
}

// What Go's strconv.ParseBool takes, and nothing else.
std::optional<bool> truth_of(std::string_view text);

// In seconds; nothing for what is not a duration in s, m or h or a plain number of seconds.
std::optional<std::uint64_t> seconds_of(std::string_view text);

std::string_view without_slashes(std::string_view text);

// https://HOST:PORT as the vault takes it: small letters, no slash behind, 443 where no port is
// said.
std::string comparable(std::string_view address);

}  // namespace sealwright::config
