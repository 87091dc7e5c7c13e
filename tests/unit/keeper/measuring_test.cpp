#include "measuring.hpp"

#include "errors.hpp"
#include "node_bench.hpp"
#include "people_bench.hpp"
#include "sealwright/session/errors.hpp"

#include <numeric>

using namespace sealwright;
using test::KeeperBench;
using test::Plain;

namespace {

observe::Numbers numbers(KeeperBench& bench) {
    test::FakeVerifiers verifiers;
    const keeper::Attesting attesting(bench.core(), verifiers);
    return keeper::numbers_of(bench.core(), bench.sealing(), bench.canary(), attesting);
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

observe::Numbers numbers(test::SealedVault& bench) {
    return keeper::numbers_of(bench.core(), bench.sealing(), bench.canary(), bench.attesting());
}

std::uint64_t attested(const observe::Numbers& numbers,
                       const std::string& vault,
                       const std::string& purpose,
                       const std::string& outcome,
                       const std::string& reason,
                       std::uint16_t code) {
    for (const auto& each : numbers.attestations) {
        const auto is_it = each.vault == vault && each.purpose == purpose &&
                           each.outcome == outcome && each.reason == reason && each.code == code;
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

    TEST_CASE("evidence is counted by its vault, its purpose, what came of it and why") {
        test::SealedVault bench;
        const auto kind = claims::EvidenceKind::tpm2;
        bench.machine.pcrs[7] = test::spki_named(9);
        REQUIRE(bench.attest(bench.node, kind));
        REQUIRE(bench.attest(bench.node, kind));
        REQUIRE(bench.attest(bench.node, kind, session::Purpose::rehearse));
        auto stranger = bench.node;
        stranger.node = NodeId(IdBytes{9});
        REQUIRE_FALSE(bench.attest(stranger, kind));
        bench.send(session::Step::finish, WipedBytes(3, 7));

        const auto all = numbers(bench);

        CHECK(attested(all, "main", "enrol", "accepted", "", 0) == 1);
        CHECK(attested(all, "main", "open", "accepted", "", 0) == 1);
        CHECK(attested(all, "main", "open", "refused", "pcr 7", 1861) == 2);
        CHECK(attested(all, "main", "rehearse", "refused", "pcr 7", 1861) == 1);
        CHECK(attested(all, "", "open", "refused", "node", errors::node_unknown.code) == 1);
        CHECK(all.attestations.size() == 6);
        CHECK(all.sessions == 1);
        CHECK_FALSE(all.is_cut);
    }

    TEST_CASE("what verifiers were asked for is counted by what came of it") {
        test::SealedVault bench;
        const auto kind = claims::EvidenceKind::tpm2;
        const auto enrol = [&](const std::string& name) {
            bench.token = attest::EnrolmentToken::generate();
            return bench.enrol(bench.invite(name, kind), kind).has_value();
        };
        bench.verifiers.is_busy = true;
        CHECK_FALSE(enrol("two"));
        bench.verifiers.is_busy = false;
        bench.verifiers.refuses = &errors::verifier_gone;
        CHECK_FALSE(enrol("three"));

        const auto verifications = numbers(bench).verifications;

        CHECK(verifications.parsed == 1);
        CHECK(verifications.busy == 1);
        CHECK(verifications.refused == 1);
        CHECK(verifications.lost == 0);
        CHECK(verifications.under_way == 0);
    }

    TEST_CASE("nodes are counted by what they may have, and show no certificate they do not have") {
        test::SealedVault bench;
        const auto kind = claims::EvidenceKind::pinned_key;
        const auto enrolled = [&](const std::string& name, bool learns) {
            bench.token = attest::EnrolmentToken::generate();
            auto ask = bench.enrol_ask(name, kind);
            ask.learns = learns;
            REQUIRE(bench.enrol(bench.must<operate::NodeEnrolled>(ask), kind));
        };
        bench.token = attest::EnrolmentToken::generate();
        bench.invite("invited", kind);
        enrolled("waits", false);
        enrolled("learns", true);
        enrolled("odd", false);
        bench.must<operate::NodeShown>(operate::NodeQuarantineAsk{"main", "odd", "a test"});
        enrolled("gone", false);
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "gone"});
        bench.add_node("main", "by-certificate", 7);
        const auto expected = std::array<std::uint32_t, 7>{2, 1, 0, 1, 1, 1, 1};

        auto all = numbers(bench);

        REQUIRE(all.vaults.size() == 1);
        CHECK(all.vaults[0].nodes == expected);
        CHECK(all.vaults[0].baselines_overdue == 0);
        REQUIRE(all.nodes.size() == 1);
        CHECK(all.nodes[0].name == "by-certificate");

        bench.must<operate::NodeShown>(operate::BaselineApproveAsk{
            "main", "one", "late", bench.clock.now().wall_ms + 1, *bench.shown("one").values});
        bench.clock.advance(3'600'000);
        all = numbers(bench);
        CHECK(all.vaults[0].baselines_overdue == 1);
        CHECK(all.vaults[0].nodes[2] == 1);  // The invitation's token has ended.
    }

    TEST_CASE("a hold and a freeze are measured with their ends, open requests with their age") {
        test::PeopleBench bench;
        bench.found();
        bench.by_two(operate::VaultAddAsk{"main", "transit", "main", {}, false});
        const auto quiet = numbers(bench);
        const auto first_ms = bench.clock.now().wall_ms;
        bench.propose("ana", operate::VaultAddAsk{"one", "transit", "one", {}, false});
        bench.clock.advance(60'000);
        bench.propose("bea", operate::VaultAddAsk{"two", "transit", "two", {}, false});
        bench.propose("ana", operate::VaultHoldAsk{"main", "a look"});
        bench.propose("ana", operate::FreezeAsk{"a look"});
        const auto ends_ms = bench.clock.now().wall_ms + keeper::Stops::alone_ms;

        const auto alone = numbers(bench);
        bench.propose("bea", operate::VaultHoldAsk{"main", "so it is"});
        bench.propose("bea", operate::FreezeAsk{"so it is"});
        const auto confirmed = numbers(bench);

        CHECK_FALSE(quiet.is_frozen);
        CHECK_FALSE(quiet.vaults.front().is_held);
        CHECK(quiet.open_requests.oldest_ms == 0);
        CHECK(alone.is_frozen);
        CHECK(alone.frozen_until_ms == ends_ms);
        CHECK(alone.vaults.front().held_until_ms == ends_ms);
        CHECK(alone.open_requests.collecting == 2);
        CHECK(alone.open_requests.armed == 0);
        CHECK(alone.open_requests.oldest_ms == first_ms);
        CHECK(confirmed.is_frozen);
        CHECK(confirmed.frozen_until_ms == 0);
        CHECK(confirmed.vaults.front().is_held);
        CHECK(confirmed.vaults.front().held_until_ms == 0);
    }

    TEST_CASE("a request that waits for its veto time is measured as armed") {
        test::PeopleBench bench;
        bench.found({2, 3, 600});
        bench.by_two(operate::VaultAddAsk{"main", "transit", "main", {}, false});

        const auto all = numbers(bench);

        CHECK(all.open_requests.collecting == 0);
        CHECK(all.open_requests.armed == 1);
    }
}
