// The root window: when a vault's recovery key opens, how often, and who may have it opened.
#include "errors.hpp"
#include "root_bench.hpp"
#include "sealwright/hsm/client/errors.hpp"
#include "sealwright/policy/errors.hpp"
#include "task_rules.hpp"

using namespace sealwright;
using namespace sealwright::test;
using operate::RootTaskState;
using Step = session::TaskStep;

namespace {

std::uint16_t status_of(RootBench& bench) {
    return bench.decrypt_in(*bench.channel, bench.recovery).status;
}

std::uint64_t last_refusal(RootBench& bench) {
    return *bench.entries(journal::Kind::refusal).back().number("code");
}

std::uint16_t snapshot(RootBench& bench) {
    return bench.encrypt_in(*bench.channel, Plain::sums).status;
}

void until_given_again(RootBench& bench) {
    bench.request();
    REQUIRE(bench.take());
    REQUIRE(bench.say(Step::begin_root));
    REQUIRE(bench.say(Step::give_root, 1));
}

void until_given(RootBench& bench) {
    bench.become_ours();
    until_given_again(bench);
}

}  // namespace

TEST_SUITE("keeper/root-window") {
    TEST_CASE("a thief with every share makes no root: no recovery key opens outside a window") {
        RootBench bench;
        bench.become_ours();

        CHECK(status_of(bench) == 403);
        CHECK(last_refusal(bench) == errors::class_window_closed.code);
        bench.request();
        REQUIRE(bench.take());
        REQUIRE(bench.say(Step::begin_root));
        CHECK(status_of(bench) == 403);
    }

    TEST_CASE("a window opens one recovery key and no second") {
        RootBench bench;
        until_given(bench);

        CHECK(status_of(bench) == 200);
        CHECK(status_of(bench) == 403);
        CHECK(last_refusal(bench) == errors::root_window_used.code);
    }

    TEST_CASE("a window closes with the next step, with the end and with its time") {
        for (const auto way : {0, 1, 2, 3}) {
            RootBench bench;
            until_given(bench);
            if (way == 0) REQUIRE(bench.say(Step::limit));
            if (way == 1) REQUIRE(bench.say(Step::prove));
            if (way == 2) REQUIRE(bench.ended());
            if (way == 3) bench.clock.advance(keeper::RootDesk::window_ms);
            if (way == 3) bench.fresh();
            CAPTURE(way);
            CHECK(status_of(bench) == 403);
        }
    }

    TEST_CASE("no snapshot is sealed while an unlimited root may live") {
        RootBench bench;
        bench.become_ours();
        CHECK(snapshot(bench) == 200);
        bench.request();
        REQUIRE(bench.take());
        CHECK(snapshot(bench) == 200);
        REQUIRE(bench.say(Step::give_root, 1));
        CHECK(snapshot(bench) == 403);
        REQUIRE(bench.say(Step::limit));
        CHECK(snapshot(bench) == 403);
        CHECK(last_refusal(bench) == errors::snapshot_in_root_window.code);
        REQUIRE(bench.say(Step::prove));
        CHECK(snapshot(bench) == 403);
        REQUIRE(bench.ended(3603));
        CHECK(snapshot(bench) == 403);
        bench.clock.advance(20'000);
        bench.fresh();
        REQUIRE(bench.take());
        REQUIRE(bench.ended());
        CHECK(snapshot(bench) == 200);
    }

    TEST_CASE("a try has four windows") {
        RootBench bench;
        until_given(bench);
        for (int more = 1; more < 4; ++more) REQUIRE(bench.say(Step::give_root, 1));
        bench.say(Step::give_root, 1);
        CHECK(bench.code == errors::root_windows_many.code);
    }

    TEST_CASE("a step of another kind of task is refused, and opens nothing") {
        RootBench bench;
        bench.become_ours();
        bench.rotate();
        REQUIRE(bench.take());
        bench.say(Step::give_root, 1);
        CHECK(bench.code == errors::root_task_unknown.code);
        CHECK(status_of(bench) == 403);
    }

    TEST_CASE("under a hold no key is given, and a rotation does the rest") {
        RootBench bench;
        bench.become_ours();
        bench.rotate();
        bench.must<operate::Vaults>(operate::VaultHoldAsk{"main", "INC-412"});
        const auto order = bench.take();
        REQUIRE(order);
        CHECK_FALSE(order->rotates_recovery);
        bench.say(Step::give_recovery, 1);
        CHECK(bench.code == errors::vault_held.code);
        REQUIRE(bench.ended());
        const auto key = bench.recipient.public_key();
        bench.refused_unchanged(operate::RootRequestAsk{"main", "x", 900, key}, errors::vault_held);
        bench.refused_unchanged(operate::VaultClaimAsk{"main", 600, false}, errors::vault_held);
    }

    TEST_CASE("a key is given to fresh evidence only") {
        RootBench bench;
        bench.become_ours();
        bench.request();
        REQUIRE(bench.take());
        bench.clock.advance(policy::fresh_ms + 1);
        session::TaskSaid said;
        said.task = bench.task();
        said.step = Step::give_root;
        said.needed = 1;

        const auto reply = bench.tell_in(*bench.channel, said);

        CHECK(reply.status == 403);
        CHECK(reply.wants_fresh_evidence);
        bench.fresh();
        CHECK(bench.say(Step::give_root, 1));
    }

    TEST_CASE("without tokens enough nothing opens, and the task goes on when they are back") {
        RootBench bench;
        bench.become_ours();
        bench.request();
        REQUIRE(bench.take());
        bench.tokens.stop(0);
        bench.tokens.stop(1);
        bench.say(Step::give_root, 1);
        CHECK(bench.code == errors::tokens_too_few.code);
        CHECK(bench.root_page().task.step != words_of(Step::give_root));
        bench.tokens.start(0);
        bench.tokens.start(1);
        CHECK(bench.say(Step::give_root, 1));
    }

    TEST_CASE("another node does not go on with a task, until its own is silent") {
        RootBench bench;
        bench.become_ours();
        const auto other = bench.node_in_force("two", claims::EvidenceKind::pinned_key);
        bench.request();
        REQUIRE(bench.take());
        auto established = bench.attest(other, claims::EvidenceKind::pinned_key);
        REQUIRE(established);
        bench.channel.emplace(std::move(established->channel));

        CHECK_FALSE(bench.look().task.is_set());
        bench.say(Step::census);
        CHECK(bench.code == errors::root_task_unknown.code);
        CHECK_FALSE(bench.take());
        CHECK_FALSE(bench.ended());
        bench.clock.advance(keeper::task_silence_ms);
        CHECK(bench.look().task.is_set());
        const auto order = bench.take();
        REQUIRE(order);
        CHECK(bench.say(Step::census));
        CHECK(bench.root_page().task.tries == 2);
    }

    TEST_CASE("a task that fails is tried again, four times in all, later each time") {
        RootBench bench;
        bench.become_ours();
        bench.request();
        for (int each = 1; each <= 4; ++each) {
            CAPTURE(each);
            REQUIRE(bench.look().task.is_set());
            REQUIRE(bench.take());
            REQUIRE(bench.ended(3603));
            CHECK_FALSE(bench.look().task.is_set());
            bench.clock.advance(20'000);
            bench.fresh();
        }
        const auto page = bench.root_page();
        CHECK(page.task.state == RootTaskState::failed);
        CHECK(page.task.code == 3603);
        CHECK(page.task.tries == 4);
    }

    TEST_CASE("a task that nobody does is over with its time") {
        RootBench bench;
        bench.become_ours();
        bench.request();
        bench.root_desk().step();
        CHECK(bench.root_page().task.state == RootTaskState::waiting);
        bench.clock.advance(10 * 60'000);
        bench.root_desk().step();
        CHECK(bench.root_page().task.state == RootTaskState::failed);
        CHECK(bench.root_page().task.code == errors::root_task_expired.code);
    }

    TEST_CASE("a keeper that starts anew has the task, the window and the key as they were") {
        RootBench bench;
        until_given(bench);
        bench.restart_all();
        bench.fresh();

        CHECK(status_of(bench) == 200);
        CHECK(bench.look().task.is_set());
        REQUIRE(bench.take());
        CHECK(status_of(bench) == 403);
        const auto heard = bench.say(Step::give_root, 1);
        REQUIRE(heard);
        CHECK(std::string(heard->shares.at(0).begin(), heard->shares.at(0).end()) ==
              Plain::recovery_key);
        bench.settle();
        bench.verified();
    }

    TEST_CASE("in a window for a change of the recovery key no root key opens behind it") {
        RootBench bench;
        bench.become_ours();
        bench.rotate();
        REQUIRE(bench.take());
        REQUIRE(bench.say(Step::give_recovery, 1));
        CHECK(bench.decrypt_in(*bench.channel, bench.root).status == 200);
        CHECK(status_of(bench) == 200);
        CHECK(bench.decrypt_in(*bench.channel, bench.root).status == 403);
        CHECK(last_refusal(bench) == errors::root_window_used.code);
        CHECK(*bench.entries(journal::Kind::alert).back().text("what") ==
              "a root window was asked for more than it is for");
        REQUIRE(bench.say(Step::verify_recovery));
        CHECK(bench.decrypt_in(*bench.channel, bench.root).status == 200);
    }

    TEST_CASE("a window is for the node that has the task, in its session, and for nobody else") {
        RootBench bench;
        bench.become_ours();
        const auto other = bench.node_in_force("two", claims::EvidenceKind::pinned_key);
        until_given_again(bench);
        auto established = bench.attest(other, claims::EvidenceKind::pinned_key);
        REQUIRE(established);
        CHECK(bench.decrypt_in(established->channel, bench.recovery).status == 403);
        CHECK(last_refusal(bench) == errors::class_window_closed.code);
        CHECK(status_of(bench) == 200);
    }

    TEST_CASE("a root token that may live unowned is an alert, and is looked for") {
        RootBench bench;
        until_given(bench);
        bench.clock.advance(10 * 60'000);
        bench.root_desk().step();

        const auto page = bench.root_page();
        CHECK(*bench.entries(journal::Kind::alert).back().text("what") ==
              "a root token without end may live that nobody owns");
        CHECK(page.task.kind == "rotate");
        CHECK(page.task.by == "the service");
        CHECK(page.task.state == RootTaskState::waiting);
        bench.fresh();
        REQUIRE(bench.take());
        REQUIRE(bench.ended());
        CHECK(bench.root_page().task.state == RootTaskState::done);
        CHECK(snapshot(bench) == 200);
    }

    TEST_CASE("a refused step is in the journal, once a minute") {
        RootBench bench;
        bench.become_ours();
        const auto before = bench.entries(journal::Kind::refusal).size();
        bench.rotate();
        REQUIRE(bench.take());
        bench.say(Step::give_root, 1);
        bench.say(Step::give_root, 1);
        const auto refusals = bench.entries(journal::Kind::refusal);
        REQUIRE(refusals.size() == before + 1);
        CHECK(*refusals.back().number("code") == errors::root_task_unknown.code);
        CHECK(*refusals.back().text("vault") == "main");
    }

    TEST_CASE("values that somebody has sealed push no proven key out") {
        RootBench bench;
        bench.become_ours();
        for (int each = 0; each < 12; ++each) {
            auto planted = "planted value of 32 bytes no. " + std::to_string(10 + each);
            bench.seal_recovery(planted);
            bench.seal_recovery(planted);
        }
        bench.request();
        REQUIRE(bench.take());
        const auto heard = bench.say(Step::give_root, 1);
        REQUIRE(heard);
        CHECK(std::string(heard->shares.at(0).begin(), heard->shares.at(0).end()) ==
              Plain::recovery_key);
    }

    TEST_CASE("after a change whose end nobody saw tries take turns with the two keys") {
        RootBench bench;
        bench.become_ours();
        bench.rotate();
        REQUIRE(bench.take());
        REQUIRE(bench.say(Step::give_recovery, 1));
        REQUIRE(bench.say(Step::verify_recovery));
        bench.seal_recovery("the changed recovery key, 32 b..");
        CHECK(bench.entries(journal::Kind::alert).empty());
        REQUIRE(bench.ended(3606));
        bench.clock.advance(20'000);
        bench.fresh();
        REQUIRE(bench.take());
        const auto second = bench.say(Step::give_recovery, 1);
        REQUIRE(second);
        CHECK(std::string(second->shares.at(0).begin(), second->shares.at(0).end()) ==
              "the changed recovery key, 32 b..");
        REQUIRE(bench.ended(3606));
        bench.clock.advance(20'000);
        bench.fresh();
        REQUIRE(bench.take());
        const auto third = bench.say(Step::give_recovery, 1);
        REQUIRE(third);
        CHECK(std::string(third->shares.at(0).begin(), third->shares.at(0).end()) ==
              Plain::recovery_key);
    }

    TEST_CASE("a try that was given no key leaves its turn to the next one") {
        RootBench bench;
        bench.become_ours();
        bench.seal_recovery("another recovery key of 32 bytes");
        bench.rotate();
        REQUIRE(bench.take());
        REQUIRE(bench.say(Step::begin_recovery));
        bench.clock.advance(61'000);
        bench.fresh();
        REQUIRE(bench.take());

        const auto heard = bench.say(Step::give_recovery, 1);

        REQUIRE(heard);
        CHECK(std::string(heard->shares.at(0).begin(), heard->shares.at(0).end()) ==
              Plain::recovery_key);
    }

    TEST_CASE("a try behind one that changed the key gives the one that is proven") {
        RootBench bench;
        bench.become_ours();
        bench.rotate();
        REQUIRE(bench.take());
        REQUIRE(bench.say(Step::begin_recovery));
        REQUIRE(bench.say(Step::give_recovery, 1));
        bench.seal_recovery("another recovery key of 32 bytes");
        REQUIRE(bench.say(Step::verify_recovery));
        bench.seal_recovery("a stranger's value of 32 bytes..");
        REQUIRE(bench.ended(3606, "another recovery key of 32 bytes"));
        bench.clock.advance(20'000);
        bench.fresh();
        REQUIRE(bench.take());

        const auto heard = bench.say(Step::give_recovery, 1);

        REQUIRE(heard);
        CHECK(std::string(heard->shares.at(0).begin(), heard->shares.at(0).end()) ==
              "another recovery key of 32 bytes");
    }
}
