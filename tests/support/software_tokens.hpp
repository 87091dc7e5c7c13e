// SoftwareTokens: n token processes of the tests as the keeper's core sees them, without sockets.
//
// Each is a SoftwareToken (the real core), named a, b, c, …; what is asked travels as the frame's
// bytes. Time is a MovingClock: waiting moves it, to the next answer or to the deadline. Trouble
// comes on order, for one token at a time: stopped, slow, wrong, refusing. As in the keeper, a
// token that was left out comes back by a side probe, here when the test calls `side_probe`.
#pragma once

#include "moving_clock.hpp"
#include "sealwright/hsm/client/tokens.hpp"
#include "software_token.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

namespace sealwright::test {

class SoftwareTokens final : public hsm::client::Tokens {
public:
    static constexpr std::uint64_t answer_ms = 5;
    static constexpr std::uint64_t slow_ms = 60'000;

    SoftwareTokens(std::size_t count, const std::string& environment, MovingClock& clock)
        : clock_(clock) {
        for (std::size_t number = 0; number < count; ++number) {
            auto line = std::make_unique<Line>(name_of(number), environment);
            lines_.push_back(std::move(line));
        }
    }

    static std::string name_of(std::size_t number) { return {static_cast<char>('a' + number)}; }

    // What a test orders. `start` takes everything back but a key that was replaced: a new process,
    // logged in. What a stopped token still had to say is lost.
    void stop(std::size_t number) {
        lines_.at(number)->mood = Mood::stopped;
        std::erase_if(pending_,
                      [number](const Pending& each) { return each.answer.number == number; });
    }
    void start(std::size_t number) {
        stop(number);
        auto& line = *lines_.at(number);
        line.mood = Mood::well;
        line.left_out = false;
        line.token.restart();
        line.token.login();
    }
    // Destroyed, and a new one without a key put in its place.
    void replace(std::size_t number) {
        auto& token = lines_.at(number)->token;
        token.room.become("new-serial-" + name_of(number));
        token.room.generation.reset();
        token.ledger.records.clear();
        start(number);
    }
    void make_slow(std::size_t number) { lines_.at(number)->mood = Mood::slow; }
    // Every answer is of another key; or every one after the next `right_asks`.
    void make_wrong(std::size_t number, std::size_t right_asks = 0) {
        auto& line = *lines_.at(number);
        line.mood = Mood::wrong;
        line.wrong_from = line.asks + right_asks;
    }
    void make_refusing(std::size_t number) { lines_.at(number)->mood = Mood::refusing; }
    void make_well(std::size_t number) { lines_.at(number)->mood = Mood::well; }
    // Status asks are answered by all but the stopped and the slow.
    void side_probe() {
        for (auto& line : lines_) {
            if (line->mood != Mood::stopped && line->mood != Mood::slow) line->left_out = false;
        }
    }

    // What a test asks about.
    [[nodiscard]] std::size_t count() const { return lines_.size(); }
    [[nodiscard]] bool is_stopped(std::size_t number) const {
        return lines_.at(number)->mood == Mood::stopped;
    }
    [[nodiscard]] bool is_left_out(std::size_t number) const { return lines_.at(number)->left_out; }
    // PRF asks, and the questions in them, that reached this token.
    [[nodiscard]] std::size_t asks(std::size_t number) const { return lines_.at(number)->asks; }
    [[nodiscard]] std::size_t questions(std::size_t number) const {
        return lines_.at(number)->questions;
    }
    [[nodiscard]] SoftwareToken& token(std::size_t number) { return lines_.at(number)->token; }

    // hsm::client::Tokens
    std::vector<hsm::client::ReadyToken> ready() override {
        std::vector<hsm::client::ReadyToken> ready;
        for (std::size_t number = 0; number < lines_.size(); ++number) {
            const auto& line = *lines_[number];
            if (line.mood == Mood::stopped || line.left_out) continue;
            const auto status = line.token.status();
            if (status.state != hsm::TokenState::ready) continue;
            ready.push_back({number, {status.serial, status.key_id, status.generation}});
        }
        return ready;
    }

    void ask(std::size_t number, std::uint64_t correlation, const hsm::PrfAsk& ask) override {
        auto& line = *lines_.at(number);
        if (line.mood == Mood::stopped) return;
        ++line.asks;
        line.questions += ask.questions.size();
        const auto after_ms = line.mood == Mood::slow ? slow_ms : answer_ms;
        Pending pending{clock_.now().boottime_ms + after_ms, {number, correlation, {}}};
        answer_into(pending.answer, line, ask);
        pending_.push_back(std::move(pending));
    }

    std::optional<hsm::client::TokenAnswer> next(std::uint64_t deadline_ms) override {
        const auto first = std::min_element(
            pending_.begin(), pending_.end(), [](const Pending& left, const Pending& right) {
                return left.due_ms < right.due_ms;
            });
        if (first == pending_.end() || first->due_ms > deadline_ms) {
            clock_.advance_to(deadline_ms);
            return std::nullopt;
        }
        clock_.advance_to(first->due_ms);
        auto answer = std::move(first->answer);
        pending_.erase(first);
        return answer;
    }

    void leave_out(std::size_t number) override { lines_.at(number)->left_out = true; }

private:
    enum class Mood { well, stopped, slow, wrong, refusing };

    struct Line {
        Line(const std::string& name, const std::string& environment) : token(name, environment) {}
        SoftwareToken token;
        Mood mood = Mood::well;
        bool left_out = false;
        std::size_t asks = 0;
        std::size_t questions = 0;
        std::size_t wrong_from = 0;
    };

    struct Pending {
        std::uint64_t due_ms = 0;
        hsm::client::TokenAnswer answer;
    };

    // As the keeper's lines have it: without outputs, and with its reason, when the token refuses.
    static void answer_into(hsm::client::TokenAnswer& out, Line& line, const hsm::PrfAsk& ask) {
        if (line.mood == Mood::refusing) {
            out.refused = "ordered to refuse";
            return;
        }
        const auto answer = line.token.answer(ask);
        if (answer.type != hsm::PrfAnswer::type) {
            const auto refusal = wire::decode<claims::Refusal>(answer.body);
            check(refusal.ok());
            out.refused = refusal->sentence;
            out.refusal_code = refusal->code;
            return;
        }
        auto decoded = wire::decode<hsm::PrfAnswer>(answer.body);
        check(decoded.ok());
        if (line.mood == Mood::wrong && line.asks > line.wrong_from) {
            for (auto& byte : decoded->outputs) byte ^= 1U;
        }
        out.outputs = std::move(decoded->outputs);
    }

    MovingClock& clock_;
    // A SoftwareToken's core refers to its room: it must not move.
    std::vector<std::unique_ptr<Line>> lines_;
    std::vector<Pending> pending_;
};

}  // namespace sealwright::test
