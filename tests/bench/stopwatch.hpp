// Stopwatch: p50 of a step in nanoseconds of this thread's processor time.
//
// Nothing that is measured with it waits for anything, so on a quiet machine this is the time that
// passes; on another it leaves out what other programs took. A batch outweighs the clock.
#pragma once

#include "tally.hpp"

#include <algorithm>
#include <ctime>
#include <utility>

namespace sealwright::bench {

class Stopwatch {
public:
    // At least three batches, so that there is a middle one; then until the time is over.
    Stopwatch(std::chrono::milliseconds run, unsigned batch) : run_(run), batch_(batch) {}

    template <class Step>
    [[nodiscard]] double p50_ns(Step&& step) const {
        std::vector<double> taken;
        const auto end = Clock::now() + run_;
        while (taken.size() < 3 || Clock::now() < end) {
            const auto begun = processor_ns();
            for (unsigned turn = 0; turn < batch_; ++turn) step();
            taken.push_back((processor_ns() - begun) / batch_);
        }
        const auto middle = taken.begin() + static_cast<std::ptrdiff_t>(taken.size() / 2);
        std::nth_element(taken.begin(), middle, taken.end());
        return *middle;
    }

private:
    static double processor_ns() {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
    }

    std::chrono::milliseconds run_;
    unsigned batch_;
};

}  // namespace sealwright::bench
