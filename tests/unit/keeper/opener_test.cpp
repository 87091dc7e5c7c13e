// A store that somebody wrote to is not opened, and nothing of it is served.
#include "errors.hpp"
#include "keeper_bench.hpp"

using namespace sealwright;
using test::KeeperBench;
using test::Plain;

namespace {

struct Tampering {
    std::string what;
    std::function<void(test::StoredState&)> act;
};

store::Row& row_of(test::StoredState& state, std::string_view table) {
    for (auto& [key, row] : state.rows) {
        if (key.starts_with(table)) return row;
    }
    FAIL("no such row");
    return state.rows.begin()->second;
}
std::vector<store::StoredEntry>& chain_of(test::StoredState& state) {
    return state.entries.begin()->second;
}

// What somebody who can write to the store may try.
std::vector<Tampering> tamperings() {
    return {
        {"installation removed", [](auto& s) { s.rows.erase("installation"); }},
        {"installation changed", [](auto& s) { s.rows.at("installation").value.back() ^= 1U; }},
        {"solo flag changed",
         [](auto& s) {
             auto& row = s.rows.at("installation");
             auto installation = wire::decode<keeper::Installation>(row.value);
             REQUIRE(installation.ok());
             installation->solo = false;
             row.value = wire::encode_public(*installation);
         }},
        {"identity removed", [](auto& s) { s.rows.erase("identity"); }},
        {"identity changed", [](auto& s) { s.rows.at("identity").value.back() ^= 1U; }},
        {"vault changed", [](auto& s) { row_of(s, "vault/").value.back() ^= 1U; }},
        {"vault removed", [](auto& s) { s.rows.erase(row_of(s, "vault/").key); }},
        {"node removed", [](auto& s) { s.rows.erase(row_of(s, "node/").key); }},
        {"data key changed", [](auto& s) { row_of(s, "datakey/").value.back() ^= 1U; }},
        {"data key removed", [](auto& s) { s.rows.erase(row_of(s, "datakey/").key); }},
        {"seal key changed", [](auto& s) { row_of(s, "sealkey/").value.back() ^= 1U; }},
        {"seal key removed", [](auto& s) { s.rows.erase(row_of(s, "sealkey/").key); }},
        {"version of a row raised", [](auto& s) { ++row_of(s, "sealkey/").version; }},
        {"unknown row added",
         [](auto& s) {
             s.rows["zzz"] = {"zzz", 1, Bytes(8)};
         }},
        {"seal key copied",
         [](auto& s) {
             auto copy = row_of(s, "sealkey/");
             copy.key.back() = '2';
             s.rows[copy.key] = copy;
         }},
        {"seal keys swapped",
         [](auto& s) {
             auto& first = row_of(s, "sealkey/");
             auto& second = std::next(s.rows.find(first.key))->second;
             REQUIRE(second.key.starts_with("sealkey/"));
             std::swap(first.value, second.value);
         }},
        {"the last release removed",
         [](auto& s) { chain_of(s).erase(chain_of(s).end() - 2, chain_of(s).end()); }},
        {"journal removed", [](auto& s) { s.entries.clear(); }},
        {"last entry changed", [](auto& s) { chain_of(s).back().body.back() ^= 1U; }},
        {"last digest changed", [](auto& s) { chain_of(s).back().digest[0] ^= 1U; }},
        {"an entry removed", [](auto& s) { chain_of(s).erase(chain_of(s).end() - 2); }},
        {"two entries swapped",
         [](auto& s) { std::swap(*(chain_of(s).end() - 2), *(chain_of(s).end() - 3)); }},
        {"two bodies swapped",
         [](auto& s) { std::swap((chain_of(s).end() - 2)->body, (chain_of(s).end() - 3)->body); }},
        {"an old entry at the end", [](auto& s) { chain_of(s).back() = chain_of(s)[3]; }},
    };
}

// Two vaults, so that there is something to swap; the last entries are past a checkpoint.
void prepare(KeeperBench& bench) {
    bench.found_and_init();
    bench.add_vault("second");
    bench.add_node("second", "two", 2);
    bench.opened(bench.root);
    bench.idle();
}

void check_stays_locked(KeeperBench& bench) {
    const auto questions = bench.watched.questions;
    const auto history = bench.depot.memory.history().size();
    for (int times = 0; times < 3; ++times) bench.core().refresh();

    CHECK_FALSE(bench.is_open());
    CHECK(bench.core().phase() == keeper::Phase::locked);
    bench.clock.advance(keeper::Sealing::start_grace_ms);
    CHECK(bench.serve(bench.decrypt_ask(bench.root)).status == 403);
    CHECK(bench.refused(operate::NodesAsk{}) != 0);
    CHECK(bench.refused(operate::InitAsk{true}) != 0);
    CHECK(bench.depot.memory.history().size() == history);
    // Only the service key's own envelopes were asked for.
    CHECK(bench.watched.questions <= questions + 9);
}

}  // namespace

