#include "fair_line.hpp"

#include "sealwright/http/peer.hpp"

#include <iterator>
#include <utility>

namespace sealwright::front {

std::string address_of(const http::Exchange& exchange) {
    return http::line_of(exchange.peer());
}

bool FairLine::join(http::Exchange& exchange, std::uint32_t what, std::uint64_t now_ms) {
    const auto address = address_of(exchange);
    const auto found = lines_.find(address);
    const auto of_address = found == lines_.end() ? 0 : found->second.size();
    if (waiting_ >= limits_.waiting_max || of_address >= limits_.waiting_address_max) return false;
    lines_[address].push_back({&exchange, what, now_ms});
    ++waiting_;
    return true;
}

// The line after the one that was served last, so that each address has its turn.
std::map<std::string, FairLine::Line>::iterator FairLine::next_line() {
    const auto next = lines_.upper_bound(last_served_);
    return next == lines_.end() ? lines_.begin() : next;
}

std::optional<FairLine::Place> FairLine::call() {
    if (sent_.size() >= limits_.sent_max || lines_.empty()) return std::nullopt;
    const auto line = next_line();
    const auto place = line->second.front();
    last_served_ = line->first;
    line->second.pop_front();
    --waiting_;
    if (line->second.empty()) lines_.erase(line);
    return place;
}

std::uint64_t FairLine::lay(const Place& place) {
    const auto correlation = next_correlation_++;
    sent_.emplace(correlation, place);
    return correlation;
}

std::optional<FairLine::Place> FairLine::take(std::uint64_t correlation) {
    const auto found = sent_.find(correlation);
    if (found == sent_.end()) return std::nullopt;
    const auto place = found->second;
    sent_.erase(found);
    return place;
}

void FairLine::forget(http::Exchange& exchange) {
    const auto is_its = [&](const Place& each) { return each.exchange == &exchange; };
    std::erase_if(sent_, [&](const auto& each) { return is_its(each.second); });
    for (auto line = lines_.begin(); line != lines_.end(); ++line) {
        const auto gone = std::erase_if(line->second, is_its);
        waiting_ -= gone;
        if (!line->second.empty()) continue;
        lines_.erase(line);
        break;
    }
}

std::vector<FairLine::Place> FairLine::take_late(std::uint64_t now_ms) {
    std::vector<Place> late;
    for (auto each = sent_.begin(); each != sent_.end();) {
        if (now_ms < each->second.since_ms + limits_.silence_max_ms) {
            ++each;
            continue;
        }
        late.push_back(each->second);
        each = sent_.erase(each);
    }
    return late;
}

std::vector<FairLine::Place> FairLine::take_sent() {
    std::vector<Place> all;
    for (const auto& [correlation, place] : std::exchange(sent_, {})) all.push_back(place);
    return all;
}

// Each line is in the order in which they joined.
std::vector<FairLine::Place> FairLine::take_waiting(std::uint64_t joined_ms) {
    std::vector<Place> taken;
    for (auto each = lines_.begin(); each != lines_.end();) {
        auto& line = each->second;
        while (!line.empty() && line.front().since_ms <= joined_ms) {
            taken.push_back(line.front());
            line.pop_front();
        }
        each = line.empty() ? lines_.erase(each) : std::next(each);
    }
    waiting_ -= taken.size();
    return taken;
}

std::vector<FairLine::Place> FairLine::take_all() {
    auto all = take_sent();
    for (const auto& [address, line] : std::exchange(lines_, {})) {
        all.insert(all.end(), line.begin(), line.end());
    }
    waiting_ = 0;
    return all;
}

}  // namespace sealwright::front
