// Patience: how long which ask may wait, and when to try again unasked.
//
// The vault gives up after 60 s and must hear before; it asks for its stored key again every 5 s,
// so a decrypt is refused rather than held; an init loses its vault by one refusal, so its encrypts
// are held, but 45 s in all (docs/protocol/seal.md section 6). Pure. Process: agent.
#pragma once

#include "sealwright/core/now.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace sealwright::agent {

// What a vault may wait for an answer that is under way.
inline constexpr std::uint64_t answer_max_ms = 50'000;
// What a decrypt may wait until this node has a session: about as long as a quick TPM needs.
inline constexpr std::uint64_t decrypt_patience_ms = 1'000;
// What a probe may wait when we could answer it ourselves.
inline constexpr std::uint64_t probe_patience_ms = 3'000;
// A TPM may be slow, but a challenge is good for 60 s.
inline constexpr std::uint64_t attest_max_ms = 75'000;

// The time in which encrypts are held: 45 s from the first that was, then none for a minute.
class Hold {
public:
    static constexpr std::uint64_t in_all_ms = 45'000;
    static constexpr std::uint64_t rest_ms = 60'000;

    // Until when an encrypt that comes now may be held; a moment that has passed when it may not.
    std::uint64_t until(Now now) {
        const bool is_over = !began_ms_ || now.boottime_ms >= *began_ms_ + in_all_ms + rest_ms;
        if (is_over) began_ms_ = now.boottime_ms;
        return *began_ms_ + in_all_ms;
    }

private:
    std::optional<std::uint64_t> began_ms_;
};

// Tries of our own, after a failure: full jitter below a bound that doubles from 0.2 to 30 s, so
// that many nodes do not come at once when the service is back. A vault's ask waits for none of it.
class BackOff {
public:
    static constexpr std::uint64_t first_ms = 200;
    static constexpr std::uint64_t last_ms = 30'000;
    static constexpr std::uint64_t least_ms = 50;

    void fail(Now now, Random& random) {
        std::array<std::uint8_t, 4> bytes{};
        random.fill(bytes);
        std::uint64_t number = 0;
        for (const auto byte : bytes) number = number << 8U | byte;
        next_ms_ = now.boottime_ms + std::max(least_ms, number % bound_ms_);
        bound_ms_ = std::min(last_ms, bound_ms_ * 2);
    }
    void succeed() { *this = BackOff(); }
    [[nodiscard]] bool is_due(Now now) const { return now.boottime_ms >= next_ms_; }

private:
    std::uint64_t bound_ms_ = first_ms;
    std::uint64_t next_ms_ = 0;
};

}  // namespace sealwright::agent
