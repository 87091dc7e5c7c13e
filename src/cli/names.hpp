// What may be written where a name, a duration or a path is wanted. Process: cli.
#pragma once

#include "sealwright/core/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sealwright::cli {

// A name of the house (see is_name); `what` says of what.
Result<void> require_name(std::string_view what, std::string_view name);

// "90s", "10m" or "24h": 1 second to 24 hours.
Result<std::uint32_t> parse_duration(std::string_view text);

// `2026-11-22` or `2026-11-22T10:00:00Z`, as milliseconds of wall time.
Result<std::uint64_t> parse_date(const std::string& text);

// 64 hex digits, small or capital.
std::optional<Digest> parse_digest(std::string_view text);

// The same file for a program that runs in another folder.
std::string absolute_path(const std::string& path);

}  // namespace sealwright::cli
