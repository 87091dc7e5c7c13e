// MovingClock: a clock that moves only when a test, or a fake that waits, moves it.
#pragma once

#include "sealwright/core/now.hpp"

#include <algorithm>

namespace sealwright::test {

class MovingClock final : public Clock {
public:
    static constexpr Now start{1'000, 1'800'000'000'000};

    [[nodiscard]] Now now() const override { return now_; }

    void advance(std::uint64_t ms) {
        now_.boottime_ms += ms;
        now_.wall_ms += ms;
    }
    // Never backwards: waiting for what is past takes no time.
    void advance_to(std::uint64_t boottime_ms) {
        advance(std::max(boottime_ms, now_.boottime_ms) - now_.boottime_ms);
    }
    // Somebody sets the clock; time goes on.
    void set_wall_back(std::uint64_t ms) { now_.wall_ms -= ms; }
    void set_wall_ahead(std::uint64_t ms) { now_.wall_ms += ms; }

private:
    Now now_ = start;
};

}  // namespace sealwright::test
