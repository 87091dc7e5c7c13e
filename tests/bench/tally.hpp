// Tally: what a run of the meter has seen, as one JSON document on stdout.
//
// Each latency is kept, so that a high percentile is a value that was measured.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace sealwright::bench {

using Clock = std::chrono::steady_clock;
using Instant = Clock::time_point;

std::uint32_t microseconds_between(Instant from, Instant to);

class Tally {
public:
    // Nothing counts before the start: connections are made and caches filled first.
    void start(Instant now);
    void count(Instant asked, Instant answered);
    void count_failure(const std::string& why);

    [[nodiscard]] std::uint64_t failures() const { return failures_; }
    void print(Instant ended);

private:
    [[nodiscard]] std::uint32_t percentile(double share);

    bool started_ = false;
    Instant start_;
    std::vector<std::uint32_t> latencies_us_;
    std::uint64_t failures_ = 0;
    std::string first_failure_;
};

}  // namespace sealwright::bench
