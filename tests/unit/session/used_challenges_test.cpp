#include "parties.hpp"

using namespace sealwright;
using namespace sealwright::session;
using test::start;

namespace {

const NodeId ana(test::id_bytes(1));
const NodeId ben(test::id_bytes(2));

Challenge numbered(const NodeId& node,
                   std::uint64_t number,
                   std::uint64_t issued_ms = start.boottime_ms) {
    Challenge challenge;
    challenge.node = node;
    challenge.number = number;
    challenge.issued_ms = issued_ms;
    return challenge;
}

NodeId node_of(std::size_t index) {
    IdBytes bytes{};
    bytes[0] = static_cast<std::uint8_t>(index);
    bytes[1] = static_cast<std::uint8_t>(index >> 8);
    bytes[2] = 1;
    return NodeId(bytes);
}

}  // namespace

TEST_SUITE("session/used_challenges") {
    TEST_CASE("a challenge is taken once, whatever came of it") {
        UsedChallenges used;

        CHECK(used.take(numbered(ana, 5), start));
        CHECK(used.take(numbered(ana, 5), start).error().is(errors::challenge_used));
    }

    TEST_CASE("a challenge that was accepted, and every one before it, is used") {
        UsedChallenges used;
        REQUIRE(used.take(numbered(ana, 5), start));
        REQUIRE(used.accept(numbered(ana, 5)));

        CHECK_FALSE(used.take(numbered(ana, 5), start));
        CHECK_FALSE(used.take(numbered(ana, 4), start));
        CHECK(used.take(numbered(ana, 6), start));
    }

    TEST_CASE("a challenge that was only tried shuts out no other") {
        UsedChallenges used;
        REQUIRE(used.take(numbered(ana, 9), start));

        CHECK(used.take(numbered(ana, 8), start));
        CHECK(used.accept(numbered(ana, 8)));
        CHECK(used.take(numbered(ana, 10), start));
    }

    TEST_CASE(
        "of two that are judged at once only one is accepted when it is the older's turn last") {
        UsedChallenges used;
        REQUIRE(used.take(numbered(ana, 5), start));
        REQUIRE(used.take(numbered(ana, 6), start));

        CHECK(used.accept(numbered(ana, 6)));
        CHECK(used.accept(numbered(ana, 5)).error().is(errors::challenge_used));
        CHECK(used.accept(numbered(ana, 6)).error().is(errors::challenge_used));
    }

    TEST_CASE("what was never taken is not accepted") {
        UsedChallenges used;

        CHECK(used.accept(numbered(ana, 5)).error().is(errors::challenge_used));
        CHECK(used.nodes() == 0);
    }

    TEST_CASE(
        "the last 32 that were tried are remembered, and none before the accepted comes back") {
        UsedChallenges used;
        for (std::uint64_t number = 1; number <= 32; ++number) {
            REQUIRE(used.take(numbered(ana, number), start));
        }
        for (std::uint64_t number = 1; number <= 32; ++number) {
            CHECK_FALSE(used.take(numbered(ana, number), start));
        }
        REQUIRE(used.take(numbered(ana, 33), start));
        CHECK(used.take(numbered(ana, 1), start));

        REQUIRE(used.accept(numbered(ana, 33)));
        for (std::uint64_t number = 1; number <= 33; ++number) {
            CHECK_FALSE(used.take(numbered(ana, number), start));
        }
    }

    TEST_CASE("one node's challenges say nothing about another's") {
        UsedChallenges used;
        REQUIRE(used.take(numbered(ana, 9), start));
        REQUIRE(used.accept(numbered(ana, 9)));

        CHECK(used.take(numbered(ben, 3), start));
    }

    TEST_CASE("a full table refuses a further node and still serves those it knows") {
        UsedChallenges used;
        for (std::size_t index = 0; index < UsedChallenges::nodes_max; ++index) {
            REQUIRE(used.take(numbered(node_of(index), 1), start));
        }

        CHECK(used.take(numbered(ana, 2), start).error().is(errors::challenges_busy));
        CHECK(used.take(numbered(node_of(7), 2), start));
        CHECK(used.nodes() == UsedChallenges::nodes_max);
    }

    TEST_CASE("a full table forgets a node only when each challenge that it shut out is too old") {
        UsedChallenges used;
        for (std::size_t index = 0; index < UsedChallenges::nodes_max; ++index) {
            REQUIRE(used.take(numbered(node_of(index), 1), start));
        }
        const Now last{start.boottime_ms + Challenger::age_max_ms, 0};
        const Now over{last.boottime_ms + 1, 0};

        CHECK_FALSE(used.take(numbered(ana, 2, last.boottime_ms), last));
        CHECK(used.take(numbered(ana, 2, over.boottime_ms), over));
        CHECK(used.nodes() == 1);
    }

    TEST_CASE("of one node's challenges thirty-two are kept, however many it tries") {
        UsedChallenges used;
        constexpr std::uint64_t many = 10'000;

        for (std::uint64_t number = 1; number <= many; ++number) {
            REQUIRE(used.take(numbered(ana, number), start));
            CHECK(used.kept(ana) <= UsedChallenges::tried_max);
        }

        CHECK(used.nodes() == 1);
        CHECK(used.kept(ana) == UsedChallenges::tried_max);
        for (auto number = many; number > many - UsedChallenges::tried_max; --number) {
            CHECK(used.take(numbered(ana, number), start).error().is(errors::challenge_used));
        }
        // It costs nobody else anything.
        CHECK(used.take(numbered(ben, 1), start));
        CHECK(used.kept(ben) == 1);
    }

    TEST_CASE("of all that were spent the last 8,192 are kept, and each of those is spent once") {
        SpentChallenges spent;
        constexpr std::uint64_t many = 3 * SpentChallenges::kept_max;

        for (std::uint64_t number = 1; number <= many; ++number) {
            REQUIRE(spent.spend(numbered(ana, number)));
            CHECK(spent.size() <= SpentChallenges::kept_max);
        }

        CHECK(spent.size() == SpentChallenges::kept_max);
        for (auto number = many; number > many - SpentChallenges::kept_max; --number) {
            CHECK(spent.spend(numbered(ben, number)).error().is(errors::challenge_used));
        }
    }
}
