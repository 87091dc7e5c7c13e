// The command `root schedule`.
#include "errors.hpp"
#include "names.hpp"
#include "roots.hpp"
#include "run.hpp"

#include <charconv>

namespace sealwright::cli {
namespace {

constexpr std::string_view never = "never";
constexpr std::size_t time_size = 5;  // 08:00
constexpr unsigned minutes_of_hour = 60;

template <class Number>
bool read_number(std::string_view text, Number& number) {
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc() && read.ptr == end && !text.empty();
}

Error unreadable(std::string_view what, std::string_view text, std::string_view allowed) {
    return {errors::cli_usage, {fact(what, text), fact("allowed", allowed)}};
}

// Whether it is long enough and not too long the service says.
Result<std::uint32_t> interval_of(std::string_view text) {
    if (text == never) return 0;
    std::uint32_t number = 0;
    const auto unit = text.empty() ? '?' : text.back();
    const std::uint32_t factor = unit == 'm'   ? 60
                                 : unit == 'h' ? 60 * 60
                                 : unit == 'd' ? 24 * 60 * 60
                                               : 0;
    constexpr std::uint32_t number_max = 527'040;  // The minutes of 366 days.
    const bool is_read = factor != 0 && read_number(text.substr(0, text.size() - 1), number) &&
                         number >= 1 && number <= number_max &&
                         std::uint64_t{number} * factor <= std::uint64_t{number_max} * 60;
    if (!is_read) return unreadable("interval", text, "10m, 1h, 30d (366d at most), or never");
    return number * factor;
}

Result<std::uint16_t> minutes_of(std::string_view text) {
    std::uint16_t hours = 0;
    std::uint16_t minutes = 0;
    const bool is_read =
        text.size() == time_size && text[2] == ':' && read_number(text.substr(0, 2), hours) &&
        read_number(text.substr(3), minutes) && hours < 24 && minutes < minutes_of_hour;
    if (!is_read) return unreadable("time of day", text, "00:00 to 23:59, in UTC");
    return static_cast<std::uint16_t>(hours * minutes_of_hour + minutes);
}

Result<void> read_quiet(std::string_view text, operate::RootTimes& times) {
    times.quiet_from_min = 0;
    times.quiet_to_min = 0;
    if (text == never) return done;
    const auto middle = text.find('-');
    if (middle == std::string_view::npos) {
        return unreadable("not-between", text, "08:00-20:00, in UTC, or never");
    }
    TRY(from, minutes_of(text.substr(0, middle)));
    TRY(to, minutes_of(text.substr(middle + 1)));
    if (from == to) return unreadable("not-between", text, "two times that are not the same");
    times.quiet_from_min = from;
    times.quiet_to_min = to;
    return done;
}

// What is not said stays as it is.
Result<operate::RootTimes> times_of(const RootSchedule& command, operate::RootTimes times) {
    if (!command.rotate_every.empty()) {
        TRY(every, interval_of(command.rotate_every));
        times.rotate_every_s = every;
    }
    if (!command.look_every.empty()) {
        TRY(every, interval_of(command.look_every));
        times.look_every_s = every;
    }
    if (!command.not_between.empty()) TRY(read_quiet(command.not_between, times));
    return times;
}

}  // namespace

Outcome<Answer> run(const RootSchedule& command, const Settings& settings) {
    TRY(require_name("vault", command.name));
    TRY(times_of(command, {}));
    TRY(service, Service::connect(settings));
    TRY(shown, service.ask<operate::RootShown>(operate::RootShowAsk{command.name}));
    TRY(times, times_of(command, shown.times));
    if (times == shown.times) return answer_of_schedule(settings, shown);
    TRY(changed, service.ask<operate::RootShown>(operate::RootScheduleAsk{command.name, times}));
    return answer_of_schedule(settings, changed);
}

}  // namespace sealwright::cli
