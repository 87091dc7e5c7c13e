// How nodes are shown: what each proves itself by, and whose evidence is whose.
#include "node_bench.hpp"
#include "proof.hpp"
#include "sealwright/attest/compare/errors.hpp"

using namespace sealwright;
using namespace sealwright::test;
using claims::EvidenceKind;
using claims::NodeState;

namespace {

operate::NodeInfo listed(KeeperBench& bench, const std::string& name) {
    const auto nodes = bench.must<operate::Nodes>(operate::NodesAsk{});
    for (const auto& node : nodes.nodes) {
        if (node.name == name) return node;
    }
    FAIL("it is not in the list");
    return {};
}

}  // namespace

TEST_SUITE("keeper/node_list") {
    TEST_CASE("the list says of a node what it proves itself by, its state, and when it last did") {
        SealedVault bench;
        bench.token = attest::EnrolmentToken::generate();
        bench.invite("invited", EvidenceKind::pinned_key);
        bench.token = attest::EnrolmentToken::generate();
        const auto waits = bench.invite("waits", EvidenceKind::tpm2);
        REQUIRE(bench.enrol(waits, EvidenceKind::tpm2));
        bench.add_node("main", "certified", 1);

        const auto one = listed(bench, "one");
        CHECK(one.state == NodeState::in_force);
        CHECK(one.kind == EvidenceKind::tpm2);
        CHECK(one.spki == Digest{});
        CHECK(one.not_after_ms == 0);
        CHECK(one.last_ms == bench.shown("one").result->made_ms);
        CHECK(one.entry == bench.shown("one").entry);
        CHECK(one.result == claims::Trust::affirming);

        const auto invited = listed(bench, "invited");
        CHECK(invited.state == NodeState::waits_for_agent);
        CHECK(invited.kind == EvidenceKind::pinned_key);
        CHECK(invited.last_ms == 0);
        CHECK(invited.entry == 0);

        CHECK(listed(bench, "waits").state == NodeState::waits_for_approval);
        CHECK(listed(bench, "waits").last_ms != 0);

        const auto certified = listed(bench, "certified");
        CHECK(certified.state == NodeState::in_force);
        CHECK(certified.kind == EvidenceKind::channel_certificate);
        CHECK(certified.spki == test::spki_named(1));
        CHECK(certified.not_after_ms > bench.clock.now().wall_ms);

        bench.must<operate::NodeShown>(operate::NodeQuarantineAsk{"main", "one", "look"});
        CHECK(listed(bench, "one").state == NodeState::in_quarantine);
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "one"});
        CHECK(listed(bench, "one").state == NodeState::revoked);
        CHECK(listed(bench, "one").revoked_ms != 0);
    }

    TEST_CASE("a stranger's evidence leaves what the node itself showed last, and is shown apart") {
        SealedVault bench;
        const auto before = bench.shown("one");
        REQUIRE_FALSE(before.unproven);
        bench.machine.tpm = SoftwareKey(0x18);
        bench.clock.advance(1'000);

        CHECK_FALSE(bench.attest(bench.node, EvidenceKind::tpm2));

        const auto after = bench.shown("one");
        CHECK(after.result == before.result);
        CHECK(after.entry == before.entry);
        CHECK(after.values == before.values);
        CHECK(listed(bench, "one").last_ms == before.result->made_ms);
        REQUIRE(after.unproven);
        CHECK(after.unproven->first_failure()->claim == "signature");
        CHECK(after.unproven_entry == bench.entries(journal::Kind::attestation).back().sequence);

        bench.restart_all();
        CHECK(bench.shown("one").result == before.result);
        CHECK(bench.shown("one").unproven == after.unproven);
    }

    TEST_CASE("who never showed evidence has shown none after a stranger came in its name") {
        NodeBench bench;
        bench.init();
        bench.add_vault("main");
        const auto invited = bench.invite("one", EvidenceKind::tpm2);

        CHECK_FALSE(bench.attest(invited, EvidenceKind::tpm2));

        CHECK_FALSE(bench.shown("one").result);
        CHECK(bench.shown("one").unproven);
        CHECK(listed(bench, "one").last_ms == 0);
    }

    TEST_CASE("what was stored before strangers' evidence was kept apart is read as it was") {
        keeper::Seen seen;
        seen.entry = 7;
        seen.result.status = claims::Trust::affirming;
        seen.last_firmware = 3;
        auto stored = wire::encode(seen);
        stored.pop_back();  // Where nothing else is noted, its one byte.

        const auto read = wire::decode<keeper::Seen>(stored);

        REQUIRE(read.ok());
        CHECK(*read == seen);
    }
}
