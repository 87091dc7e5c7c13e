// Inside an init a refusal can cost a vault its keys: asks wait there, and nowhere else.
#include "errors.hpp"
#include "keeper_bench.hpp"
#include "sealwright/hsm/client/errors.hpp"

using namespace sealwright;
using test::KeeperBench;
using test::Plain;

namespace {

// How long one ask is held: in ms, with the status that it is told in the end.
struct Held {
    std::uint64_t ms = 0;
    std::uint16_t status = 0;
};
Held held(KeeperBench& bench, seal::SealAsk ask) {
    const auto since = bench.clock.now().boottime_ms;
    bench.take(std::move(ask));
    for (int turns = 0; turns < 1000; ++turns) {
        const auto replies = bench.turn();
        if (replies.empty()) continue;
        return {bench.clock.now().boottime_ms - since, replies.front().answer.status};
    }
    return {};
}

void leave_one_token(KeeperBench& bench) {
    bench.tokens.stop(1);
    bench.tokens.stop(2);
}

}  // namespace

TEST_SUITE("keeper/init-window") {
    TEST_CASE(
        "inside an init an ask waits while tokens are missing, and is served when they come") {
        KeeperBench bench;
        bench.found();
        leave_one_token(bench);
        bench.take(bench.encrypt_ask(Plain::root_key));
        for (int turns = 0; turns < 100; ++turns) CHECK(bench.turn().empty());

        bench.tokens.start(1);
        const auto replies = bench.turn();

        REQUIRE(replies.size() == 1);
        CHECK(replies.front().answer.status == 200);
        bench.idle();
        CHECK(bench.entries(journal::Kind::refusal).empty());
    }

    TEST_CASE("inside an init an ask waits while the store is away") {
        KeeperBench bench;
        bench.found();
        bench.depot.memory.set_away(true);
        bench.take(bench.encrypt_ask(Plain::root_key));
        for (int turns = 0; turns < 100; ++turns) CHECK(bench.turn().empty());

        bench.depot.memory.set_away(false);
        std::vector<keeper::SealReply> replies;
        for (int turns = 0; turns < 3 && replies.empty(); ++turns) replies = bench.turn();

        REQUIRE(replies.size() == 1);
        CHECK(replies.front().answer.status == 200);
        bench.idle();
        CHECK(bench.verified().open_intents.empty());
    }

    TEST_CASE("the asks of one init wait 45 seconds all together, then hear 503 and never 4xx") {
        KeeperBench bench;
        bench.found();
        leave_one_token(bench);
        const auto first = held(bench, bench.encrypt_ask(Plain::root_key));
        const auto second = held(bench, bench.encrypt_ask(Plain::recovery_key));

        CHECK(first.ms >= 44'000);
        CHECK(first.ms <= 46'000);
        CHECK(first.status == 503);
        CHECK(second.ms <= 200);
        CHECK(second.status == 503);
    }

    TEST_CASE("a new window has its own 45 seconds") {
        KeeperBench bench;
        bench.found();
        leave_one_token(bench);
        held(bench, bench.encrypt_ask(Plain::root_key));
        bench.tokens.start(1);
        bench.allow_init("main", 900);
        bench.tokens.stop(1);

        const auto again = held(bench, bench.encrypt_ask(Plain::root_key));

        CHECK(again.ms >= 44'000);
    }

    TEST_CASE("outside of an init the same ask is refused at once") {
        KeeperBench bench;
        bench.found_and_init();
        leave_one_token(bench);
        const auto refused = held(bench, bench.decrypt_ask(bench.root));
        CHECK(refused.ms <= 100);
        CHECK(refused.status == 403);
    }

    TEST_CASE("a node that was revoked is refused at once, inside an init too") {
        KeeperBench bench;
        bench.found();
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "one"});
        leave_one_token(bench);
        const auto refused = held(bench, bench.encrypt_ask(Plain::root_key));
        CHECK(refused.ms <= 100);
        CHECK(refused.status == 403);
    }

    TEST_CASE("an ask that waits hears of a revocation") {
        KeeperBench bench;
        bench.found();
        leave_one_token(bench);
        bench.take(bench.encrypt_ask(Plain::root_key));
        CHECK(bench.turn().empty());
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "one"});
        const auto replies = bench.turn();
        REQUIRE(replies.size() == 1);
        CHECK(replies.front().answer.status == 403);
    }

    TEST_CASE("the window closes when the init has opened what it sealed") {
        KeeperBench bench;
        bench.found();
        const auto root = bench.sealed(Plain::root_key);
        bench.sealed(Plain::recovery_key);
        bench.idle();
        CHECK(bench.window_of("main") != 0);

        bench.opened(root);
        bench.idle();

        CHECK(bench.window_of("main") == 0);
        CHECK(*bench.entries(journal::Kind::outcome).back().text("init window") == "closed");
        bench.restart();
        CHECK(bench.window_of("main") == 0);
    }

    TEST_CASE("an outcome that still waits does not close a window that was opened since") {
        KeeperBench bench;
        bench.found_and_init();
        bench.add_node("main", "two", 2);
        bench.opened(bench.root, 2);  // Teaches something, and so waits to be written.
        REQUIRE(bench.sealing().has_outcomes());

        bench.allow_init("main");
        const auto until = bench.window_of("main");
        bench.idle();

        CHECK(bench.window_of("main") == until);
        CHECK(bench.verified().open_intents.empty());
    }

    TEST_CASE("the end of one init does not close the window of the next") {
        KeeperBench bench;
        bench.found();
        const auto root = bench.sealed(Plain::root_key);
        const auto first = bench.window_of("main");
        bench.opened(root);
        REQUIRE(bench.sealing().has_outcomes());

        bench.allow_init("main");
        const auto second = bench.window_of("main");
        bench.idle();

        REQUIRE(second != first);
        CHECK(bench.window_of("main") == second);
        CHECK(*bench.entries(journal::Kind::outcome).back().number("until") == first);
    }

    TEST_CASE("allow-init proves k tokens first and leaves no window when they are not there") {
        KeeperBench bench;
        bench.init();
        bench.add_vault("main");
        leave_one_token(bench);
        const auto revision = bench.core().state().revision;

        CHECK(bench.refused(operate::VaultAllowInitAsk{"main", 600}) ==
              errors::tokens_too_few.code);

        CHECK(bench.window_of("main") == 0);
        CHECK(bench.core().state().revision == revision);
    }

    TEST_CASE("a vault that was never sealed has no N until its window opens") {
        KeeperBench bench;
        bench.init();
        bench.add_vault("main");
        bench.add_node("main", "one", 1);
        const auto before = bench.unchanged();
        CHECK(bench.serve(bench.encrypt_ask(Plain::probe)).status == 403);
        CHECK(bench.serve(bench.encrypt_ask(Plain::root_key)).status == 403);
        CHECK(bench.unchanged() == before);

        bench.allow_init("main", 1);
        CHECK(bench.serve(bench.encrypt_ask(Plain::probe)).status == 200);
        bench.clock.advance(1'000);
        CHECK(bench.serve(bench.encrypt_ask(Plain::probe)).status == 403);
    }

    TEST_CASE("a keeper that has just started and cannot open holds asks for three seconds") {
        KeeperBench bench;
        bench.found_and_init();
        bench.depot.memory.set_away(true);
        bench.restart();
        const auto refused = held(bench, bench.decrypt_ask(bench.root));
        CHECK(refused.ms >= 2'900);
        CHECK(refused.ms <= 3'300);
        CHECK(refused.status == 403);
    }

    TEST_CASE(
        "what waits for a keeper that has just started is served in the turn in which it opens") {
        KeeperBench bench;
        bench.found_and_init();
        bench.depot.memory.set_away(true);
        bench.restart();
        bench.take(bench.decrypt_ask(bench.root));
        for (int tries = 0; tries < 3; ++tries) REQUIRE(bench.sealing().run().empty());

        bench.depot.memory.set_away(false);
        bench.core().refresh();
        const auto replies = bench.sealing().run();

        REQUIRE(replies.size() == 1);
        CHECK(replies.front().answer.status == 200);
    }

    TEST_CASE("a token that answers wrongly inside an init costs a wait, not the vault") {
        KeeperBench bench;
        bench.found();
        bench.tokens.stop(2);
        bench.tokens.make_wrong(1);
        bench.take(bench.encrypt_ask(Plain::root_key));
        for (int turns = 0; turns < 10; ++turns) CHECK(bench.turn().empty());

        bench.tokens.make_well(1);
        bench.tokens.side_probe();
        const auto replies = bench.turn();

        REQUIRE(replies.size() == 1);
        CHECK(replies.front().answer.status == 200);
        CHECK(bench.opened(KeeperBench::ciphertext_in(replies.front().answer)) == Plain::root_key);
        bench.idle();
        CHECK(bench.verified().open_intents.empty());
    }
}