TEST_SUITE("keeper/opener") {
    TEST_CASE("any change to rows or entries behind the journal's back keeps the service locked") {
        for (const auto& tampering : tamperings()) {
            CAPTURE(tampering.what);
            KeeperBench bench;
            prepare(bench);
            const auto whole = bench.depot.memory.state();
            tampering.act(bench.depot.memory.tampered());

            bench.restart();

            check_stays_locked(bench);
            bench.depot.memory.tampered() = whole;
            bench.tokens.side_probe();
            bench.core().refresh();
            INFO((bench.core().waits_for() ? bench.core().waits_for()->advice() : ""));
            CHECK(bench.is_open());
        }
    }

    TEST_CASE("a row that is put back to an older version is found, whichever row it is") {
        KeeperBench bench;
        bench.found();
        const auto old = bench.depot.memory.state().rows;
        bench.sealed(Plain::root_key);
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "one"});
        const auto now = bench.depot.memory.state();
        int replayed = 0;
        for (const auto& [key, row] : old) {
            if (now.rows.at(key) == row) continue;
            CAPTURE(key);
            bench.depot.memory.tampered() = now;
            bench.depot.memory.tampered().rows[key] = row;

            bench.restart();

            CHECK_FALSE(bench.is_open());
            ++replayed;
        }
        CHECK(replayed == 2);  // The vault, and the node that was revoked.
    }

    TEST_CASE("a service key's record that is another key's is not given to the tokens") {
        KeeperBench bench;
        prepare(bench);
        auto& row = bench.depot.memory.tampered().rows.at("installation");
        auto installation = wire::decode<keeper::Installation>(row.value);
        REQUIRE(installation.ok());
        const auto& vault = *bench.core().state().vault_named("main");
        installation->service_key = bench.core().state().keys.at(vault.id).data_key;
        row.value = wire::encode_public(*installation);
        const auto questions = bench.watched.questions;

        bench.restart();

        CHECK_FALSE(bench.is_open());
        REQUIRE(bench.core().waits_for().has_value());
        CHECK(bench.core().waits_for()->is(errors::state_broken));
        CHECK(bench.watched.questions == questions);
    }

    TEST_CASE("a configuration of another environment, group or threshold does not open it") {
        for (int which = 0; which < 3; ++which) {
            KeeperBench bench;
            prepare(bench);
            const auto questions = bench.watched.questions;
            if (which == 0) bench.settings.environment = "staging";
            if (which == 1) bench.settings.token_group = "other";
            if (which == 2) bench.settings.threshold = 3;

            bench.restart();

            CHECK_FALSE(bench.is_open());
            REQUIRE(bench.core().waits_for().has_value());
            CHECK(bench.core().waits_for()->is(errors::config_differs));
            CHECK(bench.watched.questions == questions);
        }
    }

    TEST_CASE("restarts continue the chain; run and sequence never fall") {
        KeeperBench bench;
        prepare(bench);
        auto place = bench.core().place();
        for (int times = 0; times < 5; ++times) {
            bench.restart();
            REQUIRE(bench.is_open());
            const auto now = bench.core().place();
            CHECK(now.run == place.run);
            CHECK(now.sequence > place.sequence);
            place = now;
        }
        CHECK(bench.entries(journal::Kind::started).size() == 5);
        CHECK(bench.verified().open_intents.empty());
    }

    TEST_CASE("a journal of more than one page opens and verifies") {
        KeeperBench bench;
        bench.found_and_init();
        for (int number = 0; number < 700; ++number) bench.take(bench.decrypt_ask(bench.root));
        bench.turn();
        bench.turn();
        bench.idle();

        bench.restart();

        REQUIRE(bench.is_open());
        CHECK(bench.verified().intents == 703);
        bench.restart();
        CHECK(bench.is_open());
    }
}
