// A task of kind look: which steps it has, that it changes no key, and that nothing holds it up.
#include "errors.hpp"
#include "root_bench.hpp"

#include <array>

using namespace sealwright;
using namespace sealwright::test;
using operate::RootTaskState;
using session::TaskKind;
using Step = session::TaskStep;

namespace {

operate::RootShown begin_look(RootBench& bench, bool only_counts = false) {
    return bench.must<operate::RootShown>(operate::RootLookAsk{"main", "INC-5", only_counts});
}

}  // namespace

TEST_SUITE("keeper/root-look") {
    TEST_CASE("a look logs in by its own role, and has four steps") {
        RootBench bench;
        bench.become_ours();
        begin_look(bench);

        const auto offer = bench.look();
        const auto order = bench.take();

        REQUIRE(order);
        CHECK(offer.kind == TaskKind::look);
        CHECK(order->role == "look");
        CHECK_FALSE(order->has_recovery);
        CHECK_FALSE(order->rotates_recovery);
        CHECK_FALSE(order->cancels_attempt);
        for (const auto step : {Step::log_in, Step::census, Step::revoke, Step::prove}) {
            CHECK(bench.say(step));
        }
        constexpr std::array others{Step::begin_recovery,
                                    Step::give_recovery,
                                    Step::verify_recovery,
                                    Step::begin_root,
                                    Step::give_root,
                                    Step::limit,
                                    Step::rotate_root,
                                    Step::rotate_keyring};
        for (const auto step : others) {
            CHECK_FALSE(bench.say(step, 1));
            CHECK(bench.code == errors::root_task_unknown.code);
        }
        REQUIRE(bench.ended());
        CHECK(bench.root_page().task.state == RootTaskState::done);
        CHECK(bench.root_page().task.kind == "look");
    }

    TEST_CASE("a look lets what was granted live") {
        RootBench bench;
        bench.become_ours();
        bench.request();
        REQUIRE(bench.take());
        session::TaskEnded end;
        end.task = bench.task();
        end.accessor = "acc-1";
        end.ends_ms = bench.clock.now().wall_ms + 900'000;
        REQUIRE(bench.finish(end));
        begin_look(bench);

        const auto order = bench.take();

        REQUIRE(order);
        CHECK(order->granted == std::vector<std::string>{"acc-1"});
        REQUIRE(bench.ended());
        CHECK(bench.root_page().grants.size() == 1);
    }

    TEST_CASE("a look goes on under a hold") {
        RootBench bench;
        bench.become_ours();
        bench.must<operate::Vaults>(operate::VaultHoldAsk{"main", "INC-412"});
        begin_look(bench);

        CHECK(bench.look().kind == TaskKind::look);
        REQUIRE(bench.take());
        CHECK(bench.say(Step::revoke));
        CHECK(bench.ended());
    }

    TEST_CASE("a root token that a look finds is an alert") {
        RootBench bench;
        bench.become_ours();
        begin_look(bench);
        REQUIRE(bench.take());
        session::TaskSaid said;
        said.task = bench.task();
        said.step = Step::revoke;
        said.roots = {{"", "acc-planted", "auth/token/create", true}};
        said.roots_in_all = 1;
        REQUIRE(bench.tell<session::TaskHeard>(said));

        const auto last = bench.entries(journal::Kind::task).back();
        CHECK(*last.text("task kind") == "look");
        CHECK(*bench.entries(journal::Kind::alert).back().number("entry") == last.sequence);
    }

    TEST_CASE("a look that says it changed the recovery key has failed, and proves none") {
        RootBench bench;
        bench.become_ours();
        bench.seal_recovery("another recovery key of 32 bytes");
        begin_look(bench);
        REQUIRE(bench.take());

        REQUIRE(bench.ended(0, "another recovery key of 32 bytes"));

        CHECK(bench.root_page().task.state == RootTaskState::failed);
        CHECK(bench.core().state().rootings.begin()->second.candidates.size() == 1);
    }

    TEST_CASE("a preview logs in as a look does, sees what would end, and ends nothing") {
        RootBench bench;
        bench.become_ours();
        begin_look(bench, true);
        const auto order = bench.take();
        REQUIRE(order);
        CHECK(order->kind == TaskKind::preview);
        CHECK(order->role == "look");
        CHECK_FALSE(order->has_recovery);
        CHECK(bench.say(Step::census));
        for (const auto step : {Step::revoke, Step::prove, Step::begin_recovery}) {
            CHECK_FALSE(bench.say(step));
            CHECK(bench.code == errors::root_task_unknown.code);
        }
        session::TaskEnded end;
        end.task = bench.task();
        end.tokens = 9;
        end.roots_in_all = 1;
        end.children_max = 4;
        end.roots = {{"", "acc-planted", "auth/token/create", true}};
        REQUIRE(bench.finish(end));

        const auto task = bench.root_page().task;
        CHECK(task.state == RootTaskState::done);
        CHECK(task.roots == 1);
        CHECK(task.children_max == 4);
        CHECK(task.revoked == 0);
        const auto last = bench.entries(journal::Kind::task).back();
        CHECK(*last.number("root tokens") == 1);
        CHECK(*last.number("their children at most") == 4);
        CHECK(*bench.entries(journal::Kind::alert).back().number("entry") == last.sequence);
    }

    TEST_CASE("a look that an agent does gives way to what people ask for, and to no other look") {
        RootBench bench;
        bench.become_ours();
        const auto look = begin_look(bench).task.id;
        REQUIRE(bench.take());
        bench.refused_unchanged(operate::RootLookAsk{"main", "x", true}, errors::root_task_open);

        const auto request = bench.request().task;

        CHECK(request.kind == "request");
        const auto act = bench.entries(journal::Kind::act).back();
        CHECK(*act.text("in place of") == TaskId(look).str());
        session::TaskSaid said;
        said.task = TaskId(look);
        CHECK_FALSE(bench.tell<session::TaskHeard>(said));
        CHECK(bench.code == errors::root_task_unknown.code);
    }
}
