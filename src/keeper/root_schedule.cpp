#include "root_schedule.hpp"

#include "errors.hpp"
#include "sealwright/crypto/hash.hpp"

#include <algorithm>
#include <array>

namespace sealwright::keeper {
namespace {

using operate::RootTimes;
using session::TaskKind;

constexpr std::uint64_t ms_per_s = 1'000;
constexpr std::uint64_t ms_per_min = 60 * ms_per_s;
constexpr std::uint32_t rotate_min_s = 3'600;
constexpr std::uint32_t rotate_max_s = 366 * 24 * 3'600;
constexpr std::uint32_t look_min_s = 60;
constexpr std::uint32_t look_max_s = 7 * 24 * 3'600;
constexpr std::uint64_t jitter_part = 10;
constexpr std::uint64_t missed_ms = 30 * ms_per_min;

// Up to a tenth shorter; the same whenever it is asked for.
std::uint64_t end_of_interval(std::string_view what,
                              const VaultId& vault,
                              std::uint64_t from_ms,
                              std::uint32_t every_s) {
    const auto every_ms = every_s * ms_per_s;
    const auto digest = crypto::th(
        "root-schedule", {view_of(what), vault.bytes(), view_of(std::to_string(from_ms))});
    std::uint64_t number = 0;
    for (std::size_t index = 0; index < sizeof number; ++index) {
        number = number << 8U | digest.at(index);
    }
    return from_ms + every_ms - number % (every_ms / jitter_part);
}

// The end of the quiet hours that a moment lies in, or the moment.
std::uint64_t behind_quiet(const RootTimes& times, std::uint64_t wall_ms) {
    constexpr std::uint64_t day = RootTimes::minutes_of_day;
    const auto minutes = wall_ms / ms_per_min;
    const auto since = (minutes + day - times.quiet_from_min) % day;
    const auto length = (day + times.quiet_to_min - times.quiet_from_min) % day;
    return since < length ? (minutes + length - since) * ms_per_min : wall_ms;
}

bool is_less_often(std::uint32_t every_s, std::uint32_t before_s) {
    return before_s != 0 && (every_s == 0 || every_s > before_s);
}

}  // namespace

std::uint64_t RootSchedule::answer_ms() const {
    const auto free_ms = begun_ms == 0 ? 0 : begun_ms + again_ms;
    return found_ms == 0 ? 0 : std::max(found_ms, free_ms);
}

std::uint64_t RootSchedule::interval_ends_ms(const VaultId& vault) const {
    if (times.rotate_every_s == 0) return 0;
    const auto ends_ms = end_of_interval("rotate", vault, rotated_ms, times.rotate_every_s);
    const auto free_ms = begun_ms == 0 ? 0 : begun_ms + again_ms;
    return behind_quiet(times, std::max(ends_ms, free_ms));
}

std::uint64_t RootSchedule::next_rotation_ms(const VaultId& vault) const {
    const auto answer = answer_ms();
    const auto interval = interval_ends_ms(vault);
    if (answer == 0 || interval == 0) return std::max(answer, interval);
    return std::min(answer, interval);
}

std::uint64_t RootSchedule::next_look_ms(const VaultId& vault) const {
    if (times.look_every_s == 0) return 0;
    const auto next_ms = end_of_interval("look", vault, looked_ms, times.look_every_s);
    // What cannot be done is not tried each minute.
    return is_missed ? std::max(next_ms, looked_ms + missed_ms) : next_ms;
}

std::optional<RootSchedule::Due> RootSchedule::due(const VaultId& vault,
                                                   std::uint64_t wall_ms) const {
    const auto is_over = [&](std::uint64_t at_ms) { return at_ms != 0 && wall_ms >= at_ms; };
    if (is_over(answer_ms())) {
        return Due{TaskKind::rotate, "root tokens that nobody granted were found"};
    }
    const bool is_quiet = behind_quiet(times, wall_ms) != wall_ms;
    if (is_over(interval_ends_ms(vault)) && !is_quiet) {
        return Due{TaskKind::rotate, "it is time for it"};
    }
    if (is_over(next_look_ms(vault))) return Due{TaskKind::look, "it is time for it"};
    return std::nullopt;
}

void RootSchedule::begin(TaskKind kind, std::uint64_t wall_ms) {
    if (kind == TaskKind::rotate) begun_ms = wall_ms;
    if (kind == TaskKind::look) looked_ms = wall_ms;
}

void RootSchedule::did(TaskKind kind, std::uint64_t wall_ms) {
    if (kind == TaskKind::preview) return;
    looked_ms = wall_ms;
    const bool has_changed = kind == TaskKind::rotate || kind == TaskKind::claim;
    if (has_changed) {
        rotated_ms = wall_ms;
        found_ms = 0;
    }
    if (has_changed || kind == TaskKind::look) is_missed = false;
}

void RootSchedule::write(wire::Writer& writer) const {
    times.write(writer);
    writer.u64(rotated_ms);
    writer.u64(looked_ms);
    writer.u64(found_ms);
    writer.u64(begun_ms);
    writer.boolean(is_missed);
}

RootSchedule RootSchedule::read(wire::Reader& reader) {
    RootSchedule schedule;
    schedule.times = RootTimes::read(reader);
    if (!check_times(schedule.times)) reader.fail_value();
    schedule.rotated_ms = reader.u64();
    schedule.looked_ms = reader.u64();
    schedule.found_ms = reader.u64();
    schedule.begun_ms = reader.u64();
    schedule.is_missed = reader.boolean();
    return schedule;
}

Result<void> check_times(const RootTimes& times) {
    const auto is_within = [](std::uint32_t every_s, std::uint32_t min_s, std::uint32_t max_s) {
        return every_s == 0 || (every_s >= min_s && every_s <= max_s);
    };
    if (!is_within(times.rotate_every_s, rotate_min_s, rotate_max_s)) {
        return Error(errors::root_schedule_invalid, {fact("rotate every", times.rotate_every_s)});
    }
    if (!is_within(times.look_every_s, look_min_s, look_max_s)) {
        return Error(errors::root_schedule_invalid, {fact("look every", times.look_every_s)});
    }
    const auto last = std::max(times.quiet_from_min, times.quiet_to_min);
    if (last >= RootTimes::minutes_of_day) {
        return Error(errors::root_schedule_invalid, {fact("minute of the day", last)});
    }
    return done;
}

bool is_rarer(const RootTimes& times, const RootTimes& before) {
    const bool is_quiet = times.quiet_from_min != times.quiet_to_min;
    const bool is_quiet_as_before =
        times.quiet_from_min == before.quiet_from_min && times.quiet_to_min == before.quiet_to_min;
    return is_less_often(times.rotate_every_s, before.rotate_every_s) ||
           is_less_often(times.look_every_s, before.look_every_s) ||
           (is_quiet && !is_quiet_as_before);
}

}  // namespace sealwright::keeper
