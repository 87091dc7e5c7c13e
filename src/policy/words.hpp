// Words for times, and the time of the week. Private to policy.
#pragma once

#include "sealwright/policy/terms.hpp"

#include <array>
#include <string>
#include <string_view>

namespace sealwright::policy {

inline constexpr std::array<std::string_view, 7> day_words{
    "mon", "tue", "wed", "thu", "fri", "sat", "sun"};

struct WeekTime {
    std::uint8_t day = 0;  // 0: Monday.
    std::uint16_t minute = 0;
};

WeekTime week_time(std::uint64_t wall_ms);
std::string clock(std::uint16_t minute);
std::string seconds(std::uint64_t milliseconds);

}  // namespace sealwright::policy
