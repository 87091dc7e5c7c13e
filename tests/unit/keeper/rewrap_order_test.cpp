// The order rule of a re-wrap under the least favourable orders: one batch, held asks, dead nodes.
#include "errors.hpp"
#include "keeper_bench.hpp"
#include "sealwright/policy/errors.hpp"

using namespace sealwright;
using test::KeeperBench;
using test::Plain;

namespace {

constexpr std::uint64_t long_ms = keeper::RewrapWatch::new_process_ms + 500;

// One vault whose N moved to 2 and whose node started a while ago and has just unsealed.
void found_and_unseal(KeeperBench& bench) {
    bench.found_and_init();
    bench.must<operate::Vaults>(operate::VaultRotateKeyAsk{"main"});
    bench.sealed(Plain::probe);
    bench.clock.advance(long_ms);
    bench.opened(bench.root);
}

std::uint16_t status_of(KeeperBench& bench, const std::string& ciphertext, std::uint8_t spki = 1) {
    return bench.serve(bench.decrypt_ask(ciphertext, spki)).status;
}

}  // namespace

TEST_SUITE("keeper/rewrap-order") {
    TEST_CASE("a probe from before a re-wrap does not end it in the batch that begins it") {
        KeeperBench bench;
        found_and_unseal(bench);
        bench.take(bench.decrypt_ask(bench.recovery));
        bench.take(bench.decrypt_ask(bench.root));

        const auto replies = bench.turn();

        REQUIRE(replies.size() == 2);
        CHECK(replies[0].answer.status + replies[1].answer.status == 200 + 403);
        // Who makes root asks now.
        CHECK(status_of(bench, bench.root) == 403);
    }

    TEST_CASE("an ask that has waited since before the probe is not the new process's") {
        KeeperBench bench;
        found_and_unseal(bench);
        bench.opened(bench.recovery);
        bench.allow_init("main");
        bench.depot.memory.set_away(true);
        // The store's failure is noticed with a commit.
        bench.take(bench.encrypt_ask(Plain::root_key));
        bench.turn();
        REQUIRE_FALSE(bench.is_open());
        bench.take(bench.decrypt_ask(bench.root));
        REQUIRE(bench.turn().empty());
        bench.sealed(Plain::probe);
        bench.clock.advance(long_ms);
        bench.depot.memory.set_away(false);

        std::vector<keeper::SealReply> replies;
        for (int turns = 0; turns < 5 && replies.size() < 2; ++turns) {
            for (auto& reply : bench.turn()) replies.push_back(std::move(reply));
        }

        REQUIRE(replies.size() == 2);
        CHECK(replies[0].answer.status + replies[1].answer.status == 200 + 403);
        CHECK(*bench.entries(journal::Kind::refusal).back().number("code") ==
              errors::rewrap_unfinished.code);
        // The new process's own ask is served.
        CHECK(status_of(bench, bench.root) == 200);
    }

    TEST_CASE("a re-wrap of a node whose certificate has ended does not keep the others shut") {
        KeeperBench bench;
        found_and_unseal(bench);
        bench.opened(bench.recovery);
        bench.clock.advance(KeeperBench::day_ms);
        bench.add_node("main", "two", 2);

        CHECK(bench.opened(bench.root, 2) == Plain::root_key);
    }

    TEST_CASE("a refused recovery key says whether its vault had unsealed since its start") {
        KeeperBench bench;
        bench.found_and_init();
        const auto asked_how = [&bench] {
            bench.clock.advance(keeper::Sealing::refusal_repeat_ms);
            CHECK(status_of(bench, bench.recovery) == 403);
            const auto alert = bench.entries(journal::Kind::alert).back();
            CHECK(*alert.text("what") == "a recovery key was asked for that no task wants");
            const auto refusal = bench.entries(journal::Kind::refusal).back();
            CHECK(*alert.number("entry") == refusal.sequence);
            CHECK(*alert.text("asked") == *refusal.text("asked"));
            return *alert.text("asked");
        };
        constexpr std::string_view runs = "of a vault that runs: for a root token or another key";
        constexpr std::string_view starts = "behind a start, before an unseal: as in recovery mode";
        bench.clock.advance(long_ms);
        bench.sealed(Plain::probe);
        bench.opened(bench.root);
        bench.sealed(Plain::probe);
        CHECK(asked_how() == runs);

        bench.clock.advance(keeper::RewrapWatch::behind_unseal_ms);
        bench.sealed(Plain::probe);

        CHECK(asked_how() == starts);
        bench.opened(bench.root);
        bench.sealed(Plain::probe);
        CHECK(asked_how() == runs);
    }
}
