// A re-wrap passes, and making root with recovery shares does not: the order of a vault's asks
// tells them apart.
#include "errors.hpp"
#include "keeper_bench.hpp"
#include "sealwright/policy/errors.hpp"

using namespace sealwright;
using test::KeeperBench;
using test::Plain;

namespace {

constexpr std::string_view other_recovery = "ABCDEFabcdef01230123456789ABCDEF";

// One vault whose N moved to 2 while its values are under 1.
void found_and_rotate(KeeperBench& bench) {
    bench.found_and_init();
    bench.must<operate::Vaults>(operate::VaultRotateKeyAsk{"main"});
}

// What a vault's process asks until it is unsealed.
void boot(KeeperBench& bench, std::uint8_t spki = 1) {
    bench.sealed(Plain::probe, spki);
    bench.opened(bench.root, spki);
    bench.sealed(Plain::probe, spki);
}

std::uint16_t status_of(KeeperBench& bench, const std::string& ciphertext, std::uint8_t spki = 1) {
    return bench.serve(bench.decrypt_ask(ciphertext, spki)).status;
}

std::uint64_t last_refusal(KeeperBench& bench) {
    return *bench.entries(journal::Kind::refusal).back().number("code");
}

}  // namespace

TEST_SUITE("keeper/rewrap") {
    TEST_CASE("a rotation moves N at once, for probes and for what is sealed from then on") {
        KeeperBench bench;
        found_and_rotate(bench);

        CHECK(bench.sealed(Plain::probe).starts_with("vault:v2:"));
        CHECK(bench.sealed(Plain::heartbeat).starts_with("vault:v2:"));
        CHECK(bench.opened(bench.root) == Plain::root_key);
        bench.restart();
        CHECK(bench.sealed(Plain::probe).starts_with("vault:v2:"));
        CHECK(bench.opened(bench.root) == Plain::root_key);
    }

    TEST_CASE(
        "a vault that has just unsealed gets its recovery key once, and everything re-wrapped") {
        KeeperBench bench;
        found_and_rotate(bench);
        boot(bench);

        CHECK(bench.opened(bench.recovery) == Plain::recovery_key);
        const auto recovery = bench.sealed(Plain::recovery_key);
        CHECK(bench.opened(bench.root) == Plain::root_key);
        const auto root = bench.sealed(Plain::root_key);
        bench.idle();

        CHECK(recovery.starts_with("vault:v2:"));
        CHECK(root.starts_with("vault:v2:"));
        CHECK(bench.info().root_version == 2);
        CHECK(bench.info().recovery_version == 2);
        CHECK(bench.info().rewrap_node.empty());
        CHECK(bench.entries(journal::Kind::alert).empty());
        bench.restart();
        CHECK(bench.opened(root) == Plain::root_key);
    }

    TEST_CASE("between the recovery key's opening and its return no root key opens, for any node") {
        KeeperBench bench;
        found_and_rotate(bench);
        bench.add_node("main", "two", 2);
        boot(bench);
        bench.opened(bench.recovery);

        for (const std::uint8_t spki : {std::uint8_t{1}, std::uint8_t{2}}) {
            const auto questions = bench.watched.questions;
            CHECK(status_of(bench, bench.root, spki) == 403);
            CHECK(last_refusal(bench) == errors::rewrap_unfinished.code);
            CHECK(bench.watched.questions == questions);
        }
        CHECK(bench.info().rewrap_node == "one");
    }

    TEST_CASE("another recovery key that comes back does not end a re-wrap") {
        KeeperBench bench;
        found_and_rotate(bench);
        boot(bench);
        bench.opened(bench.recovery);

        bench.sealed(other_recovery);

        CHECK(status_of(bench, bench.root) == 403);
        CHECK(*bench.entries(journal::Kind::alert).back().text("node") == "one");
        bench.sealed(Plain::recovery_key);
        CHECK(status_of(bench, bench.root) == 200);
    }

    TEST_CASE("one unseal opens the recovery key once") {
        KeeperBench bench;
        found_and_rotate(bench);
        boot(bench);
        bench.opened(bench.recovery);
        bench.sealed(Plain::recovery_key);

        CHECK(status_of(bench, bench.recovery) == 403);
        CHECK(last_refusal(bench) == errors::class_window_closed.code);
    }

    TEST_CASE("two asks for the recovery key in one batch give it once") {
        KeeperBench bench;
        found_and_rotate(bench);
        boot(bench);
        bench.take(bench.decrypt_ask(bench.recovery));
        bench.take(bench.decrypt_ask(bench.recovery));

        const auto replies = bench.turn();

        REQUIRE(replies.size() == 2);
        CHECK(replies[0].answer.status + replies[1].answer.status == 200 + 403);
    }

    TEST_CASE("the recovery key stays shut for a node that has not unsealed in ten seconds") {
        KeeperBench bench;
        found_and_rotate(bench);
        bench.clock.advance(keeper::RewrapWatch::unsealed_max_ms);
        CHECK(status_of(bench, bench.recovery) == 403);
        boot(bench);
        bench.clock.advance(keeper::RewrapWatch::unsealed_max_ms);
        CHECK(status_of(bench, bench.recovery) == 403);
        CHECK(last_refusal(bench) == errors::class_window_closed.code);
    }

    TEST_CASE("another node's unseal opens no recovery key") {
        KeeperBench bench;
        found_and_rotate(bench);
        bench.add_node("main", "two", 2);
        boot(bench, 1);
        CHECK(status_of(bench, bench.recovery, 2) == 403);
    }

    TEST_CASE("a recovery key of the newest version never opens by an unseal") {
        KeeperBench bench;
        found_and_rotate(bench);
        boot(bench);
        bench.opened(bench.recovery);
        const auto recovery = bench.sealed(Plain::recovery_key);
        boot(bench);
        CHECK(status_of(bench, recovery) == 403);
        CHECK(last_refusal(bench) == errors::class_window_closed.code);
    }

    TEST_CASE("a node whose process is new gets the root key two seconds after its probe") {
        KeeperBench bench;
        found_and_rotate(bench);
        boot(bench);
        bench.opened(bench.recovery);
        CHECK(status_of(bench, bench.root) == 403);

        bench.sealed(Plain::probe);
        CHECK(status_of(bench, bench.root) == 403);
        bench.clock.advance(keeper::RewrapWatch::new_process_ms);

        CHECK(bench.opened(bench.root) == Plain::root_key);
        CHECK(bench.info().rewrap_node.empty());
        CHECK(bench.opened(bench.recovery) == Plain::recovery_key);
    }

    TEST_CASE("another node's probe does not end a re-wrap") {
        KeeperBench bench;
        found_and_rotate(bench);
        bench.add_node("main", "two", 2);
        boot(bench);
        bench.opened(bench.recovery);
        bench.sealed(Plain::probe, 2);
        bench.clock.advance(keeper::RewrapWatch::new_process_ms);
        CHECK(status_of(bench, bench.root, 2) == 403);
        CHECK(status_of(bench, bench.root, 1) == 403);
    }

    TEST_CASE("a re-wrap of a node that was revoked does not keep the others shut") {
        KeeperBench bench;
        found_and_rotate(bench);
        bench.add_node("main", "two", 2);
        boot(bench);
        bench.opened(bench.recovery);
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "one"});
        CHECK(bench.opened(bench.root, 2) == Plain::root_key);
    }

    TEST_CASE("a re-wrap that has begun is still begun after a restart of the keeper") {
        KeeperBench bench;
        found_and_rotate(bench);
        boot(bench);
        bench.opened(bench.recovery);
        bench.restart();

        CHECK(status_of(bench, bench.root) == 403);
        // Its digest is gone with the process, so only a new process of the vault ends it.
        bench.sealed(Plain::recovery_key);
        CHECK(status_of(bench, bench.root) == 403);
        bench.sealed(Plain::probe);
        bench.clock.advance(keeper::RewrapWatch::new_process_ms);
        CHECK(bench.opened(bench.root) == Plain::root_key);
    }

    TEST_CASE("a probe that the front answered while the keeper was away tells of a new process") {
        KeeperBench bench;
        found_and_rotate(bench);
        bench.add_node("main", "two", 2);
        boot(bench);
        bench.opened(bench.recovery);
        bench.clock.advance(5'000);
        bench.restart();
        CHECK(status_of(bench, bench.root) == 403);

        // Of another node, of nobody, from before the re-wrap, and too young yet.
        bench.sealing().probed_before(
            {{{test::spki_named(2), 2'500}, {test::spki_named(9), 2'500}}});
        CHECK(status_of(bench, bench.root) == 403);
        bench.sealing().probed_before({{{test::spki_named(1), 5'500}}});
        CHECK(status_of(bench, bench.root) == 403);
        bench.sealing().probed_before({{{test::spki_named(1), ~std::uint64_t{0}}}});
        CHECK(status_of(bench, bench.root) == 403);
        bench.sealing().probed_before({{{test::spki_named(1), 500}}});
        CHECK(status_of(bench, bench.root) == 403);

        bench.clock.advance(keeper::RewrapWatch::new_process_ms);
        CHECK(bench.opened(bench.root) == Plain::root_key);
        CHECK(bench.info().rewrap_node.empty());
    }

    TEST_CASE("a probe of before a re-wrap that is heard of late does not end it") {
        KeeperBench bench;
        found_and_rotate(bench);
        boot(bench);
        bench.opened(bench.recovery);
        bench.clock.advance(5'000);
        CHECK(status_of(bench, bench.root) == 403);

        bench.sealing().probed_before({{{test::spki_named(1), 5'400}}});

        CHECK(status_of(bench, bench.root) == 403);
        bench.sealing().probed_before({{{test::spki_named(1), 4'000}}});
        CHECK(status_of(bench, bench.root) == 200);
    }

    TEST_CASE("a re-wrap that failed for want of tokens is as if it had not begun") {
        KeeperBench bench;
        found_and_rotate(bench);
        boot(bench);
        bench.tokens.make_wrong(0);
        bench.tokens.make_wrong(1);

        CHECK(status_of(bench, bench.recovery) == 403);
        bench.idle();

        bench.tokens.make_well(0);
        bench.tokens.make_well(1);
        bench.tokens.side_probe();
        CHECK(bench.info().rewrap_node.empty());
        CHECK(bench.opened(bench.root) == Plain::root_key);
    }

    TEST_CASE("a re-wrap whose commit lost its answer gave nothing out, and keeps nobody shut") {
        KeeperBench bench;
        found_and_rotate(bench);
        boot(bench);
        bench.idle();
        bench.depot.memory.lose_answer(1);

        CHECK(status_of(bench, bench.recovery) == 403);
        for (int turns = 0; turns < 5; ++turns) bench.turn();
        bench.idle();

        CHECK(bench.info().rewrap_node.empty());
        CHECK(bench.opened(bench.root) == Plain::root_key);
        bench.idle();
        CHECK(bench.verified().open_intents.empty());
    }

    TEST_CASE("a recovery key that somebody makes outside of an init is an alert") {
        KeeperBench bench;
        bench.found_and_init();
        CHECK(bench.entries(journal::Kind::alert).empty());

        bench.sealed(other_recovery);
        bench.idle();

        const auto alerts = bench.entries(journal::Kind::alert);
        REQUIRE(alerts.size() == 1);
        CHECK(*alerts.front().text("vault") == "main");
        CHECK(bench.verified().open_intents.empty());
    }

    TEST_CASE("a conflict in the middle of a re-wrap changes nothing about it") {
        KeeperBench bench;
        found_and_rotate(bench);
        bench.add_node("main", "two", 2);
        boot(bench);
        bench.depot.memory.conflict_at_every_first_try();

        CHECK(bench.opened(bench.recovery) == Plain::recovery_key);

        CHECK(status_of(bench, bench.root) == 403);
        CHECK(status_of(bench, bench.recovery) == 403);
    }
}
