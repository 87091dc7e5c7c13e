// Many asks at once: in order, a batch a commit, and no key kept from one ask to the next.
#include "keeper_bench.hpp"

using namespace sealwright;
using test::Event;
using test::KeeperBench;
using test::Plain;

TEST_SUITE("keeper/batch") {
    TEST_CASE("600 asks at once are answered in order, 512 a batch, one commit a batch") {
        KeeperBench bench;
        bench.found_and_init();
        bench.events.clear();
        for (int number = 0; number < 600; ++number) bench.take(bench.decrypt_ask(bench.root));

        const auto first = bench.turn();
        const auto second = bench.turn();

        CHECK(first.size() == 512);
        CHECK(second.size() == 88);
        CHECK(std::count(bench.events.begin(), bench.events.end(), Event::committed) == 2);
        auto correlation = first.front().asker.correlation;
        for (const auto* batch : {&first, &second}) {
            for (const auto& reply : *batch) {
                CHECK(reply.answer.status == 200);
                CHECK(reply.asker.correlation == correlation);
                ++correlation;
            }
        }
        bench.idle();
        const auto verified = bench.verified();
        CHECK(verified.open_intents.empty());
        CHECK(verified.intents == 603);
    }

    TEST_CASE("the outcomes of a batch that are alike share one entry, and each intent has one") {
        KeeperBench bench;
        bench.found_and_init();
        bench.idle();
        const auto settled_before = bench.verified().outcomes;
        const auto before = bench.core().book().head().sequence;
        for (int number = 0; number < 600; ++number) bench.take(bench.decrypt_ask(bench.root));

        bench.turn();
        bench.turn();
        bench.idle();

        CHECK(bench.core().book().head().sequence == before + 600 + 2);
        const auto verified = bench.verified();
        CHECK(verified.open_intents.empty());
        CHECK(verified.outcomes == settled_before + 600);
    }

    TEST_CASE("each ask asks k tokens for its own context: nothing is kept") {
        KeeperBench bench;
        bench.found_and_init();
        const auto before = bench.watched.questions;
        for (int number = 0; number < 20; ++number) bench.take(bench.decrypt_ask(bench.root));

        CHECK(bench.turn().size() == 20);

        CHECK(bench.watched.questions == before + 20 * 2);
    }

    TEST_CASE("what an ask of a batch leaves, the next ask of it sees") {
        KeeperBench bench;
        bench.found();
        bench.take(bench.encrypt_ask(Plain::root_key));
        bench.take(bench.encrypt_ask(Plain::root_key, 9));
        bench.take(bench.encrypt_ask(Plain::recovery_key));

        const auto replies = bench.turn();
        bench.idle();

        REQUIRE(replies.size() == 3);
        CHECK(replies[0].answer.status + replies[1].answer.status + replies[2].answer.status ==
              200 + 403 + 200);
        CHECK(bench.verified().open_intents.empty());
    }

    TEST_CASE("with a high threshold a full batch does not exhaust the guarded memory") {
        KeeperBench bench(15, 8);
        bench.found_and_init();
        for (int number = 0; number < 512; ++number) bench.take(bench.decrypt_ask(bench.root));

        const auto replies = bench.turn();

        CHECK(replies.size() == 512);
        for (const auto& reply : replies) CHECK(reply.answer.status == 200);
        CHECK(bench.watched.largest_ask < 512);
        bench.idle();
    }
}
