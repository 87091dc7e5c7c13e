// Holds and restore windows of a vault, as an operator sets them and a vault meets them.
#include "errors.hpp"
#include "keeper_bench.hpp"
#include "sealwright/policy/errors.hpp"
#include "sealwright/seal/errors.hpp"

using namespace sealwright;
using test::KeeperBench;
using test::Plain;

namespace {

void hold(KeeperBench& bench, const std::string& reason = "INC-412") {
    bench.must<operate::Vaults>(operate::VaultHoldAsk{"main", reason});
}
void lift(KeeperBench& bench) {
    bench.must<operate::Vaults>(operate::VaultLiftAsk{"main", "checked"});
}

}  // namespace

TEST_SUITE("keeper/hold") {
    TEST_CASE("a hold waits while asks of an init do, since refusing one would lose the vault") {
        KeeperBench bench;
        bench.found();
        bench.tokens.stop(1);
        bench.tokens.stop(2);
        bench.take(bench.encrypt_ask(Plain::root_key));
        REQUIRE(bench.turn().empty());

        const operate::VaultHoldAsk ask{"main", "INC-412"};
        bench.refused_unchanged(ask, errors::init_in_progress);
        bench.tokens.start(1);

        const auto replies = bench.turn();
        REQUIRE(replies.size() == 1);
        CHECK(replies.front().answer.status == 200);
        bench.idle();
    }

    TEST_CASE("a hold refuses the root key from the next ask, and a lift gives it back") {
        KeeperBench bench;
        bench.found_and_init();
        hold(bench);

        CHECK(bench.refusal_of(bench.root) == errors::vault_held.code);
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

        CHECK(bench.info().held_since_ms == bench.clock.now().wall_ms);
        CHECK(bench.info().held_by.find("uid 1000") != std::string::npos);
        CHECK(bench.info().held_reason == "a node was stolen");
        CHECK(*bench.entries(journal::Kind::act).back().text("what") == "vault hold");
        lift(bench);
        CHECK(bench.info().held_since_ms == 0);
        CHECK(*bench.entries(journal::Kind::act).back().text("held by") ==
              claims::Origin{KeeperBench::person}.sentence());
    }

    TEST_CASE("a hold stays over a restart, a rotation of the key, a new certificate and a year") {
        KeeperBench bench;
        bench.found_and_init();
        hold(bench);
        bench.restart();
        CHECK(bench.refusal_of(bench.root) == errors::vault_held.code);
        bench.must<operate::Vaults>(operate::VaultRotateKeyAsk{"main"});
        CHECK(bench.refusal_of(bench.root) == errors::vault_held.code);
        bench.clock.advance(KeeperBench::day_ms * 365);
        bench.add_node("main", "two", 2);
        CHECK(bench.refusal_of(bench.root, 2) == errors::vault_held.code);
    }

    TEST_CASE("a hold before an init's first encrypt refuses nothing of it, and holds behind it") {
        KeeperBench bench;
        bench.found();
        bench.sealed(Plain::probe);
        hold(bench);

        const auto root = bench.sealed(Plain::root_key);
        bench.sealed(Plain::recovery_key);
        CHECK(bench.opened(root) == Plain::root_key);
        bench.idle();

        CHECK(bench.entries(journal::Kind::refusal).empty());
        CHECK(bench.window_of("main") == 0);
        CHECK(bench.refusal_of(root) == errors::vault_held.code);
        lift(bench);
        CHECK(bench.opened(root) == Plain::root_key);
    }

    TEST_CASE("under a hold an init window opens what its node sealed since, and soon, alone") {
        KeeperBench bench;
        bench.found_and_init();
        bench.add_node("main", "two", 2);
        bench.clock.advance(120'000);
        bench.allow_init("main");
        hold(bench);
        CHECK(bench.refusal_of(bench.root) == errors::vault_held.code);

        const auto root = bench.sealed(Plain::root_key);
        const auto recovery = bench.sealed(Plain::recovery_key);
        bench.idle();

        CHECK(bench.refusal_of(root, 2) == errors::vault_held.code);
        CHECK(bench.refusal_of(recovery) == errors::vault_held.code);
        bench.clock.advance(keeper::init_end_max_ms + 60'000);
        CHECK(bench.refusal_of(root) == errors::vault_held.code);
    }

    TEST_CASE("a hold closes a restore window, and no window opens under it") {
        KeeperBench bench;
        bench.found_and_init();
        const auto sums = bench.sealed(Plain::sums);
        bench.idle();
        bench.clock.advance(120'000);
        bench.allow_init("main");
        bench.must<operate::Vaults>(operate::VaultAllowRestoreAsk{"main", 600});
        hold(bench);

        CHECK(bench.info().restore_until_ms == 0);
        bench.refused_unchanged(operate::VaultAllowInitAsk{"main", 600}, errors::vault_held);
        bench.refused_unchanged(operate::VaultAllowRestoreAsk{"main", 600}, errors::vault_held);
        lift(bench);
        bench.idle();
        CHECK(bench.refusal_of(sums) == errors::class_window_closed.code);
    }

    TEST_CASE("a hold in the middle of an init waits for its end, or it would ruin the vault") {
        KeeperBench bench;
        bench.found();
        const auto root = bench.sealed(Plain::root_key);
        bench.idle();
        bench.refused_unchanged(operate::VaultHoldAsk{"main", "INC-412"}, errors::init_in_progress);

        bench.opened(root);
        bench.idle();
        hold(bench);
        CHECK(bench.refusal_of(root) == errors::vault_held.code);
    }

    TEST_CASE("a hold on a vault that was never initialised is possible") {
        KeeperBench bench;
        bench.found();
        hold(bench);
        bench.clock.advance(600'000);
        bench.refused_unchanged(operate::VaultAllowInitAsk{"main", 600}, errors::vault_held);
    }

    TEST_CASE("a hold needs a reason, a vault, and no hold before it; a lift needs a hold") {
        KeeperBench bench;
        bench.found_and_init();
        using Hold = operate::VaultHoldAsk;
        using Lift = operate::VaultLiftAsk;
        for (const auto& reason :
             {std::string(), std::string("  "), std::string("a\nb"), std::string(161, 'x')}) {
            bench.refused_unchanged(Hold{"main", reason}, errors::reason_invalid);
            bench.refused_unchanged(Lift{"main", reason}, errors::reason_invalid);
        }
        bench.refused_unchanged(Hold{"nobody", "why"}, errors::vault_unknown);
        bench.refused_unchanged(Lift{"nobody", "why"}, errors::vault_unknown);
        bench.refused_unchanged(Lift{"main", "why"}, errors::vault_not_held);
        hold(bench);
        bench.refused_unchanged(Hold{"main", "again"}, errors::vault_held_already);
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
        CHECK(bench.info().restore_until_ms != 0);

        CHECK(bench.opened(sums) == Plain::sums);
        bench.idle();

        CHECK(bench.info().restore_until_ms == 0);
        CHECK(bench.refusal_of(sums) == errors::class_window_closed.code);
    }

    TEST_CASE("a restore window lapses, and outlives a restart until then") {
        KeeperBench bench;
        bench.found_and_init();
        const auto sums = bench.sealed(Plain::sums);
        bench.must<operate::Vaults>(operate::VaultAllowRestoreAsk{"main", 60});
        bench.restart();
        bench.clock.advance(60'000);
        CHECK(bench.refusal_of(sums) == errors::class_window_closed.code);
        CHECK(bench.info().restore_until_ms == 0);
    }

    TEST_CASE("a restore window opens no recovery key and no other vault's snapshot") {
        KeeperBench bench;
        bench.found_and_init();
        bench.must<operate::Vaults>(operate::VaultAllowRestoreAsk{"main", 60});
        CHECK(bench.refusal_of(bench.recovery) == errors::class_window_closed.code);
    }

    TEST_CASE("a window of no length or of more than a day is refused") {
        KeeperBench bench;
        bench.found_and_init();
        using Ask = operate::VaultAllowRestoreAsk;
        bench.refused_unchanged(Ask{"main", 0}, errors::window_length);
        bench.refused_unchanged(Ask{"main", 86'401}, errors::window_length);
        bench.refused_unchanged(Ask{"nobody", 60}, errors::vault_unknown);
    }
}
