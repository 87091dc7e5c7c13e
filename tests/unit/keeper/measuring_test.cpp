#include "measuring.hpp"

#include "errors.hpp"
#include "keeper_bench.hpp"

#include <numeric>

using namespace sealwright;
using test::KeeperBench;
using test::Plain;

namespace {

observe::Numbers numbers(KeeperBench& bench) {
    return keeper::numbers_of(bench.core(), bench.sealing(), bench.canary());
}

std::uint64_t count(const observe::Numbers& numbers,
                    const std::string& vault,
                    const std::string& seal_class,
                    const std::string& outcome,
                    const std::string& reason = "") {
    for (const auto& each : numbers.requests) {
        const auto is_it = each.vault == vault && each.seal_class == seal_class &&
                           each.outcome == outcome && each.reason == reason;
        if (is_it) return each.count;
    }
    return 0;
}

}  // namespace

TEST_SUITE("keeper/measuring") {
    TEST_CASE("every ask is counted by its vault, its class and how it ended") {
        KeeperBench bench;
        bench.found_and_init();
        bench.serve(bench.encrypt_ask(Plain::probe));
        bench.opened(bench.root);
        bench.idle();

        const auto before = numbers(bench);
        CHECK(count(before, "main", "stored root key", "sealed") == 1);
        CHECK(count(before, "main", "stored root key", "released") == 2);
        CHECK(count(before, "main", "probe", "answered") == 1);
        CHECK(before.refusals.empty());

        bench.serve(bench.decrypt_ask(bench.recovery));
        bench.serve(bench.decrypt_ask(bench.root, 9));  // A stranger.
        bench.serve(bench.decrypt_ask(bench.root, 9));

        const auto after = numbers(bench);
        std::uint64_t refused = 0;
        for (const auto& each : after.requests) {
            if (each.outcome != "refused") continue;
            refused += each.count;
            CHECK(each.vault == (each.reason == "node-unknown" ? "" : "main"));
            CHECK(each.seal_class == (each.vault.empty() ? "unknown" : "recovery key"));
        }
        CHECK(refused == 3);
        CHECK(count(after, "", "unknown", "refused", "node-unknown") == 2);
        REQUIRE(after.refusals.size() == 2);
        CHECK(after.refusals[1].code == errors::node_unknown.code);
        CHECK(after.refusals[1].count == 2);
    }

    TEST_CASE("only a release is timed, from when its ask came") {
        KeeperBench bench;
        bench.found_and_init();
        bench.opened(bench.root);

        const auto release = numbers(bench).release;

        CHECK(std::accumulate(release.counts.begin(), release.counts.end(), 0U) == 2);
        CHECK(release.sum_ms >= 2 * 100);  // A turn of the bench takes so long.
        CHECK(release.counts.front() == 0);
    }

    TEST_CASE("tokens, vaults, nodes and the journal are told from memory, without an ask") {
        KeeperBench bench;
        bench.found_and_init();
        bench.add_node("main", "old", 7);
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "old"});
        bench.tokens.stop(2);
        const auto before = bench.unchanged();

        const auto all = numbers(bench);

        CHECK(all.phase == observe::Phase::open);
        CHECK(all.tokens_needed == 2);
        REQUIRE(all.tokens.size() == 3);
        CHECK(all.tokens[0].is_ready);
        CHECK_FALSE(all.tokens[2].is_ready);
        REQUIRE(all.vaults.size() == 1);
        CHECK(all.vaults[0].name == "main");
        CHECK(all.vaults[0].has_begun);
        CHECK_FALSE(all.vaults[0].may_init);
        REQUIRE(all.nodes.size() == 1);
        CHECK(all.nodes[0].name == "one");
        CHECK(all.journal_head == bench.core().book().head().sequence);
        CHECK(all.committed_ms > 0);
        CHECK_FALSE(all.is_cut);
        CHECK(bench.unchanged() == before);
    }

    TEST_CASE("a locked keeper tells its tokens and its phase, and nothing of any vault") {
        KeeperBench bench;
        bench.found_and_init();
        bench.tokens.stop(0);
        bench.tokens.stop(1);
        bench.restart();

        const auto all = numbers(bench);

        CHECK(all.phase == observe::Phase::locked);
        CHECK(all.tokens.size() == 3);
        CHECK(all.vaults.empty());
        CHECK(all.nodes.empty());
    }
}
