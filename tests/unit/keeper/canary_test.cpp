#include "canary.hpp"

#include "errors.hpp"
#include "keeper_bench.hpp"

#include <set>

using namespace sealwright;
using keeper::Canary;
using test::KeeperBench;

namespace {

using Subset = Canary::Subset;

// A whole round, as the loop has it: one step a turn, no key left behind by any of them.
void run_round(KeeperBench& bench, std::uint64_t after_ms) {
    bench.clock.advance(after_ms);
    for (int turn = 0; turn < 64; ++turn) {
        bench.canary().step();
        CHECK(bench.secrets() == KeeperBench::resident_keys);
        bench.clock.advance(Canary::pace_ms);
    }
}
void run_first_round(KeeperBench& bench) {
    bench.canary().step();  // Which finds that it is open now.
    run_round(bench, Canary::first_ms);
}

VaultId vault_of(KeeperBench& bench, const std::string& name = "main") {
    const auto* vault = bench.core().state().vault_named(name);
    REQUIRE(vault != nullptr);
    return vault->id;
}

// The code of each subset's last trial; 0 for one that opened.
std::vector<std::uint16_t> codes(KeeperBench& bench, const std::string& name = "main") {
    const auto* trials = bench.canary().trials(vault_of(bench, name));
    REQUIRE(trials != nullptr);
    std::vector<std::uint16_t> found;
    for (const auto& trial : *trials) {
        REQUIRE(trial.tried_ms != 0);
        found.push_back(trial.fault ? trial.fault->code() : 0);
    }
    return found;
}

std::string token_in(KeeperBench& bench, std::size_t subset) {
    const auto& fault = bench.canary().trials(vault_of(bench))->at(subset).fault;
    REQUIRE(fault.has_value());
    return std::get<PublicText>(fault->facts().front().value).str();
}

}  // namespace

