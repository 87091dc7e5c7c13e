#include "sealwright/core/now.hpp"

#include "sealwright/core/result.hpp"

#include <sodium.h>

#include <ctime>

namespace sealwright {
namespace {

std::uint64_t read_ms(clockid_t clock) {
    timespec time{};
    check(::clock_gettime(clock, &time) == 0);
    return static_cast<std::uint64_t>(time.tv_sec) * 1000 +
           static_cast<std::uint64_t>(time.tv_nsec) / 1'000'000;
}

}  // namespace

Now SystemClock::now() const {
    return {read_ms(CLOCK_BOOTTIME), read_ms(CLOCK_REALTIME)};
}

SystemRandom::SystemRandom() {
    check(sodium_init() >= 0);
}

void SystemRandom::fill(std::span<std::uint8_t> out) {
    randombytes_buf(out.data(), out.size());
}

}  // namespace sealwright
