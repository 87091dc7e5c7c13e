// MetricsDesk: answers `GET /metrics` on the listener of its own, with the keeper's numbers when it
// gives them in time, else without.
//
// Sans-I/O as Desk is: the ask for numbers goes out through NumbersPort. Process: front. Limits: 16
// scrapes wait, one second each. Spec: docs/reference/metrics.md.
#pragma once

#include "exposition.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/core/result.hpp"
#include "sealwright/http/exchange.hpp"

#include <map>
#include <optional>

namespace sealwright::front {

class NumbersPort {
public:
    virtual ~NumbersPort() = default;
    // Whether it could be asked.
    virtual bool ask_numbers(std::uint64_t correlation) = 0;
    [[nodiscard]] virtual FrontNumbers front_numbers() const = 0;
};

class MetricsDesk final : public http::Service {
public:
    static constexpr std::size_t waiting_max = 16;
    static constexpr std::uint64_t patience_ms = 1'000;
    // Apart from those of the seal's asks on the same connection.
    static constexpr std::uint64_t first_correlation = std::uint64_t{1} << 62U;

    MetricsDesk(const Clock& clock, NumbersPort& port) : clock_(clock), port_(port) {}

    void ask(http::Exchange& exchange) override;
    void forget(http::Exchange& exchange) override;
    // A scraper has no certificate to be known by.
    [[nodiscard]] bool knows(const Digest&) const override { return false; }

    void keeper_answers(std::uint64_t correlation, const Result<observe::Numbers>& numbers);
    void keeper_left();
    void tick();

private:
    struct Waiting {
        http::Exchange* exchange = nullptr;
        std::uint64_t since_ms = 0;
    };

    void answer(http::Exchange& exchange, const std::optional<observe::Numbers>& numbers);

    const Clock& clock_;
    NumbersPort& port_;
    std::map<std::uint64_t, Waiting> waiting_;
    std::uint64_t next_correlation_ = first_correlation;
};

}  // namespace sealwright::front
