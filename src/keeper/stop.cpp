#include "stop.hpp"

#include "sealwright/ceremony/errors.hpp"
#include "sealwright/ceremony/roster.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

constexpr std::size_t text_max = 512;
// Everybody who may be in a roster, and the local socket: nobody is forgotten for another.
constexpr std::size_t overruled_max = ceremony::persons_max + 1;

}  // namespace

void Stop::write(wire::Writer& writer) const {
    writer.u64(since_ms);
    writer.text(by);
    writer.text(reason);
    writer.u64(entry);
    writer.text(who);
    writer.u64(until_ms);
    writer.text(confirmed_by);
}

Stop Stop::read(wire::Reader& reader) {
    Stop stop;
    stop.since_ms = reader.u64();
    stop.by = reader.text(text_max);
    stop.reason = reader.text(text_max);
    stop.entry = reader.u64();
    stop.who = reader.text(text_max);
    stop.until_ms = reader.u64();
    stop.confirmed_by = reader.text(text_max);
    return stop;
}

const Stop* Stops::now(std::uint64_t wall_ms) const {
    return stop_ && stop_->in_force(wall_ms) ? &*stop_ : nullptr;
}

bool Stops::is_overruled(const std::string& who, std::uint64_t wall_ms) const {
    return std::ranges::any_of(overruled_, [&](const Overruled& each) {
        return each.who == who && wall_ms < each.until_ms;
    });
}

void Stops::overrule(const Stop& stop, std::uint64_t from_ms) {
    if (stop.until_ms == 0) return;
    std::erase_if(overruled_, [&](const Overruled& each) { return each.who == stop.who; });
    std::erase_if(overruled_, [&](const Overruled& each) { return each.until_ms <= from_ms; });
    if (overruled_.size() >= overruled_max) overruled_.erase(overruled_.begin());
    overruled_.push_back({stop.who, from_ms + overruled_ms});
}

Result<Stops::Effect> Stops::begin(const Stopper& stopper,
                                   std::string_view reason,
                                   std::uint64_t entry,
                                   std::uint64_t wall_ms) {
    const auto* standing = now(wall_ms);
    // Nobody knows who held at the local socket, so its hold confirms none, and none confirms it:
    // a person's takes its place.
    const bool replaces_local = standing != nullptr && standing->until_ms != 0 &&
                                standing->who.empty() && !stopper.who.empty();
    if (standing != nullptr && !replaces_local) {
        if (stop_->until_ms == 0 || stop_->who == stopper.who || stopper.who.empty()) {
            return Error(errors::confirmed_already, {fact("by", stop_->by)});
        }
        stop_->until_ms = 0;
        stop_->confirmed_by = stopper.by;
        // Another stop than the one that lapses: a lift of that one was not signed for this.
        stop_->entry = entry;
        return Effect::confirmed;
    }
    // It lapsed, or was only the local socket's: nobody else thought so.
    if (stop_) overrule(*stop_, std::min(stop_->until_ms, wall_ms));
    stop_.reset();
    if (is_overruled(stopper.who, wall_ms)) {
        return Error(errors::overruled_before, {fact("who", stopper.by)});
    }
    stop_ = Stop{wall_ms,
                 stopper.by,
                 std::string(reason),
                 entry,
                 stopper.who,
                 stopper.is_alone ? 0 : wall_ms + alone_ms,
                 {}};
    return Effect::begun;
}

Result<Stop> Stops::lift(std::uint64_t entry, std::uint64_t wall_ms) {
    check(now(wall_ms) != nullptr);
    if (entry != 0 && stop_->entry != entry) {
        return Error(errors::hold_is_another, {fact("entry", stop_->entry)});
    }
    overrule(*stop_, wall_ms);
    auto lifted = std::move(*stop_);
    stop_.reset();
    return lifted;
}

void Stops::write(wire::Writer& writer) const {
    wire::write_optional(writer, stop_);
    writer.count(overruled_.size());
    for (const auto& each : overruled_) {
        writer.text(each.who);
        writer.u64(each.until_ms);
    }
}

Stops Stops::read(wire::Reader& reader) {
    Stops stops;
    stops.stop_ = wire::read_optional<Stop>(reader);
    const auto count = reader.count(overruled_max);
    for (std::uint32_t each = 0; each < count && !reader.failed(); ++each) {
        Overruled overruled;
        overruled.who = reader.text(text_max);
        overruled.until_ms = reader.u64();
        stops.overruled_.push_back(std::move(overruled));
    }
    return stops;
}

}  // namespace sealwright::keeper
