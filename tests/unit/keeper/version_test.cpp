// The versions of a vault's seal key: made, re-wrapped, destroyed.
#include "errors.hpp"
#include "keeper_bench.hpp"
#include "sealwright/policy/errors.hpp"
#include "sealwright/seal/errors.hpp"

using namespace sealwright;
using test::KeeperBench;
using test::Plain;

namespace {

// A vault whose values are all under version 2.
void found_and_rewrap(KeeperBench& bench) {
    bench.found_and_init();
    bench.must<operate::Vaults>(operate::VaultRotateKeyAsk{"main"});
    bench.opened(bench.root);
    bench.opened(bench.recovery);
    bench.recovery = bench.sealed(Plain::recovery_key);
    bench.root = bench.sealed(Plain::root_key);
    bench.idle();
}

}  // namespace

TEST_SUITE("keeper/versions") {
    TEST_CASE("a rotation says what is still to be re-wrapped until it is") {
        KeeperBench bench;
        bench.found_and_init();
        CHECK(bench.info().root_version == 1);
        CHECK(bench.info().recovery_version == 1);
        bench.must<operate::Vaults>(operate::VaultRotateKeyAsk{"main"});

        CHECK(bench.info().seal_key_version == 2);
        CHECK(bench.info().versions == std::vector<std::uint32_t>{1, 2});
        CHECK(bench.info().root_version == 1);
        CHECK(*bench.entries(journal::Kind::act).back().number("before") == 1);
    }

    TEST_CASE("no rotation for a vault that keeps nothing, or in the middle of an init") {
        KeeperBench bench;
        bench.init();
        bench.add_vault("main");
        bench.refused_unchanged(operate::VaultRotateKeyAsk{"main"}, errors::vault_not_begun);
        bench.refused_unchanged(operate::VaultRotateKeyAsk{"nobody"}, errors::vault_unknown);
        bench.add_node("main", "one", 1);
        bench.allow_init("main");
        bench.sealed(Plain::root_key);
        bench.idle();
        bench.refused_unchanged(operate::VaultRotateKeyAsk{"main"}, errors::init_window_open);
    }

    TEST_CASE("a rotation without k tokens changes nothing") {
        KeeperBench bench;
        bench.found_and_init();
        bench.tokens.stop(1);
        bench.tokens.stop(2);
        const auto revision = bench.core().state().revision;
        CHECK(bench.refused(operate::VaultRotateKeyAsk{"main"}) != 0);
        CHECK(bench.core().state().revision == revision);
    }

    TEST_CASE("a version is destroyed once everything known is under a newer one") {
        KeeperBench bench;
        bench.found_and_init();
        const auto old_root = bench.root;
        using Retire = operate::VaultRetireVersionAsk;
        bench.refused_unchanged(Retire{"main", 1}, errors::version_current);
        bench.must<operate::Vaults>(operate::VaultRotateKeyAsk{"main"});
        bench.refused_unchanged(Retire{"main", 1}, errors::version_presented);
        bench.opened(bench.root);
        bench.opened(bench.recovery);
        bench.sealed(Plain::recovery_key);
        bench.idle();
        bench.refused_unchanged(Retire{"main", 1}, errors::version_presented);
        const auto root = bench.sealed(Plain::root_key);
        bench.idle();
        // The node has not shown yet that its storage has the new one.
        bench.refused_unchanged(Retire{"main", 1}, errors::version_presented);
        bench.opened(root);
        bench.idle();

        bench.must<operate::Vaults>(Retire{"main", 1});

        CHECK(bench.info().versions == std::vector<std::uint32_t>{2});
        CHECK(bench.refusal_of(old_root) == errors::ciphertext_version.code);
        CHECK(bench.opened(root) == Plain::root_key);
        bench.restart();
        CHECK(bench.is_open());
        CHECK(bench.refusal_of(old_root) == errors::ciphertext_version.code);
        CHECK(bench.opened(root) == Plain::root_key);
        bench.refused_unchanged(Retire{"main", 1}, errors::version_unknown);
        bench.refused_unchanged(Retire{"main", 9}, errors::version_unknown);
    }

    TEST_CASE("a node that has not unsealed since keeps an old version alive until it is revoked") {
        KeeperBench bench;
        found_and_rewrap(bench);
        bench.opened(bench.root);
        bench.add_node("main", "two", 2);
        bench.idle();
        const operate::VaultRetireVersionAsk retire{"main", 1, false};
        bench.refused_unchanged(retire, errors::version_presented);
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "two"});
        bench.must<operate::Vaults>(retire);
    }

    TEST_CASE("a snapshot keeps its version alive unless the operator lets it go") {
        KeeperBench bench;
        bench.found_and_init();
        bench.sealed(Plain::sums);
        bench.idle();
        bench.must<operate::Vaults>(operate::VaultRotateKeyAsk{"main"});
        bench.opened(bench.root);
        bench.opened(bench.recovery);
        bench.sealed(Plain::recovery_key);
        const auto root = bench.sealed(Plain::root_key);
        bench.opened(root);
        bench.idle();

        using Retire = operate::VaultRetireVersionAsk;
        bench.refused_unchanged(Retire{"main", 1, false}, errors::version_in_snapshots);
        bench.must<operate::Vaults>(Retire{"main", 1, true});
        CHECK(bench.opened(root) == Plain::root_key);
    }

    TEST_CASE("a snapshot between a rotation and its re-wrap keeps the older version alive") {
        KeeperBench bench;
        bench.found_and_init();
        bench.must<operate::Vaults>(operate::VaultRotateKeyAsk{"main"});
        // Its sums are under 2, but what it holds is what the vault keeps: values under 1.
        bench.sealed(Plain::sums);
        bench.idle();
        bench.opened(bench.root);
        bench.opened(bench.recovery);
        bench.sealed(Plain::recovery_key);
        const auto root = bench.sealed(Plain::root_key);
        bench.opened(root);
        bench.idle();

        using Retire = operate::VaultRetireVersionAsk;
        bench.refused_unchanged(Retire{"main", 1, false}, errors::version_in_snapshots);
        bench.must<operate::Vaults>(Retire{"main", 1, true});
    }

    TEST_CASE("a recovery key that is presented under an old version keeps that version alive") {
        KeeperBench bench;
        bench.found_and_init();
        const auto old_recovery = bench.recovery;
        bench.must<operate::Vaults>(operate::VaultRotateKeyAsk{"main"});
        bench.opened(bench.root);
        bench.opened(bench.recovery);
        bench.sealed(Plain::recovery_key);
        const auto root = bench.sealed(Plain::root_key);
        // What was sealed for the vault never reached its storage.
        bench.opened(root);
        bench.opened(old_recovery);
        bench.idle();

        bench.refused_unchanged(operate::VaultRetireVersionAsk{"main", 1, true},
                                errors::version_presented);
    }

    TEST_CASE("no version is destroyed while the table lets values of class other open") {
        KeeperBench bench;
        REQUIRE(bench.settings.classes.set(claims::SealClass::other, claims::Rule::allow));
        bench.restart();
        found_and_rewrap(bench);
        bench.opened(bench.root);
        bench.idle();

        bench.refused_unchanged(operate::VaultRetireVersionAsk{"main", 1, true},
                                errors::version_uncounted);
    }

    TEST_CASE("what a node opened last is forgotten once it is revoked") {
        KeeperBench bench;
        bench.found_and_init();
        for (std::uint8_t spki = 2; spki < 6; ++spki) {
            bench.add_node("main", "two", spki);
            bench.opened(bench.root, spki);
            bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "two"});
        }
        bench.restart();
        bench.must<operate::Vaults>(operate::VaultRotateKeyAsk{"main"});
        bench.opened(bench.root);
        bench.opened(bench.sealed(Plain::root_key));
        bench.idle();

        const auto& state = bench.core().state();
        CHECK(state.standing_of(state.vault_named("main")->id).opened.size() == 1);
    }

    TEST_CASE("a value that could not be sealed does not count as re-wrapped") {
        KeeperBench bench;
        found_and_rewrap(bench);
        bench.must<operate::Vaults>(operate::VaultRotateKeyAsk{"main"});
        bench.tokens.make_wrong(0);
        bench.tokens.make_wrong(1);
        CHECK(bench.serve(bench.encrypt_ask(Plain::root_key)).status == 403);
        bench.idle();
        CHECK(bench.info().root_version == 2);
        CHECK(bench.info().seal_key_version == 3);
    }

    TEST_CASE("there are at most sixty-four versions at a time") {
        KeeperBench bench;
        bench.found_and_init();
        for (int times = 0; times < 63; ++times) {
            bench.must<operate::Vaults>(operate::VaultRotateKeyAsk{"main"});
        }
        bench.refused_unchanged(operate::VaultRotateKeyAsk{"main"}, errors::versions_too_many);
        bench.restart();
        CHECK(bench.opened(bench.root) == Plain::root_key);
    }
}
