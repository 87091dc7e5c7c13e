#include "names.hpp"

#include "errors.hpp"
#include "sealwright/core/ids.hpp"
#include "sealwright/core/log.hpp"

#include <charconv>
#include <ctime>
#include <filesystem>
#include <system_error>

namespace sealwright::cli {

Result<void> require_name(std::string_view what, std::string_view name) {
    if (is_name(name)) return done;
    return Error(errors::cli_usage,
                 {fact(what, name), fact("allowed", "[a-z0-9] then [a-z0-9._-], at most 48")});
}

Result<std::uint32_t> parse_duration(std::string_view text) {
    constexpr std::uint64_t seconds_max = 86'400;
    std::uint64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    const std::string_view unit(stopped, static_cast<std::size_t>(end - stopped));
    const std::uint64_t factor = unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
    if (error == std::errc() && number <= seconds_max && number * factor >= 1 &&
        number * factor <= seconds_max) {
        return static_cast<std::uint32_t>(number * factor);
    }
    return Error(errors::cli_usage,
                 {fact("duration", text), fact("allowed", "90s, 10m or 24h; at most 24h")});
}

Result<std::uint64_t> parse_date(const std::string& text) {
    const Error refused(errors::cli_date_invalid, {fact("date", text)});
    for (const auto* form : {"%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"}) {
        std::tm parts{};
        const auto* end = ::strptime(text.c_str(), form, &parts);
        if (end == nullptr || *end != '\0') continue;
        const auto seconds = ::timegm(&parts);
        if (seconds < 0) return refused;
        const auto wall_ms = static_cast<std::uint64_t>(seconds) * 1000;
        // The 31st of a short month would have become another day.
        if (!render_utc(wall_ms).starts_with(text.substr(0, 10))) return refused;
        return wall_ms;
    }
    return refused;
}

std::optional<Digest> parse_digest(std::string_view text) {
    Digest digest{};
    std::size_t count = 0;
    const auto failed = ::sodium_hex2bin(
        digest.data(), digest.size(), text.data(), text.size(), nullptr, &count, nullptr);
    if (failed != 0 || count != digest.size() || text.size() != 2 * digest.size()) return {};
    return digest;
}

std::string absolute_path(const std::string& path) {
    std::error_code error;
    const auto absolute = std::filesystem::absolute(path, error).lexically_normal();
    return error ? path : absolute.string();
}

}  // namespace sealwright::cli
