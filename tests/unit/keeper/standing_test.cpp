// Holds, windows and versions of a vault, as an operator sets them and a vault meets them.
#include "errors.hpp"
#include "keeper_bench.hpp"
#include "sealwright/policy/errors.hpp"
#include "sealwright/seal/errors.hpp"

using namespace sealwright;
using test::KeeperBench;
using test::Plain;

namespace {

std::uint64_t refusal_of(KeeperBench& bench, const std::string& ciphertext, std::uint8_t spki = 1) {
    const auto before = bench.unchanged();
    CHECK(bench.serve(bench.decrypt_ask(ciphertext, spki)).status == 403);
    CHECK(bench.unchanged() == before);
    return *bench.entries(journal::Kind::refusal).back().number("code");
}

operate::VaultInfo info(KeeperBench& bench) {
    return bench.must<operate::Vaults>(operate::VaultsAsk{"main"}).vaults.at(0);
}

void hold(KeeperBench& bench, const std::string& reason = "INC-412") {
    bench.must<operate::Vaults>(operate::VaultHoldAsk{"main", reason});
}
void lift(KeeperBench& bench) {
    bench.must<operate::Vaults>(operate::VaultLiftAsk{"main", "checked"});
}

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

template <class Ask>
void refused_unchanged(KeeperBench& bench, const Ask& ask, const ErrorSpec& spec) {
    const auto before = bench.unchanged();
    CHECK(bench.refused(ask) == spec.code);
    CHECK(bench.unchanged() == before);
}

}  // namespace

