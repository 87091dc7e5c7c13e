// The class table of an environment, as a vault meets it.
#include "errors.hpp"
#include "keeper_bench.hpp"
#include "sealwright/policy/errors.hpp"
#include "sealwright/seal/errors.hpp"

using namespace sealwright;
using test::KeeperBench;
using test::Plain;

TEST_SUITE("keeper/class-table") {
    TEST_CASE("a class that the environment denies is refused before any key") {
        KeeperBench bench;
        REQUIRE(bench.settings.classes.set(claims::SealClass::stored_root_key, claims::Rule::deny));
        bench.restart();
        bench.found();
        const auto root = bench.sealed(Plain::root_key);
        bench.idle();
        CHECK(bench.refusal_of(root) == errors::class_denied.code);
    }

    TEST_CASE("a class that the environment allows opens, and each opening is journalled") {
        KeeperBench bench;
        REQUIRE(bench.settings.classes.set(claims::SealClass::other, claims::Rule::allow));
        bench.restart();
        bench.found_and_init();
        const auto other = bench.sealed(Plain::other);
        const auto before = bench.entries(journal::Kind::intent).size();
        CHECK(bench.opened(other) == Plain::other);
        CHECK(bench.opened(other) == Plain::other);
        CHECK(bench.entries(journal::Kind::intent).size() == before + 2);
    }

    TEST_CASE("a denied recovery key opens for no re-wrap either") {
        KeeperBench bench;
        REQUIRE(bench.settings.classes.set(claims::SealClass::recovery_key, claims::Rule::deny));
        bench.restart();
        bench.found_and_init();
        bench.must<operate::Vaults>(operate::VaultRotateKeyAsk{"main"});
        bench.opened(bench.root);
        CHECK(bench.serve(bench.decrypt_ask(bench.recovery)).status == 403);
        CHECK(bench.opened(bench.root) == Plain::root_key);
    }

    TEST_CASE("the journal says under which table a keeper decides") {
        KeeperBench bench;
        bench.init();
        bench.restart();
        CHECK(*bench.entries(journal::Kind::started).back().text("policy") ==
              bench.settings.classes.str());
    }

    TEST_CASE("values of one unknown shape are journalled once, and counted by nothing else") {
        KeeperBench bench;
        bench.found_and_init();
        bench.sealed(Plain::other);
        bench.idle();
        const auto before = bench.entries(journal::Kind::intent).size();
        bench.sealed(Plain::other);
        CHECK(bench.entries(journal::Kind::intent).size() == before);
        bench.sealed("another length");
        CHECK(bench.entries(journal::Kind::intent).size() == before + 1);
        CHECK(bench.sealing().heartbeats() == 0);
    }

    TEST_CASE("a join challenge from the future is as stale as one from the past") {
        KeeperBench bench;
        bench.found_and_init();
        bench.add_node("main", "two", 2);
        bench.clock.advance(10 * 60 * 1000);
        const auto challenge = bench.sealed(Plain::challenge);
        bench.idle();
        bench.clock.set_wall_back(6 * 60 * 1000);
        CHECK(bench.refusal_of(challenge, 2) == errors::challenge_stale.code);
    }
}
