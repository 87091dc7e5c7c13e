// FairLine: who waits for the keeper, in an order that nobody can push himself forward in.
//
// Each address has a line of its own and the lines take turns, and only so many lie with the keeper
// at once: a flood from one address delays that address. Holds no message and knows none; what is
// sent lies in its Exchange until then. Process: front. Limits: FairLimits.
#pragma once

#include "sealwright/http/exchange.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sealwright::front {

struct FairLimits {
    std::size_t waiting_max = 0;
    std::size_t waiting_address_max = 0;
    std::size_t sent_max = 0;
    std::uint64_t silence_max_ms = 0;  // With the keeper.
};

// Of a peer, without its port; of IPv6 the /64.
std::string address_of(const http::Exchange& exchange);

class FairLine {
public:
    struct Place {
        http::Exchange* exchange = nullptr;
        std::uint32_t what = 0;  // The desk's own note of what it is.
        std::uint64_t since_ms = 0;
    };

    FairLine(const FairLimits& limits, std::uint64_t first_correlation)
        : limits_(limits), next_correlation_(first_correlation) {}

    // Whether there was room.
    [[nodiscard]] bool join(http::Exchange& exchange, std::uint32_t what, std::uint64_t now_ms);
    // Whose turn it is, while the keeper has less than it may have; it has left its line.
    std::optional<Place> call();
    // It lies with the keeper under the number that comes back.
    std::uint64_t lay(const Place& place);
    // Nothing: its client has left.
    std::optional<Place> take(std::uint64_t correlation);
    void forget(http::Exchange& exchange);
    // Those whom the keeper did not answer in time; and all there are.
    std::vector<Place> take_late(std::uint64_t now_ms);
    std::vector<Place> take_all();
    // Those who lie with the keeper, and those in line who joined by then.
    std::vector<Place> take_sent();
    std::vector<Place> take_waiting(std::uint64_t joined_ms);
    [[nodiscard]] std::size_t size() const { return waiting_ + sent_.size(); }

private:
    using Line = std::deque<Place>;

    [[nodiscard]] std::map<std::string, Line>::iterator next_line();

    FairLimits limits_;
    std::map<std::string, Line> lines_;  // By address; none is empty.
    std::string last_served_;            // The address whose turn it was.
    std::map<std::uint64_t, Place> sent_;
    std::size_t waiting_ = 0;
    std::uint64_t next_correlation_;
};

}  // namespace sealwright::front
