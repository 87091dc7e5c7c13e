// Liveness: whether a process that has said it is ready still says that it runs.
//
// Pure. Nothing is expected of one that still starts: reading a long journal takes what it takes.
// Only time in which sealwrightd itself was awake counts, so a host that slept, or a sealwrightd
// that was stopped, ends nobody. Spec: docs/protocol/control.md section 4.
#pragma once

#include <algorithm>
#include <cstdint>

namespace sealwright::supervisor {

class Liveness {
public:
    static constexpr std::uint64_t silence_max_ms = 20'000;
    static constexpr std::uint64_t step_max_ms = 2'000;

    // A new process, of which nothing is known.
    void begin() { *this = Liveness(); }
    void ready() {
        is_ready_ = true;
        silence_ms_ = 0;
    }
    void heard() { silence_ms_ = 0; }
    // So much time between two looks of ours; more than `step_max_ms` means that we slept.
    void passed(std::uint64_t milliseconds) { silence_ms_ += std::min(milliseconds, step_max_ms); }

    [[nodiscard]] bool is_ready() const { return is_ready_; }
    [[nodiscard]] bool is_hung() const { return is_ready_ && silence_ms_ > silence_max_ms; }

private:
    bool is_ready_ = false;
    std::uint64_t silence_ms_ = 0;
};

}  // namespace sealwright::supervisor
