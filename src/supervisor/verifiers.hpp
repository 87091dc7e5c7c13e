// Verifiers: one process for each piece of evidence, at most four at a time.
//
// Each is given away once, with the socket that it serves once. After the first ask one is kept
// ready, so that an enrolment does not wait for its start; one that ends unasked is made anew only
// when it failed, or when somebody asks. Process: sealwrightd.
// Limits: 4 processes, 10 s for each that was given away. Spec: docs/protocol/control.md section 6.
#pragma once

#include "launch.hpp"
#include "sealwright/config/compiled.hpp"
#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/result.hpp"

#include <optional>
#include <vector>

namespace sealwright::supervisor {

class Verifiers {
public:
    static constexpr std::size_t count_max = 4;
    static constexpr std::uint64_t patience_ms = 10'000;
    static constexpr std::uint64_t delay_ms = 1'000;

    Verifiers(const config::Config& config, const Launch& launch)
        : config_(&config), launch_(&launch) {}

    // A connection to one that nobody else has; closed when none is free.
    Descriptor connect(std::uint64_t now_ms);
    // When `tick` has something to do.
    [[nodiscard]] std::optional<std::uint64_t> due_ms() const;
    void tick(std::uint64_t now_ms);
    void ended(int pid, int status, std::uint64_t now_ms);

private:
    struct One {
        int pid = 0;
        Descriptor spare;  // Its other end, until it is given away.
        std::uint64_t given_ms = 0;
    };

    [[nodiscard]] bool has_spare() const;
    [[nodiscard]] bool wants_spare() const;
    Result<void> start();
    void missed(const Error& error, std::uint64_t now_ms);

    const config::Config* config_;
    const Launch* launch_;
    std::vector<One> all_;
    bool wanted_ = false;
    std::uint64_t start_at_ms_ = 0;
};

}  // namespace sealwright::supervisor
