// SeededRandom: the same bytes in each run of a test, and others for each seed.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/now.hpp"

#include <sodium.h>

namespace sealwright::test {

class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint8_t seed = 1) { seed_.fill(seed); }

    void fill(std::span<std::uint8_t> out) override {
        if (out.empty()) return;
        // Each call has its own seed, so that the order of the calls is all that counts.
        sodium_increment(seed_.data(), seed_.size());
        randombytes_buf_deterministic(out.data(), out.size(), seed_.data());
    }

private:
    std::array<std::uint8_t, randombytes_SEEDBYTES> seed_{};
};

}  // namespace sealwright::test
