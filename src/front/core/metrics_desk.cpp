#include "metrics_desk.hpp"

#include "../errors.hpp"
#include "sealwright/http/problem.hpp"

#include <utility>

namespace sealwright::front {
namespace {

void refuse(http::Exchange& exchange, std::uint16_t status, const Error& error) {
    exchange.answer(status, view_of(http::problem(error)), http::After::close);
}

}  // namespace

void MetricsDesk::ask(http::Exchange& exchange) {
    if (exchange.target() != "/metrics") {
        return refuse(exchange, 404, errors::front_metrics_only);
    }
    if (exchange.method() != http::Method::get) {
        return refuse(exchange, 405, errors::front_metrics_only);
    }
    if (waiting_.size() >= waiting_max) return refuse(exchange, 503, errors::front_scrapes);
    const auto correlation = next_correlation_++;
    if (!port_.ask_numbers(correlation)) return answer(exchange, std::nullopt);
    waiting_[correlation] = {&exchange, clock_.now().boottime_ms};
}

void MetricsDesk::forget(http::Exchange& exchange) {
    std::erase_if(waiting_, [&](const auto& each) { return each.second.exchange == &exchange; });
}

void MetricsDesk::answer(http::Exchange& exchange, const std::optional<observe::Numbers>& numbers) {
    exchange.answer_text(200, view_of(expose(port_.front_numbers(), numbers)));
}

void MetricsDesk::keeper_answers(std::uint64_t correlation,
                                 const Result<observe::Numbers>& numbers) {
    const auto found = waiting_.find(correlation);
    if (found == waiting_.end()) return;  // It was too late, or its client has left.
    auto& exchange = *found->second.exchange;
    waiting_.erase(found);
    answer(exchange, numbers ? std::optional(*numbers) : std::nullopt);
}

void MetricsDesk::keeper_left() {
    for (const auto& [correlation, waiting] : std::exchange(waiting_, {})) {
        answer(*waiting.exchange, std::nullopt);
    }
}

void MetricsDesk::tick() {
    const auto now_ms = clock_.now().boottime_ms;
    for (auto each = waiting_.begin(); each != waiting_.end();) {
        if (now_ms < each->second.since_ms + patience_ms) {
            ++each;
            continue;
        }
        auto& exchange = *each->second.exchange;
        each = waiting_.erase(each);
        answer(exchange, std::nullopt);
    }
}

}  // namespace sealwright::front
