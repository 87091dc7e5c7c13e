// Nothing is released before its intent is durable, whatever the store does.
#include "errors.hpp"
#include "keeper_bench.hpp"

using namespace sealwright;
using test::Event;
using test::KeeperBench;
using test::Plain;

namespace {

std::string result_of(const journal::Entry& outcome) {
    const auto* result = outcome.text("result");
    return result == nullptr ? std::string() : *result;
}

}  // namespace

TEST_SUITE("keeper/durable") {
    TEST_CASE("the intent of a release is durable before any token is asked") {
        KeeperBench bench;
        bench.found_and_init();
        bench.events.clear();

        bench.opened(bench.root);

        REQUIRE(bench.events.size() >= 4);
        CHECK(bench.events[0] == Event::commit_asked);
        CHECK(bench.events[1] == Event::committed);
        CHECK(bench.events[2] == Event::prf_asked);
        CHECK(bench.entries(journal::Kind::intent).size() == 4);
    }

    TEST_CASE("no token is asked before the intent of a value to be sealed is durable") {
        KeeperBench bench;
        bench.found();
        bench.events.clear();

        bench.sealed(Plain::root_key);

        CHECK(bench.events.at(1) == Event::committed);
        CHECK(bench.events.at(2) == Event::prf_asked);
    }

    TEST_CASE("a commit that fails asks no token and releases nothing") {
        KeeperBench bench;
        bench.found_and_init();
        const auto before = bench.unchanged();
        bench.depot.memory.fail_commit(1);

        const auto answer = bench.serve(bench.decrypt_ask(bench.root));

        CHECK(answer.status == 403);
        CHECK(KeeperBench::text_of_answer(answer).find("plaintext") == std::string::npos);
        CHECK(bench.unchanged() == before);
        bench.core().refresh();
        CHECK(bench.opened(bench.root) == Plain::root_key);
        bench.idle();
        CHECK(bench.verified().open_intents.empty());
    }

    TEST_CASE(
        "a commit whose answer is lost releases nothing, and its intents end as not carried out") {
        KeeperBench bench;
        bench.found_and_init();
        const auto questions = bench.watched.questions;
        bench.depot.memory.lose_answer(1);

        const auto answer = bench.serve(bench.decrypt_ask(bench.root));
        for (int turns = 0; turns < 5; ++turns) bench.turn();
        bench.idle();

        CHECK(answer.status == 403);
        CHECK(bench.watched.questions == questions);
        CHECK(result_of(bench.entries(journal::Kind::outcome).back()) == "not carried out");
        CHECK(bench.verified().open_intents.empty());
    }

    TEST_CASE("an outcome in a commit whose answer is lost is written once") {
        KeeperBench bench;
        bench.found_and_init();
        bench.opened(bench.root);
        bench.depot.memory.lose_answer(1);

        bench.idle();
        for (int turns = 0; turns < 5; ++turns) bench.turn();

        const auto verified = bench.verified();
        CHECK(verified.outcomes == verified.intents);
    }

    TEST_CASE("an outcome in a commit that failed is written with the next one") {
        KeeperBench bench;
        bench.found_and_init();
        bench.opened(bench.root);
        bench.depot.memory.fail_commit(1);

        bench.idle();
        for (int turns = 0; turns < 5; ++turns) bench.turn();

        CHECK(bench.verified().open_intents.empty());
    }

    TEST_CASE("a commit that lost a race to a store that then went away counts as never made") {
        KeeperBench bench;
        bench.found_and_init();
        bench.depot.memory.lose_answer(1);
        bench.serve(bench.decrypt_ask(bench.root));
        for (int turns = 0; turns < 5; ++turns) bench.turn();
        bench.opened(bench.root);

        // Outcomes wait; the next commit loses a race, and the store cannot be read again at once.
        bench.depot.before_commit = [&] {
            bench.depot.memory.move_by_another();
            bench.depot.failing_loads = 1;
        };
        const auto answer = bench.serve(bench.decrypt_ask(bench.root));
        for (int turns = 0; turns < 5; ++turns) bench.turn();
        bench.idle();

        CHECK(answer.status == 403);
        CHECK(bench.verified().open_intents.empty());
    }

    TEST_CASE("a lost commit is told apart from one that an operator lost afterwards") {
        KeeperBench bench;
        bench.found_and_init();
        bench.opened(bench.root);
        bench.depot.memory.lose_answer(1);
        bench.serve(bench.decrypt_ask(bench.root));  // Outcome and intent: durable, unanswered.
        bench.core().refresh();
        REQUIRE(bench.is_open());
        bench.depot.memory.fail_commit(1);
        CHECK(bench.refused(operate::VaultAllowInitAsk{"main", 60}) == errors::commit_failed.code);

        for (int turns = 0; turns < 5; ++turns) bench.turn();
        bench.idle();

        CHECK(bench.verified().open_intents.empty());
    }

    TEST_CASE("a lost commit that is written late does not write its outcomes twice") {
        KeeperBench bench;
        bench.found_and_init();
        bench.opened(bench.root);
        const auto before = bench.depot.memory.state();
        bench.depot.memory.lose_answer(1);
        bench.serve(bench.decrypt_ask(bench.root));
        // The store had not got it when the keeper looked again, and gets it now.
        const auto late = bench.depot.memory.state();
        bench.depot.memory.tampered() = before;
        bench.core().refresh();
        REQUIRE(bench.is_open());
        bench.depot.before_commit = [&] { bench.depot.memory.tampered() = late; };

        CHECK(bench.opened(bench.root) == Plain::root_key);
        bench.idle();

        CHECK(bench.verified().open_intents.empty());
    }

    TEST_CASE("of commits lost one after the other the one that was made is found") {
        KeeperBench bench;
        bench.found_and_init();
        bench.opened(bench.root);
        bench.depot.memory.lose_answer(1);
        const auto before = bench.depot.memory.state();
        bench.serve(bench.decrypt_ask(bench.root));
        const auto late = bench.depot.memory.state();
        // The store had not got it when the keeper looked again; the next one gets lost as well,
        // and then it is the first that was made.
        bench.depot.memory.tampered() = before;
        bench.core().refresh();
        REQUIRE(bench.is_open());
        bench.depot.memory.fail_commit(1);
        bench.take(bench.decrypt_ask(bench.root));
        REQUIRE(bench.sealing().run().size() == 1);
        bench.depot.memory.tampered() = late;

        for (int turns = 0; turns < 5; ++turns) bench.turn();
        bench.idle();

        const auto verified = bench.verified();
        CHECK(verified.open_intents.empty());
        CHECK(verified.outcomes == verified.intents);
        CHECK(bench.opened(bench.root) == Plain::root_key);
    }

    TEST_CASE("a lost commit that was made is found behind a race that could not be read") {
        KeeperBench bench;
        bench.found_and_init();
        bench.opened(bench.root);
        bench.depot.memory.lose_answer(1);
        const auto before = bench.depot.memory.state();
        bench.serve(bench.decrypt_ask(bench.root));
        const auto late = bench.depot.memory.state();
        bench.depot.memory.tampered() = before;
        bench.core().refresh();
        REQUIRE(bench.is_open());

        bench.depot.before_commit = [&] {
            bench.depot.memory.tampered() = late;
            bench.depot.failing_loads = 1;
        };
        bench.serve(bench.decrypt_ask(bench.root));
        for (int turns = 0; turns < 5; ++turns) bench.turn();
        bench.idle();

        const auto verified = bench.verified();
        CHECK(verified.open_intents.empty());
        CHECK(verified.outcomes == verified.intents);
    }

    TEST_CASE("a store that loses every answer costs evidence in the end, and never the journal") {
        KeeperBench bench;
        bench.found_and_init();
        bench.opened(bench.root);
        for (std::size_t each = 0; each <= keeper::Outcomes::lost_max; ++each) {
            bench.depot.memory.fail_commit(1);
            bench.serve(bench.decrypt_ask(bench.root));
            bench.core().refresh();
        }

        CHECK(bench.opened(bench.root) == Plain::root_key);
        bench.idle();

        CHECK(bench.verified().open_intents.size() == 1);
    }

    TEST_CASE("a probe touches no key and no commit") {
        KeeperBench bench;
        bench.found_and_init();
        bench.events.clear();

        const auto first = bench.sealed(Plain::probe);
        const auto second = bench.sealed(Plain::probe);

        CHECK(first.starts_with("vault:v1:"));
        CHECK(first != second);
        CHECK(bench.events.empty());
    }

    TEST_CASE("a probe is answered while the store is away, to a node in force only") {
        KeeperBench bench;
        bench.found_and_init();
        bench.depot.memory.set_away(true);
        bench.take(bench.decrypt_ask(bench.root));
        bench.take(bench.encrypt_ask(Plain::probe));
        bench.take(bench.encrypt_ask(Plain::probe, 9));

        const auto replies = bench.turn();

        REQUIRE(replies.size() == 3);
        CHECK(replies[0].answer.status == 403);
        CHECK(replies[1].answer.status == 200);
        CHECK(replies[2].answer.status == 403);
        CHECK(bench.serve(bench.encrypt_ask(Plain::probe)).status == 200);
        bench.depot.memory.set_away(false);
        bench.turn();
        CHECK(bench.opened(bench.root) == Plain::root_key);
    }

    TEST_CASE("a heartbeat asks the tokens and is counted, not journalled") {
        KeeperBench bench;
        bench.found_and_init();
        const auto head = bench.core().book().head();
        const auto questions = bench.watched.questions;

        CHECK(bench.opened(bench.sealed(Plain::heartbeat)) == Plain::heartbeat);

        CHECK(bench.core().book().head() == head);
        CHECK(bench.watched.questions == questions + 4);
        CHECK(bench.sealing().heartbeats() == 2);
    }
}
