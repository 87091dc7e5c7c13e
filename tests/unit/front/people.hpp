// Signed questions of the tests, as a person's tool sends them over HTTP. Nobody checks the
// signature here: that is the keeper's.
#pragma once

#include "fakes.hpp"
#include "sealwright/operate/people_messages.hpp"

#include <doctest/doctest.h>

#include <memory>

namespace front_test {

inline IdBytes nonce_of(std::uint8_t byte) {
    IdBytes nonce{};
    nonce.fill(byte);
    return nonce;
}

inline WipedBytes asked(std::uint16_t type, WipedBytes body) {
    operate::Question question;
    question.environment = "trying";
    question.wall_ms = 1'800'000'000'000;
    question.type = type;
    question.body = std::move(body);
    operate::PersonAsk ask;
    ask.question = wire::encode_public(question);
    return wire::encode(ask);
}

inline WipedBytes proposed(std::uint16_t plan_type, std::uint8_t nonce) {
    operate::ProposeAsk proposal;
    proposal.plan_type = plan_type;
    proposal.nonce = nonce_of(nonce);
    return asked(operate::ProposeAsk::type, wire::encode(proposal));
}

inline std::string body_of(View ask) {
    return R"({"ask":")" + to_base64(ask) + R"("})";
}

inline FakeExchange posted(const std::string& path, View ask) {
    FakeExchange exchange;
    exchange.asked = http::Method::post;
    exchange.path = path;
    exchange.text = body_of(ask);
    exchange.shown.reset();
    return exchange;
}

inline const std::string roster_path = "/v1/queries/roster";

inline FakeExchange roster_ask() {
    return posted(roster_path, asked(operate::RosterAsk::type, {}));
}

inline operate::PersonCarried answered(std::string_view body = "signed") {
    return {200, operate::Carried::answer, {body.begin(), body.end()}};
}

inline bool says(const FakeExchange& exchange, std::string_view text) {
    return exchange.json.find(text) != std::string::npos;
}

// A PersonDesk with a keeper that answers when it is told to.
struct People {
    SetClock clock;
    FakePersonKeeper keeper;
    front::PersonDesk desk{clock, keeper};
    std::vector<std::unique_ptr<FakeExchange>> exchanges;

    FakeExchange& ask(FakeExchange exchange, const std::string& from = "10.0.0.1:5000") {
        exchanges.push_back(std::make_unique<FakeExchange>(std::move(exchange)));
        auto& placed = *exchanges.back();
        placed.from = from;
        const auto route = http::match_route(placed.asked, placed.path);
        REQUIRE(route.ok());
        desk.ask(placed, *route);
        return placed;
    }
    FakeExchange& ask(const std::string& from = "10.0.0.1:5000") { return ask(roster_ask(), from); }
    void answer(std::size_t index, const Result<operate::PersonCarried>& with = answered()) {
        desk.keeper_answers(keeper.sent[index].correlation, with);
    }
    FakeExchange& listen(const std::string& from = "10.0.0.1:5000") {
        auto& exchange = ask(posted("/v1/events", asked(operate::RequestsAsk::type, {})), from);
        if (exchange.status == 0) answer(keeper.sent.size() - 1);
        return exchange;
    }
};

}  // namespace front_test
