#include "people.hpp"

#include <doctest/doctest.h>

using namespace front_test;
using front::EventDesk;

TEST_SUITE("front/event_desk") {
    TEST_CASE("a stream opens for whoever the keeper knows, and holds nothing of its answer") {
        People bench;

        auto& exchange = bench.ask(posted("/v1/events", asked(operate::RequestsAsk::type, {})));
        REQUIRE(bench.keeper.sent.size() == 1);
        bench.answer(0, answered("requests"));

        CHECK(exchange.is_stream);
        CHECK(exchange.json == ": still here\n\n");
        CHECK(bench.desk.streams() == 1);
    }

    TEST_CASE("a change is told to every stream once, and where things stand to a new one") {
        People bench;
        auto& first = bench.listen();
        first.json.clear();

        bench.desk.keeper_says({41});
        bench.desk.keeper_says({41});
        auto& second = bench.listen("10.0.0.2:1");

        CHECK(first.json == "event: changed\ndata: {\"revision\":41}\n\n");
        CHECK(second.json == first.json);
    }

    TEST_CASE("a silent stream has a comment every 15 s, and ends after 10 minutes") {
        People bench;
        auto& exchange = bench.listen();
        exchange.json.clear();

        bench.clock.pass(EventDesk::pause_max_ms);
        bench.desk.tick();
        bench.desk.tick();
        CHECK(exchange.json == ": still here\n\n");
        bench.clock.pass(EventDesk::life_ms);
        bench.desk.tick();

        CHECK(exchange.is_ended);
        CHECK(bench.desk.streams() == 0);
    }

    TEST_CASE("one address has 4 streams and all together 64, and a fifth is told so") {
        People bench;
        for (int count = 0; count < 4; ++count) CHECK(bench.listen("10.6.6.6:1").is_stream);

        CHECK(bench.listen("10.6.6.6:2").status == 429);
        for (int address = 0; bench.desk.streams() < EventDesk::streams_max; ++address) {
            REQUIRE(bench.listen("h" + std::to_string(address) + ":1").is_stream);
        }
        CHECK(bench.listen("10.0.0.2:1").status == 429);
    }

    TEST_CASE("asks that race for the last stream do not make one too many") {
        People bench;
        for (int count = 0; count < 3; ++count) bench.listen();
        const auto before = bench.keeper.sent.size();
        const auto listen = posted("/v1/events", asked(operate::RequestsAsk::type, {}));
        auto& one = bench.ask(listen);
        auto& other = bench.ask(listen);

        bench.answer(before);
        bench.answer(before + 1);

        CHECK(one.is_stream);
        CHECK(other.status == 429);
    }

    TEST_CASE("a client that leaves its stream makes room, and a keeper that leaves ends none") {
        People bench;
        auto& gone = bench.listen();
        auto& stays = bench.listen();

        bench.desk.forget(gone);
        bench.desk.keeper_left();
        bench.desk.keeper_says({7});

        CHECK(bench.desk.streams() == 1);
        CHECK_FALSE(stays.is_ended);
        CHECK(says(stays, "\"revision\":7"));
        bench.desk.give_up();
        CHECK(stays.is_ended);
    }
}