TEST_SUITE("keeper/canary") {
    TEST_CASE("every choice of k of n tokens is a subset, in order") {
        CHECK(keeper::subsets_of(3, 2, 128) == std::vector<Subset>{{0, 1}, {0, 2}, {1, 2}});
        CHECK(keeper::subsets_of(2, 2, 128) == std::vector<Subset>{{0, 1}});
        CHECK(keeper::subsets_of(5, 3, 128).size() == 10);
        CHECK(keeper::subsets_of(9, 5, 128).size() == 126);
    }

    TEST_CASE("with more subsets than the limit the cyclic ones are tried, each token k times") {
        const auto subsets = keeper::subsets_of(11, 6, 128);

        REQUIRE(subsets.size() == 11);
        std::vector<std::size_t> times(11);
        for (const auto& subset : subsets) {
            CHECK(std::set<std::size_t>(subset.begin(), subset.end()).size() == 6);
            for (const auto number : subset) ++times.at(number);
        }
        for (const auto count : times) CHECK(count == 6);
    }

    TEST_CASE("each k-subset opens each vault once an hour, and no key outlives its trial") {
        KeeperBench bench(5, 3);
        bench.found_and_init();
        bench.add_vault("other");
        bench.canary().step();
        const auto before = bench.watched.questions;
        bench.canary().step();
        CHECK(bench.watched.questions == before);  // Not yet due.

        run_round(bench, Canary::first_ms);
        const auto asked = bench.watched.questions - before;
        run_round(bench, 1'000);

        CHECK(codes(bench) == std::vector<std::uint16_t>(10));
        CHECK(codes(bench, "other") == std::vector<std::uint16_t>(10));
        CHECK(asked == 10 * 3 * 2);  // Subsets, tokens of each, vaults.
        CHECK(bench.watched.questions == before + asked);
        CHECK(bench.canary().passed_ms(vault_of(bench)) > KeeperBench::day_ms);
        run_round(bench, Canary::interval_ms);
        CHECK(bench.watched.questions == before + 2 * asked);
        CHECK(bench.entries(journal::Kind::alert).empty());
    }

    TEST_CASE("a token that is away fails exactly its subsets, by its name, without an ask") {
        KeeperBench bench;
        bench.found_and_init();
        bench.tokens.stop(1);
        const auto asks = bench.tokens.asks(1);

        run_first_round(bench);

        CHECK(codes(bench) == std::vector<std::uint16_t>{2450, 0, 2450});  // a+b, a+c, b+c.
        CHECK(token_in(bench, 0) == "b");
        CHECK(bench.tokens.asks(1) == asks);
        CHECK(bench.canary().failing(vault_of(bench)) == 2);
        CHECK(bench.canary().passed_ms(vault_of(bench)) == 0);
    }

    TEST_CASE("a token that answers wrongly, or refuses, is named and not left out for asks") {
        KeeperBench bench;
        bench.found_and_init();
        bench.tokens.make_wrong(2);
        run_first_round(bench);
        CHECK(codes(bench) == std::vector<std::uint16_t>{0, 2453, 2453});
        CHECK(token_in(bench, 1) == "c");

        bench.tokens.make_refusing(2);
        run_round(bench, Canary::interval_ms);

        CHECK(codes(bench) == std::vector<std::uint16_t>{0, 2452, 2452});
        for (std::size_t token = 0; token < 3; ++token) {
            CHECK_FALSE(bench.tokens.is_left_out(token));
        }
    }

    TEST_CASE("a silent token costs one short deadline a round, and asks still wait for it") {
        KeeperBench bench;
        bench.found_and_init();
        bench.tokens.make_slow(0);
        bench.canary().step();
        bench.clock.advance(Canary::first_ms);
        const auto before = bench.clock.now().boottime_ms;
        const auto asks = bench.tokens.asks(0);

        for (int turn = 0; turn < 8; ++turn) {
            bench.canary().step();
            bench.clock.advance(Canary::pace_ms);
        }

        const auto took = bench.clock.now().boottime_ms - before - 8 * Canary::pace_ms;
        CHECK(took < hsm::client::KeyOpener::trial_deadline_ms + 100);
        CHECK(codes(bench) == std::vector<std::uint16_t>{2451, 2451, 0});
        CHECK(bench.tokens.asks(0) == asks + 1);
        CHECK_FALSE(bench.tokens.is_left_out(0));
    }

    TEST_CASE("a data key that does not open the vault's seal key is found through every subset") {
        KeeperBench bench;
        bench.found_and_init();
        auto draft = bench.core().draft();
        draft.put_seal_key(vault_of(bench), 1, Bytes(72, 7));
        REQUIRE(bench.core().commit(std::move(draft)).ok());

        run_first_round(bench);

        CHECK(codes(bench) == std::vector<std::uint16_t>{2454, 2454, 2454});
    }

    TEST_CASE("a change is journalled once, and so is its end; the chain still verifies") {
        KeeperBench bench;
        bench.found_and_init();
        bench.tokens.stop(1);
        run_first_round(bench);
        run_round(bench, Canary::interval_ms);

        auto alerts = bench.entries(journal::Kind::alert);
        REQUIRE(alerts.size() == 1);
        CHECK(*alerts[0].text("vaults") == "main");
        CHECK(*alerts[0].number("failing") == 2);
        CHECK(alerts[0].text("why")->starts_with("a+b: a token of this subset is not ready"));

        bench.tokens.start(1);
        run_round(bench, Canary::interval_ms);
        run_round(bench, Canary::interval_ms);

        alerts = bench.entries(journal::Kind::alert);
        REQUIRE(alerts.size() == 2);
        CHECK(*alerts[1].number("failing") == 0);
        bench.verified();
    }

    TEST_CASE("a round that is asked for is of its vault alone, and at once") {
        KeeperBench bench;
        bench.found_and_init();
        bench.add_vault("other");
        bench.canary().step();
        CHECK_FALSE(bench.canary().is_asked());

        bench.canary().ask(vault_of(bench, "other"));
        CHECK(bench.canary().is_asked(vault_of(bench, "other")));
        for (int turn = 0; turn < 3; ++turn) bench.canary().step();

        CHECK_FALSE(bench.canary().is_asked());
        CHECK(codes(bench, "other") == std::vector<std::uint16_t>(3));
        CHECK(bench.canary().trials(vault_of(bench)) == nullptr);
    }

    TEST_CASE("a locked keeper tries nothing") {
        KeeperBench bench;
        bench.found_and_init();
        bench.tokens.stop(0);
        bench.tokens.stop(1);
        bench.restart();
        REQUIRE_FALSE(bench.is_open());

        bench.canary().step();
        bench.clock.advance(Canary::first_ms);
        const auto before = bench.watched.questions;
        bench.canary().step();

        CHECK(bench.watched.questions == before);
    }
}
