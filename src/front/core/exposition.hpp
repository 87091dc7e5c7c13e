// Exposition: numbers as a scraper reads them, the Prometheus text format 0.0.4.
//
// One table of families is the whole list of what is exposed; docs/reference/metrics.md explains
// each. Values of labels are escaped, so no name can forge a line. Process: front.
#pragma once

#include "sealwright/observe/messages.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace sealwright::front {

// What the front knows itself.
struct FrontNumbers {
    std::uint64_t connections = 0;
    std::uint64_t accepted = 0;
    std::uint64_t evicted = 0;
    std::uint64_t handshakes_failed = 0;
    std::uint64_t refused_unread = 0;
    std::uint64_t asks_waiting = 0;
    std::uint64_t server_not_after_ms = 0;
    std::uint64_t person_streams = 0;
    std::map<std::uint16_t, std::uint64_t> person_asks;  // By HTTP status.
};

// Without the keeper's numbers: what a front says while the keeper is away.
std::string expose(const FrontNumbers& front, const std::optional<observe::Numbers>& keeper);

}  // namespace sealwright::front
