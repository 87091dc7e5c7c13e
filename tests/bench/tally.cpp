#include "tally.hpp"

#include <algorithm>
#include <cstdio>

namespace sealwright::bench {

std::uint32_t microseconds_between(Instant from, Instant to) {
    const auto passed = std::chrono::duration_cast<std::chrono::microseconds>(to - from).count();
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(passed, 0, UINT32_MAX));
}

void Tally::start(Instant now) {
    started_ = true;
    start_ = now;
    latencies_us_.reserve(1U << 20U);
}

void Tally::count(Instant asked, Instant answered) {
    if (started_ && answered >= start_)
        latencies_us_.push_back(microseconds_between(asked, answered));
}

void Tally::count_failure(const std::string& why) {
    if (failures_++ == 0) first_failure_ = why;
}

std::uint32_t Tally::percentile(double share) {
    if (latencies_us_.empty()) return 0;
    const auto last = static_cast<double>(latencies_us_.size() - 1);
    const auto place = latencies_us_.begin() + static_cast<std::ptrdiff_t>(last * share);
    std::nth_element(latencies_us_.begin(), place, latencies_us_.end());
    return *place;
}

void Tally::print(Instant ended) {
    std::string why;
    for (const char letter : first_failure_) {
        why += letter == '"' || letter == '\\' || letter < ' ' ? '\'' : letter;
    }
    std::printf(
        "{\"count\": %zu, \"seconds\": %.6f, \"failures\": %llu, \"first_failure\": \"%s\", "
        "\"p50_us\": %u, \"p99_us\": %u, \"p999_us\": %u, \"max_us\": %u}\n",
        latencies_us_.size(),
        microseconds_between(start_, ended) / 1e6,
        static_cast<unsigned long long>(failures_),
        why.c_str(),
        percentile(0.5),
        percentile(0.99),
        percentile(0.999),
        percentile(1.0));
}

}  // namespace sealwright::bench
