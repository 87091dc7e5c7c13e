#include "event_desk.hpp"

#include "fair_line.hpp"

#include <algorithm>
#include <utility>

namespace sealwright::front {
namespace {

constexpr std::string_view comment = ": still here\n\n";

std::string changed_to(std::uint64_t revision) {
    return "event: changed\ndata: {\"revision\":" + std::to_string(revision) + "}\n\n";
}

}  // namespace

bool EventDesk::has_room(const http::Exchange& exchange) const {
    const auto of_address = std::ranges::count(streams_, address_of(exchange), &Stream::address);
    return streams_.size() < streams_max &&
           static_cast<std::size_t>(of_address) < streams_address_max;
}

// Whoever listens learns at once where things stand, so nothing is missed between asking and this.
void EventDesk::open(http::Exchange& exchange) {
    check(has_room(exchange));
    const auto now_ms = clock_.now().boottime_ms;
    streams_.push_back({&exchange, address_of(exchange), now_ms, now_ms});
    const auto first = revision_ ? changed_to(*revision_) : std::string(comment);
    exchange.begin_events(view_of(first));
}

void EventDesk::forget(http::Exchange& exchange) {
    std::erase_if(streams_, [&](const Stream& each) { return each.exchange == &exchange; });
}

void EventDesk::changed(std::uint64_t revision) {
    if (std::exchange(revision_, revision) == revision) return;
    const auto event = changed_to(revision);
    for (auto& stream : streams_) {
        stream.exchange->send_events(view_of(event));
        stream.said_ms = clock_.now().boottime_ms;
    }
}

void EventDesk::tick() {
    const auto now_ms = clock_.now().boottime_ms;
    std::erase_if(streams_, [&](const Stream& each) {
        if (now_ms < each.opened_ms + life_ms) return false;
        each.exchange->end_events();
        return true;
    });
    for (auto& stream : streams_) {
        if (now_ms < stream.said_ms + pause_max_ms) continue;
        stream.exchange->send_events(view_of(comment));
        stream.said_ms = now_ms;
    }
}

void EventDesk::end_all() {
    for (const auto& stream : std::exchange(streams_, {})) stream.exchange->end_events();
}

}  // namespace sealwright::front
