#include "memory_depot.hpp"

#include "depot_contract.hpp"

#include <doctest/doctest.h>

using namespace sealwright;

TEST_SUITE("store/memory_depot") {
    TEST_CASE("the tests' own depot keeps the contract of every depot") {
        test::MemoryDepot depot;

        test::keep_the_contract(depot);
    }

    TEST_CASE("conflict at every first try lets every second try through") {
        test::MemoryDepot depot;
        depot.conflict_at_every_first_try();
        const auto instance = test::instance_named(1);

        for (std::uint64_t round = 1; round <= 3; ++round) {
            test::lost(depot, test::commit_on(depot, instance, {}, 1));
            CHECK(depot.take_changed() == round);
            CHECK_FALSE(depot.take_changed());
            test::made(depot, test::commit_on(depot, instance, {}, 1));
        }

        CHECK(depot.history().size() == 3);
        CHECK(test::all_of(depot, instance).head.sequence == 3);
    }

    TEST_CASE("a commit that is told to fail writes nothing, the next one is made") {
        test::MemoryDepot depot;
        depot.fail_commit(1);
        const auto commit = test::commit_on(depot, test::instance_named(1), {test::row("a", 1)}, 1);

        CHECK_FALSE(depot.commit(commit));
        CHECK(depot.state() == test::StoredState{});
        test::made(depot, commit);
    }

    TEST_CASE("a commit whose answer is lost has been written") {
        test::MemoryDepot depot;
        depot.lose_answer(1);
        const auto commit = test::commit_on(depot, test::instance_named(1), {test::row("a", 1)}, 1);

        CHECK_FALSE(depot.commit(commit));
        CHECK(depot.state().rows.size() == 1);
        CHECK(depot.history().size() == 1);
        test::lost(depot, commit);
    }

    TEST_CASE("a depot that is away answers nothing and changes nothing") {
        test::MemoryDepot depot;
        const auto instance = test::instance_named(1);
        const auto commit = test::commit_on(depot, instance, {}, 1);
        depot.set_away(true);

        CHECK_FALSE(depot.load({instance, ""}));
        CHECK_FALSE(depot.read({instance, 1, 1}));
        CHECK_FALSE(depot.commit(commit));
        CHECK(depot.state() == test::StoredState{});
    }
}
