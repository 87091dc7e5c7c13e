// RefreshPace: when the keeper tries again to open its state, or looks whether it has moved.
//
// At once when what a locked keeper waits for has come: the depot, or a token. Else often for some
// seconds after that, and then once a second, since each try of a locked keeper asks tokens.
// Process: keeper.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace sealwright::keeper {

class RefreshPace {
public:
    static constexpr std::uint64_t retry_ms = 100;
    static constexpr std::uint64_t eager_ms = 3'000;
    static constexpr std::uint64_t slow_ms = 1'000;

    void depot_came() { has_news_ = true; }

    // Whether to try now; then the try counts as made.
    bool is_due(bool is_locked, std::size_t tokens_ready, std::uint64_t now_ms) {
        const bool has_token_news = std::exchange(ready_, tokens_ready) != tokens_ready;
        const bool has_news = std::exchange(has_news_, false) || has_token_news;
        if (has_news || !is_locked) news_ms_ = now_ms;
        const auto pace_ms = now_ms - news_ms_ >= eager_ms ? slow_ms : retry_ms;
        const bool is_due = (has_news && is_locked) || now_ms - tried_ms_ >= pace_ms;
        if (is_due) tried_ms_ = now_ms;
        return is_due;
    }

private:
    bool has_news_ = false;
    std::size_t ready_ = 0;
    std::uint64_t news_ms_ = 0;
    std::uint64_t tried_ms_ = 0;
};

}  // namespace sealwright::keeper
