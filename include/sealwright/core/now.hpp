// Now, Clock, Random: what a core may not fetch for itself and gets as an argument.
//
// Deadlines in memory use `boottime`, which no one can set; times in the store use `wall`. Both in
// milliseconds. Tests pass their own Clock and Random. Process: all.
#pragma once

#include <cstdint>
#include <span>

namespace sealwright {

struct Now {
    std::uint64_t boottime_ms = 0;
    std::uint64_t wall_ms = 0;  // Since 1970-01-01T00:00:00Z.
};

class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Now now() const = 0;
};

class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::uint8_t> out) = 0;
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] Now now() const override;
};

// The kernel's generator through libsodium. Construct it once at start, before any sandbox.
class SystemRandom final : public Random {
public:
    SystemRandom();
    void fill(std::span<std::uint8_t> out) override;
};

}  // namespace sealwright
