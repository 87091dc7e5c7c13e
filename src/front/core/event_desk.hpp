// EventDesk: streams of server-sent events, in which people hear that requests have changed.
//
// Whoever has a stream was known to the keeper when it was opened. Nothing about a request travels
// in one: the event carries the store's revision, and the tool asks with a signed question.
// Sans-I/O as Desk is. Process: front. Limits: 64 streams, 4 of one address, 10 minutes each. Spec:
// docs/reference/api.md.
#pragma once

#include "sealwright/core/now.hpp"
#include "sealwright/http/exchange.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sealwright::front {

class EventDesk {
public:
    static constexpr std::size_t streams_max = 64;
    static constexpr std::size_t streams_address_max = 4;
    static constexpr std::uint64_t pause_max_ms = 15'000;
    static constexpr std::uint64_t life_ms = 600'000;

    explicit EventDesk(const Clock& clock) : clock_(clock) {}

    [[nodiscard]] bool has_room(const http::Exchange& exchange) const;
    // There is room.
    void open(http::Exchange& exchange);
    void forget(http::Exchange& exchange);
    void changed(std::uint64_t revision);
    // Comments where nothing was said for long, so that both ends know of each other; ends.
    void tick();
    void end_all();
    [[nodiscard]] std::size_t size() const { return streams_.size(); }

private:
    struct Stream {
        http::Exchange* exchange = nullptr;
        std::string address;
        std::uint64_t opened_ms = 0;
        std::uint64_t said_ms = 0;
    };

    const Clock& clock_;
    std::vector<Stream> streams_;
    std::optional<std::uint64_t> revision_;
};

}  // namespace sealwright::front
