// When a vault is looked at and rotated with nobody asking, in words and as JSON.
#include "roots.hpp"
#include "table.hpp"
#include "vaults.hpp"

namespace sealwright::cli {
namespace {

constexpr std::uint32_t minute_s = 60;
constexpr std::uint32_t hour_s = 60 * minute_s;
constexpr std::uint32_t day_s = 24 * hour_s;

std::string interval_text(std::uint32_t every_s) {
    if (every_s == 0) return "never";
    if (every_s % day_s == 0) return std::to_string(every_s / day_s) + "d";
    if (every_s % hour_s == 0) return std::to_string(every_s / hour_s) + "h";
    if (every_s % minute_s == 0) return std::to_string(every_s / minute_s) + "m";
    return std::to_string(every_s) + "s";
}

std::string clock_text(std::uint16_t minutes) {
    const auto two = [](unsigned number) {
        return (number < 10 ? "0" : "") + std::to_string(number);
    };
    return two(minutes / minute_s) + ":" + two(minutes % minute_s);
}

std::string quiet_text(const operate::RootTimes& times) {
    if (times.quiet_from_min == times.quiet_to_min) return "";
    return clock_text(times.quiet_from_min) + "-" + clock_text(times.quiet_to_min);
}

std::string every(std::uint32_t every_s, std::uint64_t next_ms) {
    if (every_s == 0 && next_ms == 0) return "only when somebody asks";
    const auto next = next_ms == 0 ? "" : ", next at " + time_for_people(next_ms) + " or later";
    if (every_s == 0) return "when somebody asks" + next;
    return "every " + interval_text(every_s) + next;
}

}  // namespace

Pairs times_for_people(const operate::RootShown& shown) {
    if (!shown.is_managed) return {};
    const auto& times = shown.times;
    const auto quiet = quiet_text(times);
    return {{"looked at", every(times.look_every_s, shown.next_look_ms)},
            {"rotated", every(times.rotate_every_s, shown.next_rotation_ms)},
            {"quiet hours", quiet.empty() ? "" : quiet + " UTC"}};
}

Json json_of_times(const operate::RootShown& shown) {
    const auto& times = shown.times;
    const auto quiet = quiet_text(times);
    return Json::object({{"rotate_every_seconds", Json::number(times.rotate_every_s)},
                         {"look_every_seconds", Json::number(times.look_every_s)},
                         {"not_between", quiet.empty() ? Json::null() : Json::text(quiet)},
                         {"next_rotation", time_json(shown.next_rotation_ms)},
                         {"next_look", time_json(shown.next_look_ms)}});
}

Answer answer_of_schedule(const Settings& settings, const operate::RootShown& shown) {
    Pairs rows{{"vault", shown.vault},
               {"root", shown.is_managed ? "" : "not ours, so nothing is done by itself"}};
    const auto times = times_for_people(shown);
    rows.insert(rows.end(), times.begin(), times.end());
    auto json = Json::object({{"vault", Json::text(shown.vault)},
                              {"managed", Json::boolean(shown.is_managed)},
                              {"schedule", json_of_times(shown)}});
    return answer_of(settings, json, pairs(rows));
}

}  // namespace sealwright::cli
