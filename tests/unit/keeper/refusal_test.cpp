// What a refusal says, and how little it leaves behind.
#include "errors.hpp"
#include "keeper_bench.hpp"
#include "sealwright/hsm/client/errors.hpp"

using namespace sealwright;
using test::KeeperBench;
using test::Plain;

TEST_SUITE("keeper/refusal") {
    TEST_CASE("with one token of two an ask is refused at once, with the count and an entry") {
        KeeperBench bench;
        bench.found_and_init();
        bench.tokens.stop(0);
        bench.tokens.stop(2);
        const auto before = bench.unchanged();

        const auto answer = bench.serve(bench.decrypt_ask(bench.root));

        CHECK(answer.status == 403);
        CHECK(bench.unchanged() == before);
        const auto refusal = bench.entries(journal::Kind::refusal).back();
        CHECK(*refusal.number("code") == errors::tokens_too_few.code);
        const auto text = KeeperBench::text_of_answer(answer);
        CHECK(text.find("answer=1") != std::string::npos);
        CHECK(text.find("needed=2") != std::string::npos);
        CHECK(text.find(journal::entry_name(refusal.sequence)) != std::string::npos);
    }

    TEST_CASE("refusals repeated within a minute are counted and point at one entry") {
        KeeperBench bench;
        bench.found_and_init();
        const auto first = bench.serve(bench.decrypt_ask(bench.recovery));
        const auto entry = bench.entries(journal::Kind::refusal).back();
        for (int times = 0; times < 11; ++times) {
            const auto again = bench.serve(bench.decrypt_ask(bench.recovery));
            CHECK(again.body == first.body);
        }
        CHECK(bench.entries(journal::Kind::refusal).size() == 1);

        bench.clock.advance(60'000);
        bench.serve(bench.decrypt_ask(bench.recovery));

        const auto refusals = bench.entries(journal::Kind::refusal);
        REQUIRE(refusals.size() == 2);
        CHECK(*refusals[0].number("repeated") == 0);
        CHECK(*refusals[1].number("repeated") == 11);
        CHECK(refusals[0].sequence == entry.sequence);
    }

    TEST_CASE("another reason or another operation of the same node has its own line") {
        KeeperBench bench;
        bench.found_and_init();
        bench.serve(bench.decrypt_ask(bench.recovery));
        auto wrong = bench.decrypt_ask(bench.root);
        wrong.mount = "other";
        bench.serve(wrong);
        wrong.operation = seal::Operation::encrypt;
        bench.serve(wrong);
        CHECK(bench.entries(journal::Kind::refusal).size() == 3);
    }

    TEST_CASE("strangers share one line, with however many certificates they come") {
        KeeperBench bench;
        bench.found_and_init();
        const auto head = bench.core().book().head().sequence;
        for (int number = 10; number < 250; ++number) {
            const auto spki = static_cast<std::uint8_t>(number);
            CHECK(bench.serve(bench.decrypt_ask(bench.root, spki)).status == 403);
        }
        CHECK(bench.core().book().head().sequence == head + 1);
    }

    TEST_CASE("a refusal whose commit failed is journalled when it comes again") {
        KeeperBench bench;
        bench.found_and_init();
        bench.depot.memory.fail_commit(1);
        CHECK(bench.serve(bench.decrypt_ask(bench.recovery)).status == 403);
        CHECK(bench.serve(bench.decrypt_ask(bench.recovery)).status == 403);
        CHECK(bench.entries(journal::Kind::refusal).size() == 1);
        CHECK(bench.verified().refusals == 1);
    }

    TEST_CASE("what a stranger writes into a path cannot forge a line or break the answer's JSON") {
        KeeperBench bench;
        bench.found_and_init();
        auto ask = bench.decrypt_ask(bench.root);
        ask.mount = "x\"]}\n2026 entry=1\\";
        const auto text = KeeperBench::text_of_answer(bench.serve(ask));
        CHECK(text.find('\n') == std::string::npos);
        CHECK(text.ends_with("\"]}"));
        CHECK(text.find("x\\\"]}?2026 entry=1\\\\") != std::string::npos);
    }
}