TEST_SUITE("keeper/hold") {
    TEST_CASE("a hold refuses the root key from the next ask, and a lift gives it back") {
        KeeperBench bench;
        bench.found_and_init();
        hold(bench);

        CHECK(refusal_of(bench, bench.root) == errors::vault_held.code);
        CHECK(bench.serve(bench.encrypt_ask(Plain::probe)).status == 200);
        CHECK(bench.opened(bench.sealed(Plain::heartbeat)) == Plain::heartbeat);
        CHECK(bench.serve(bench.encrypt_ask(Plain::root_key)).status == 200);

        lift(bench);
        CHECK(bench.opened(bench.root) == Plain::root_key);
    }

    TEST_CASE("a hold says who held it, since when and why, and stands in the journal") {
        KeeperBench bench;
        bench.found_and_init();
        hold(bench, "a node was stolen");

        CHECK(info(bench).held_since_ms == bench.clock.now().wall_ms);
        CHECK(info(bench).held_by.find("uid 1000") != std::string::npos);
        CHECK(info(bench).held_reason == "a node was stolen");
        CHECK(*bench.entries(journal::Kind::act).back().text("what") == "vault hold");
        lift(bench);
        CHECK(info(bench).held_since_ms == 0);
        CHECK(*bench.entries(journal::Kind::act).back().text("held by") ==
              claims::Origin{KeeperBench::person}.sentence());
    }

    TEST_CASE("a hold stays over a restart, a rotation of the key, a new certificate and a year") {
        KeeperBench bench;
        bench.found_and_init();
        hold(bench);
        bench.restart();
        CHECK(refusal_of(bench, bench.root) == errors::vault_held.code);
        bench.must<operate::Vaults>(operate::VaultRotateKeyAsk{"main"});
        CHECK(refusal_of(bench, bench.root) == errors::vault_held.code);
        bench.clock.advance(KeeperBench::day_ms * 365);
        bench.add_node("main", "two", 2);
        CHECK(refusal_of(bench, bench.root, 2) == errors::vault_held.code);
    }

    TEST_CASE("a hold closes the windows that stand open, and none opens under it") {
        KeeperBench bench;
        bench.found_and_init();
        const auto sums = bench.sealed(Plain::sums);
        bench.idle();
        bench.clock.advance(120'000);
        bench.allow_init("main");
        bench.must<operate::Vaults>(operate::VaultAllowRestoreAsk{"main", 600});
        hold(bench);

        CHECK(bench.window_of("main") == 0);
        CHECK(info(bench).restore_until_ms == 0);
        refused_unchanged(bench, operate::VaultAllowInitAsk{"main", 600}, errors::vault_held);
        refused_unchanged(bench, operate::VaultAllowRestoreAsk{"main", 600}, errors::vault_held);
        lift(bench);
        bench.idle();
        CHECK(refusal_of(bench, sums) == errors::class_window_closed.code);
    }

    TEST_CASE("a hold in the middle of an init waits for its end, or it would ruin the vault") {
        KeeperBench bench;
        bench.found();
        const auto root = bench.sealed(Plain::root_key);
        bench.idle();
        refused_unchanged(
            bench, operate::VaultHoldAsk{"main", "INC-412"}, errors::init_in_progress);

        bench.opened(root);
        bench.idle();
        hold(bench);
        CHECK(refusal_of(bench, root) == errors::vault_held.code);
    }

    TEST_CASE("a hold on a vault that was never initialised is possible") {
        KeeperBench bench;
        bench.found();
        hold(bench);
        CHECK(bench.window_of("main") == 0);
    }

    TEST_CASE("a hold needs a reason, a vault, and no hold before it; a lift needs a hold") {
        KeeperBench bench;
        bench.found_and_init();
        using Hold = operate::VaultHoldAsk;
        using Lift = operate::VaultLiftAsk;
        for (const auto& reason :
             {std::string(), std::string("  "), std::string("a\nb"), std::string(161, 'x')}) {
            refused_unchanged(bench, Hold{"main", reason}, errors::reason_invalid);
            refused_unchanged(bench, Lift{"main", reason}, errors::reason_invalid);
        }
        refused_unchanged(bench, Hold{"nobody", "why"}, errors::vault_unknown);
        refused_unchanged(bench, Lift{"nobody", "why"}, errors::vault_unknown);
        refused_unchanged(bench, Lift{"main", "why"}, errors::vault_not_held);
        hold(bench);
        refused_unchanged(bench, Hold{"main", "again"}, errors::vault_held_already);
    }

    TEST_CASE("a hold of one vault is no other vault's") {
        KeeperBench bench;
        bench.found_and_init();
        bench.add_vault("other");
        bench.must<operate::Vaults>(operate::VaultHoldAsk{"other", "why"});
        CHECK(bench.opened(bench.root) == Plain::root_key);
    }
}

TEST_SUITE("keeper/restore") {
    TEST_CASE("a restore window opens one snapshot's sums and closes behind it") {
        KeeperBench bench;
        bench.found_and_init();
        const auto sums = bench.sealed(Plain::sums);
        bench.must<operate::Vaults>(operate::VaultAllowRestoreAsk{"main", 600});
        CHECK(info(bench).restore_until_ms != 0);

        CHECK(bench.opened(sums) == Plain::sums);
        bench.idle();

        CHECK(info(bench).restore_until_ms == 0);
        CHECK(refusal_of(bench, sums) == errors::class_window_closed.code);
    }

    TEST_CASE("a restore window lapses, and outlives a restart until then") {
        KeeperBench bench;
        bench.found_and_init();
        const auto sums = bench.sealed(Plain::sums);
        bench.must<operate::Vaults>(operate::VaultAllowRestoreAsk{"main", 60});
        bench.restart();
        bench.clock.advance(60'000);
        CHECK(refusal_of(bench, sums) == errors::class_window_closed.code);
        CHECK(info(bench).restore_until_ms == 0);
    }

    TEST_CASE("a restore window opens no recovery key and no other vault's snapshot") {
        KeeperBench bench;
        bench.found_and_init();
        bench.must<operate::Vaults>(operate::VaultAllowRestoreAsk{"main", 60});
        CHECK(refusal_of(bench, bench.recovery) == errors::class_window_closed.code);
    }

    TEST_CASE("a window of no length or of more than a day is refused") {
        KeeperBench bench;
        bench.found_and_init();
        using Ask = operate::VaultAllowRestoreAsk;
        refused_unchanged(bench, Ask{"main", 0}, errors::window_length);
        refused_unchanged(bench, Ask{"main", 86'401}, errors::window_length);
        refused_unchanged(bench, Ask{"nobody", 60}, errors::vault_unknown);
    }
}

TEST_SUITE("keeper/versions") {
    TEST_CASE("a rotation says what is still to be re-wrapped until it is") {
        KeeperBench bench;
        bench.found_and_init();
        CHECK(info(bench).root_version == 1);
        CHECK(info(bench).recovery_version == 1);
        bench.must<operate::Vaults>(operate::VaultRotateKeyAsk{"main"});

        CHECK(info(bench).seal_key_version == 2);
        CHECK(info(bench).versions == std::vector<std::uint32_t>{1, 2});
        CHECK(info(bench).root_version == 1);
        CHECK(*bench.entries(journal::Kind::act).back().number("before") == 1);
    }

    TEST_CASE("no rotation for a vault that keeps nothing, or in the middle of an init") {
        KeeperBench bench;
        bench.init();
        bench.add_vault("main");
        refused_unchanged(bench, operate::VaultRotateKeyAsk{"main"}, errors::vault_not_begun);
        refused_unchanged(bench, operate::VaultRotateKeyAsk{"nobody"}, errors::vault_unknown);
        bench.add_node("main", "one", 1);
        bench.allow_init("main");
        bench.sealed(Plain::root_key);
        bench.idle();
        refused_unchanged(bench, operate::VaultRotateKeyAsk{"main"}, errors::init_window_open);
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
        refused_unchanged(bench, Retire{"main", 1}, errors::version_current);
        bench.must<operate::Vaults>(operate::VaultRotateKeyAsk{"main"});
        refused_unchanged(bench, Retire{"main", 1}, errors::version_presented);
        bench.opened(bench.root);
        bench.opened(bench.recovery);
        bench.sealed(Plain::recovery_key);
        bench.idle();
        refused_unchanged(bench, Retire{"main", 1}, errors::version_presented);
        const auto root = bench.sealed(Plain::root_key);
        bench.idle();
        // The node has not shown yet that its storage has the new one.
        refused_unchanged(bench, Retire{"main", 1}, errors::version_presented);
        bench.opened(root);
        bench.idle();

        bench.must<operate::Vaults>(Retire{"main", 1});

        CHECK(info(bench).versions == std::vector<std::uint32_t>{2});
        CHECK(refusal_of(bench, old_root) == errors::ciphertext_version.code);
        CHECK(bench.opened(root) == Plain::root_key);
        bench.restart();
        CHECK(bench.is_open());
        CHECK(refusal_of(bench, old_root) == errors::ciphertext_version.code);
        CHECK(bench.opened(root) == Plain::root_key);
        refused_unchanged(bench, Retire{"main", 1}, errors::version_unknown);
        refused_unchanged(bench, Retire{"main", 9}, errors::version_unknown);
    }

    TEST_CASE("a node that has not unsealed since keeps an old version alive until it is revoked") {
        KeeperBench bench;
        found_and_rewrap(bench);
        bench.opened(bench.root);
        bench.add_node("main", "two", 2);
        bench.idle();
        const operate::VaultRetireVersionAsk retire{"main", 1, false};
        refused_unchanged(bench, retire, errors::version_presented);
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
        refused_unchanged(bench, Retire{"main", 1, false}, errors::version_in_snapshots);
        bench.must<operate::Vaults>(Retire{"main", 1, true});
        CHECK(bench.opened(root) == Plain::root_key);
    }

    TEST_CASE("a value that could not be sealed does not count as re-wrapped") {
        KeeperBench bench;
        found_and_rewrap(bench);
        bench.must<operate::Vaults>(operate::VaultRotateKeyAsk{"main"});
        bench.tokens.make_wrong(0);
        bench.tokens.make_wrong(1);
        CHECK(bench.serve(bench.encrypt_ask(Plain::root_key)).status == 403);
        bench.idle();
        CHECK(info(bench).root_version == 2);
        CHECK(info(bench).seal_key_version == 3);
    }

    TEST_CASE("there are at most sixty-four versions at a time") {
        KeeperBench bench;
        bench.found_and_init();
        for (int times = 0; times < 63; ++times) {
            bench.must<operate::Vaults>(operate::VaultRotateKeyAsk{"main"});
        }
        refused_unchanged(bench, operate::VaultRotateKeyAsk{"main"}, errors::versions_too_many);
        bench.restart();
        CHECK(bench.opened(bench.root) == Plain::root_key);
    }
}

TEST_SUITE("keeper/class-table") {
    TEST_CASE("a class that the environment denies is refused before any key") {
        KeeperBench bench;
        REQUIRE(bench.settings.classes.set(claims::SealClass::stored_root_key, claims::Rule::deny));
        bench.restart();
        bench.found();
        const auto root = bench.sealed(Plain::root_key);
        bench.idle();
        CHECK(refusal_of(bench, root) == errors::class_denied.code);
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
        CHECK(refusal_of(bench, challenge, 2) == errors::challenge_stale.code);
    }
}
