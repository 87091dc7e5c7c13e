// The store goes back in time, under a keeper that runs and under one that starts.
#include "errors.hpp"
#include "keeper_bench.hpp"

using namespace sealwright;
using test::KeeperBench;
using test::Plain;

namespace {

void check_broken(KeeperBench& bench) {
    CHECK_FALSE(bench.is_open());
    REQUIRE(bench.core().waits_for().has_value());
    CHECK(bench.core().waits_for()->is(errors::state_broken));
}

}  // namespace

TEST_SUITE("keeper/rollback") {
    TEST_CASE("a running keeper does not follow its store back to before a revocation") {
        KeeperBench bench;
        bench.found_and_init();
        const auto yesterday = bench.depot.memory.state();
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "one"});
        const auto questions = bench.watched.questions;
        bench.depot.memory.tampered() = yesterday;

        CHECK(bench.serve(bench.decrypt_ask(bench.root)).status == 403);
        bench.turn();

        check_broken(bench);
        CHECK(bench.serve(bench.decrypt_ask(bench.root)).status == 403);
        CHECK(bench.watched.questions == questions);
    }

    TEST_CASE("a running keeper whose store is told to have changed reads it with the same care") {
        KeeperBench bench;
        bench.found_and_init();
        const auto yesterday = bench.depot.memory.state();
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "one"});
        bench.depot.memory.tampered() = yesterday;
        bench.depot.memory.move_by_another();

        bench.core().refresh();

        check_broken(bench);
    }

    TEST_CASE("a running keeper does not take another history of the same length for its own") {
        KeeperBench bench;
        bench.found_and_init();
        const auto fork = bench.depot.memory.state();
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "one"});
        const auto ours = bench.depot.memory.state();
        // Another process writes on the older state, further than we have come.
        bench.depot.memory.tampered() = fork;
        KeeperBench other;
        {
            keeper::Core core(
                bench.depot.memory, bench.watched, bench.clock, bench.random, bench.settings);
            core.refresh();
            REQUIRE(core.phase() == keeper::Phase::open);
            keeper::Sealing sealing(core);
            keeper::Canary canary(core);
            keeper::Operating operating(core, sealing, bench.desk, canary, bench.fronts);
            for (int times = 0; times < 3; ++times) {
                const operate::VaultAllowInitAsk ask{"main", 60};
                operating.answer({ask.type, wire::encode(ask), KeeperBench::person});
            }
        }
        REQUIRE(bench.depot.memory.state().revision > ours.revision);

        CHECK(bench.serve(bench.decrypt_ask(bench.root)).status != 200);

        check_broken(bench);
    }

    TEST_CASE("an open keeper whose store is empty does not ask for another init") {
        KeeperBench bench;
        bench.found_and_init();
        const auto whole = bench.depot.memory.state();
        bench.depot.memory.tampered() = {};
        bench.depot.memory.move_by_another();

        bench.core().refresh();

        check_broken(bench);
        CHECK(bench.refused(operate::InitAsk{true}) != 0);
        bench.depot.memory.tampered() = whole;
        bench.core().refresh();
        CHECK(bench.opened(bench.root) == Plain::root_key);
    }

    TEST_CASE("a keeper that starts on an older store is refused by the tokens that saw more") {
        KeeperBench bench;
        bench.found_and_init();
        const auto yesterday = bench.depot.memory.state();
        bench.opened(bench.root);
        bench.idle();
        bench.depot.memory.tampered() = yesterday;

        bench.restart();

        CHECK_FALSE(bench.is_open());
        CHECK(bench.secrets() == 0);
    }

    TEST_CASE("an export of a journal whose store hides entries is refused, not cut short") {
        KeeperBench bench;
        bench.found_and_init();
        bench.depot.reads_are_empty = true;

        CHECK(bench.refused(operate::JournalAsk{1, 100, false}) == errors::state_broken.code);
    }
}
