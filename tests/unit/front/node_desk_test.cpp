#include "fakes.hpp"

#include <doctest/doctest.h>

#include <memory>

using namespace front_test;
using front::NodeDesk;

namespace {

struct Bench {
    SetClock clock;
    FakeNodeKeeper keeper;
    NodeDesk desk{clock, keeper};
    std::vector<std::unique_ptr<FakeExchange>> exchanges;

    FakeExchange& ask(const std::string& from,
                      http::Endpoint endpoint = http::Endpoint::node_begin) {
        exchanges.push_back(std::make_unique<FakeExchange>());
        auto& exchange = *exchanges.back();
        exchange.asked = http::Method::post;
        exchange.text = "unread";
        exchange.shown.reset();
        exchange.from = from;
        desk.ask(exchange, endpoint);
        return exchange;
    }
    void answer_all() {
        for (std::size_t index = 0; index < keeper.sent.size(); ++index) {
            desk.keeper_answers(keeper.sent[index].correlation, session::NodeAnswer{200, {}});
        }
    }
};

}  // namespace

TEST_SUITE("front/node_desk") {
    TEST_CASE("a node's message passes unread, with its step and where it came from") {
        Bench bench;

        auto& exchange = bench.ask("10.0.0.1:5000", http::Endpoint::node_finish);

        REQUIRE(bench.keeper.sent.size() == 1);
        CHECK(bench.keeper.sent[0].ask.step == session::Step::finish);
        CHECK(bench.keeper.sent[0].ask.peer == "10.0.0.1:5000");
        CHECK(text_of(bench.keeper.sent[0].ask.body) == "unread");
        bench.desk.keeper_answers(bench.keeper.sent[0].correlation,
                                  session::NodeAnswer{403, {1, 2}});
        CHECK(exchange.status == 403);
        CHECK(exchange.json == "\x01\x02");
    }

    TEST_CASE("a flood from one address delays nobody from another") {
        Bench bench;
        for (int count = 0; count < 200; ++count) bench.ask("10.6.6.6:" + std::to_string(count));
        const auto flooded = bench.keeper.sent.size();

        bench.ask("10.0.0.1:5000");
        bench.desk.keeper_answers(bench.keeper.sent[0].correlation, session::NodeAnswer{200, {}});

        CHECK(flooded == NodeDesk::sent_max);
        REQUIRE(bench.keeper.sent.size() == flooded + 1);
        CHECK(bench.keeper.sent.back().ask.peer == "10.0.0.1:5000");
    }

    TEST_CASE("one address has only so many messages waiting, and all together so many") {
        Bench bench;
        for (std::size_t count = 0; count < NodeDesk::sent_max + NodeDesk::waiting_address_max;
             ++count) {
            bench.ask("10.6.6.6:1");
        }

        CHECK(bench.ask("10.6.6.6:2").status == 503);
        CHECK(bench.ask("10.0.0.1:1").status == 0);
        for (int address = 0; bench.desk.waiting() < NodeDesk::sent_max + NodeDesk::waiting_max;
             ++address) {
            bench.ask("h" + std::to_string(address) + ":1");
        }
        CHECK(bench.ask("10.0.0.2:1").status == 503);
    }

    TEST_CASE("without a keeper a node hears at once that it may come again") {
        Bench bench;
        bench.keeper.is_there = false;

        CHECK(bench.ask("10.0.0.1:1").status == 503);
        CHECK(bench.desk.waiting() == 0);
    }

    TEST_CASE("a keeper that leaves or falls silent leaves nobody waiting") {
        Bench bench;
        auto& left = bench.ask("10.0.0.1:1");
        bench.desk.keeper_left();
        CHECK(left.status == 503);

        auto& silent = bench.ask("10.0.0.1:1");
        bench.clock.pass(NodeDesk::silence_max_ms);
        bench.desk.tick();
        CHECK(silent.status == 503);

        bench.answer_all();  // Too late: nobody is answered twice.
        CHECK(bench.desk.waiting() == 0);
    }

    TEST_CASE("a client that leaves is forgotten, wherever its message is") {
        Bench bench;
        auto& sent = bench.ask("10.0.0.1:1");
        bench.desk.forget(sent);
        bench.answer_all();
        CHECK(sent.status == 0);

        for (std::size_t count = 0; count < NodeDesk::sent_max; ++count) bench.ask("10.0.0.1:1");
        auto& waiting = bench.ask("10.0.0.1:1");
        bench.desk.forget(waiting);
        bench.answer_all();
        CHECK(waiting.status == 0);
        CHECK(bench.desk.waiting() == 0);
    }

    TEST_CASE("an answer that is none is not passed on") {
        Bench bench;
        auto& exchange = bench.ask("10.0.0.1:1");

        bench.desk.keeper_answers(bench.keeper.sent[0].correlation, session::NodeAnswer{99, {}});

        CHECK(exchange.status == 503);
    }
}
