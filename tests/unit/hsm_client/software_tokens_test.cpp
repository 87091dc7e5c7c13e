// The tests' own tokens: a fake that behaves in another way than the process misleads every test.
#include "software_tokens.hpp"

#include <doctest/doctest.h>

using namespace sealwright;

namespace {

hsm::PrfAsk one_question(test::SoftwareTokens& tokens, std::size_t number) {
    return {1, 1, {{wire::encode_public(tokens.token(number).context()), {}}}};
}

}  // namespace

TEST_SUITE("support/software_tokens") {
    TEST_CASE("tokens are named a, b, c and have keys of their own") {
        test::MovingClock clock;
        test::SoftwareTokens tokens(3, "staging", clock);

        const auto ready = tokens.ready();

        REQUIRE(ready.size() == 3);
        CHECK(tokens.token(2).status().name == "c");
        CHECK(ready[0].key.key_id != ready[1].key.key_id);
        CHECK(ready[1].number == 1);
    }

    TEST_CASE("waiting moves the clock to the answer, or to the deadline when there is none") {
        test::MovingClock clock;
        test::SoftwareTokens tokens(2, "staging", clock);
        const auto start = clock.now().boottime_ms;
        tokens.ask(0, 1, one_question(tokens, 0));

        REQUIRE(tokens.next(start + 100).has_value());
        CHECK(clock.now().boottime_ms == start + test::SoftwareTokens::answer_ms);
        CHECK_FALSE(tokens.next(start + 100).has_value());
        CHECK(clock.now().boottime_ms == start + 100);
    }

    TEST_CASE("a slow token answers after the deadline with the correlation of its ask") {
        test::MovingClock clock;
        test::SoftwareTokens tokens(2, "staging", clock);
        const auto start = clock.now().boottime_ms;
        tokens.make_slow(0);
        tokens.ask(0, 7, one_question(tokens, 0));

        CHECK_FALSE(tokens.next(start + 2'000).has_value());
        const auto late = tokens.next(start + test::SoftwareTokens::slow_ms);

        REQUIRE(late.has_value());
        CHECK(late->correlation == 7);
        CHECK_FALSE(late->outputs.empty());
    }

    TEST_CASE("a stopped token is not ready and says nothing, and a started one is itself again") {
        test::MovingClock clock;
        test::SoftwareTokens tokens(2, "staging", clock);
        const auto before = tokens.ready().front().key;
        tokens.ask(0, 1, one_question(tokens, 0));
        tokens.stop(0);
        tokens.ask(0, 2, one_question(tokens, 0));

        CHECK(tokens.ready().size() == 1);
        CHECK_FALSE(tokens.next(clock.now().boottime_ms + 100).has_value());

        tokens.start(0);
        CHECK(tokens.ready().front().key == before);
    }

    TEST_CASE("the slow and the stopped do not come back by a side probe") {
        test::MovingClock clock;
        test::SoftwareTokens tokens(3, "staging", clock);
        for (std::size_t number = 0; number < 3; ++number) tokens.leave_out(number);
        tokens.make_slow(0);
        tokens.make_wrong(1);
        tokens.stop(2);

        tokens.side_probe();

        CHECK(tokens.is_left_out(0));
        CHECK_FALSE(tokens.is_left_out(1));
        CHECK(tokens.is_left_out(2));
    }
}
