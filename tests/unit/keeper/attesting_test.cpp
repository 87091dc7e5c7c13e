#include "doors.hpp"
#include "node_bench.hpp"
#include "sealwright/attest/compare/errors.hpp"
#include "sealwright/policy/errors.hpp"
#include "sealwright/session/errors.hpp"

#include <set>

using namespace sealwright;
using namespace sealwright::test;
using claims::EvidenceKind;

namespace {

Digest filled(std::uint8_t byte) {
    Digest digest{};
    digest.fill(byte);
    return digest;
}

}  // namespace

TEST_SUITE("keeper/attesting") {
    TEST_CASE("a node that proves itself opens its vault, and each release names its evidence") {
        SealedVault bench;

        const auto attestations = bench.entries(journal::Kind::attestation);
        const auto intents = bench.entries(journal::Kind::intent);
        REQUIRE(attestations.size() == 2);  // The enrolment, and this.
        CHECK(*attestations.back().text("status") == "affirming");
        CHECK(*attestations.back().text("baseline") == "base");
        REQUIRE(intents.size() == 3);
        for (const auto& intent : intents) {
            CHECK(*intent.text("tier") == "sealed");
            CHECK(*intent.number("attestation") == attestations.back().sequence);
        }
        bench.verified();
    }

    TEST_CASE("a session's heartbeats need no new evidence, the root key does after a minute") {
        SealedVault bench;
        bench.clock.advance(policy::fresh_ms + 1);

        const auto heartbeat = bench.encrypt_in(*bench.channel, Plain::heartbeat);
        const auto refused = bench.decrypt_in(*bench.channel, bench.root);
        auto again = bench.attest(bench.node, EvidenceKind::tpm2);
        REQUIRE(again);

        CHECK(heartbeat.status == 200);
        CHECK(refused.status == 403);
        CHECK(refused.wants_fresh_evidence);
        CHECK(bench.decrypt_in(again->channel, bench.root).status == 200);
    }

    TEST_CASE("a session ends after an hour, and with its keeper") {
        SealedVault bench;
        bench.clock.advance(keeper::Sessions::lifetime_ms);
        const session::Record record{bench.channel->session(), 0, 0, "transit", "unseal", {1}};

        const auto over = bench.send(session::Step::ask, wire::encode(record));
        auto living = bench.attest(bench.node, EvidenceKind::tpm2);
        REQUIRE(living);
        bench.restart_all();
        const session::Record later{living->channel.session(), 0, 0, "transit", "unseal", {1}};
        const auto after_restart = bench.send(session::Step::ask, wire::encode(later));

        CHECK(over.status == 404);
        CHECK(NodeBench::code_of(over) == errors::session_unknown.code);
        CHECK(after_restart.status == 404);
    }

    TEST_CASE("a record that is not the next one ends its session") {
        SealedVault bench;
        const session::Request request{{}, {1}};
        const auto record = bench.channel->seal({0, "transit", "unseal"}, wire::encode(request));
        REQUIRE(record.ok());

        const auto first = bench.send(session::Step::ask, wire::encode(*record));
        const auto repeated = bench.send(session::Step::ask, wire::encode(*record));
        const auto after = bench.send(session::Step::ask, wire::encode(*record));

        CHECK(first.status == 200);
        CHECK(repeated.status == 404);
        CHECK(after.status == 404);
        CHECK(bench.attesting().sessions() == 0);
    }

    TEST_CASE("a node has two sessions at most, and the oldest makes room") {
        SealedVault bench;
        auto second = bench.attest(bench.node, EvidenceKind::tpm2);
        auto third = bench.attest(bench.node, EvidenceKind::tpm2);
        REQUIRE(second);
        REQUIRE(third);

        CHECK(bench.attesting().sessions() == 2);
        CHECK(bench.encrypt_in(second->channel, Plain::heartbeat).status == 200);
        CHECK(bench.encrypt_in(third->channel, Plain::heartbeat).status == 200);
    }

    TEST_CASE("evidence of yesterday opens nothing") {
        SealedVault bench;
        auto first = bench.begun(bench.node, session::Purpose::open);
        REQUIRE(bench.challenge(first));
        const auto old =
            wire::encode_public(bench.evidence(first, *first.binding({}), EvidenceKind::tpm2));
        REQUIRE(bench.conclude(first, old));
        auto next = bench.begun(bench.node, session::Purpose::open);
        REQUIRE(bench.challenge(next));

        CHECK_FALSE(bench.conclude(next, old));

        CHECK(bench.last.status == 403);
        CHECK(NodeBench::code_of(bench.last) == errors::attestation_refused.code);
        CHECK(bench.failed_claim() == "binding");
    }

    TEST_CASE("another machine with the node's disk opens nothing") {
        SealedVault bench;
        bench.machine.tpm = SoftwareKey(0x18);

        CHECK_FALSE(bench.attest(bench.node, EvidenceKind::tpm2));

        CHECK(NodeBench::code_of(bench.last) == errors::attestation_refused.code);
        CHECK(bench.failed_claim() == "signature");
        const auto alerts = bench.entries(journal::Kind::alert);
        REQUIRE_FALSE(alerts.empty());
        CHECK(*alerts.back().text("what") == "another machine claims to be this node");
        CHECK(*alerts.back().text("peer") == "10.0.0.1:5000");
    }

    TEST_CASE("a changed PCR is refused, told to the node itself, and accepted once approved") {
        SealedVault bench;
        bench.machine.pcrs[7] = filled(9);

        const auto refused = bench.attest(bench.node, EvidenceKind::tpm2);
        REQUIRE(refused);
        CHECK(refused->facts.lifetime_s == 0);
        CHECK(refused->facts.result.status == claims::Trust::contraindicated);
        CHECK(bench.failed_claim() == "pcr 7");
        CHECK(bench.attesting().sessions() == 1);

        bench.must<operate::NodeShown>(
            operate::BaselineApproveAsk{"main", "one", "after-update", 0, {}, {}});
        auto accepted = bench.attest(bench.node, EvidenceKind::tpm2);
        REQUIRE(accepted);
        CHECK(accepted->facts.result.reference_id == "after-update");
        CHECK(bench.decrypt_in(accepted->channel, bench.root).status == 200);
        // The old one still counts: both kernels may boot.
        bench.machine.pcrs.clear();
        CHECK(bench.attest(bench.node, EvidenceKind::tpm2)->facts.lifetime_s != 0);
    }

    TEST_CASE("an upgrade is approved before it is deployed") {
        SealedVault bench;
        const claims::PcrValues next{*claims::PcrSet::parse("0,7"), {filled(0), filled(9)}};
        bench.must<operate::NodeShown>(
            operate::BaselineApproveAsk{"main", "one", "next", 0, next, {}});

        bench.machine.pcrs[7] = filled(9);

        const auto accepted = bench.attest(bench.node, EvidenceKind::tpm2);
        REQUIRE(accepted);
        CHECK(accepted->facts.result.reference_id == "next");
    }

    TEST_CASE("a node that was revoked is refused, in a session that lives as well") {
        SealedVault bench;
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "one"});

        const auto reply = bench.decrypt_in(*bench.channel, bench.root);
        const auto again = bench.attest(bench.node, EvidenceKind::tpm2);

        CHECK(reply.status == 403);
        CHECK_FALSE(again);
        CHECK(NodeBench::code_of(bench.last) == errors::attestation_refused.code);
    }

    TEST_CASE(
        "a TPM whose reset count went down puts its node in quarantine until it is enrolled anew") {
        SealedVault bench;
        bench.machine.resets = 5;
        REQUIRE(bench.attest(bench.node, EvidenceKind::tpm2));
        bench.machine.resets = 4;

        const auto refused = bench.attest(bench.node, EvidenceKind::tpm2);
        bench.machine.resets = 9;
        const auto later = bench.attest(bench.node, EvidenceKind::tpm2);

        CHECK((!refused || refused->facts.lifetime_s == 0));
        CHECK_FALSE(later);
        CHECK(bench.shown("one").state == "in quarantine");
        CHECK(bench.entries(journal::Kind::alert).back().text("why") != nullptr);
        CHECK(bench.decrypt_in(*bench.channel, bench.root).status == 403);
    }

    TEST_CASE("a node in record mode shows everything and is given nothing") {
        SealedVault bench;
        bench.token = attest::EnrolmentToken::generate();
        auto ask = bench.enrol_ask("two", EvidenceKind::tpm2);
        ask.learns = true;
        const auto two = bench.must<operate::NodeEnrolled>(ask);
        REQUIRE(bench.enrol(two, EvidenceKind::tpm2));
        bench.machine.pcrs[0] = filled(3);

        const auto learnt = bench.attest(two, EvidenceKind::tpm2);

        REQUIRE(learnt);
        CHECK(learnt->facts.lifetime_s == 0);
        CHECK(learnt->facts.result.status == claims::Trust::none);
        CHECK(bench.shown("two").values->values.front() == filled(3));
        bench.approve("two", "learnt");
        CHECK(bench.attest(two, EvidenceKind::tpm2)->facts.lifetime_s != 0);
    }

    TEST_CASE("record mode gives a node with a pinned key nothing either") {
        SealedVault bench;
        bench.token = attest::EnrolmentToken::generate();
        auto ask = bench.enrol_ask("two", EvidenceKind::pinned_key);
        ask.learns = true;
        const auto two = bench.must<operate::NodeEnrolled>(ask);
        REQUIRE(bench.enrol(two, EvidenceKind::pinned_key));
        const auto sessions = bench.attesting().sessions();

        const auto learnt = bench.attest(two, EvidenceKind::pinned_key);

        REQUIRE(learnt);
        CHECK(learnt->facts.lifetime_s == 0);
        CHECK(learnt->facts.result.status == claims::Trust::none);
        CHECK(bench.attesting().sessions() == sessions);
    }

    TEST_CASE("nobody learns from an answer whether a node exists") {
        SealedVault bench;
        bench.machine.tpm = SoftwareKey(0x18);
        auto unknown = bench.node;
        unknown.node = NodeId(IdBytes{1, 2, 3});
        auto elsewhere = bench.node;
        elsewhere.vault = VaultId(IdBytes{4});

        bench.token = attest::EnrolmentToken::generate();
        const auto invited = bench.invite("invited", EvidenceKind::tpm2);
        bench.token = attest::EnrolmentToken::generate();
        const auto pinned = bench.invite("pinned", EvidenceKind::pinned_key);

        std::vector<std::vector<WipedBytes>> answers;
        std::vector<std::uint32_t> sets;
        for (const auto& each : {bench.node, unknown, elsewhere, invited, pinned}) {
            auto handshake = bench.begun(each, session::Purpose::open);
            REQUIRE(bench.challenge(handshake));
            sets.push_back(handshake.challenge().pcrs.mask());
            const auto evidence = wire::encode_public(
                bench.evidence(handshake, *handshake.binding({}), EvidenceKind::tpm2));
            auto& heard = answers.emplace_back();
            auto finish = handshake.finish(evidence);
            REQUIRE(finish.ok());
            const auto say = [&](std::uint16_t status) {
                bench.last = bench.send(session::Step::finish, wire::encode(*finish));
                CHECK(bench.last.status == status);
                heard.push_back(bench.last.body);
            };
            say(403);
            say(404);
            finish->evidence = {1, 2, 3};
            say(400);
        }
        for (const auto& heard : answers) CHECK(heard == answers[0]);

        // What is asked of a stranger is what some node of ours is asked, whoever comes to them.
        for (const auto set : {sets[1], sets[2]}) CHECK((set == sets[0] || set == sets[4]));
        for (const auto* name : {"more", "and-more", "yet-more"}) {
            bench.token = attest::EnrolmentToken::generate();
            bench.invite(name, EvidenceKind::tpm2);
            auto handshake = bench.begun(unknown, session::Purpose::open);
            REQUIRE(bench.challenge(handshake));
            CHECK(handshake.challenge().pcrs.mask() == sets[1]);
        }
    }

    TEST_CASE("who asks for a node that is revoked, waits, or is not there hears the same") {
        SealedVault bench;
        std::vector<operate::NodeEnrolled> nodes{bench.node, bench.node, bench.node};
        nodes[1].node = NodeId(IdBytes{1, 2, 3});
        nodes[2].vault = VaultId(IdBytes{4});
        for (const auto* name : {"waits", "odd", "gone"}) {
            bench.token = attest::EnrolmentToken::generate();
            nodes.push_back(bench.invite(name, EvidenceKind::tpm2));
            REQUIRE(bench.enrol(nodes.back(), EvidenceKind::tpm2));
        }
        bench.must<operate::NodeShown>(operate::NodeQuarantineAsk{"main", "odd", "a test"});
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "gone"});
        bench.machine.tpm = SoftwareKey(0x18);  // Of whoever asks.
        const auto token = attest::EnrolmentToken::generate();

        std::set<std::size_t> challenges;
        std::set<std::vector<std::uint8_t>> refused;
        for (const auto& each : nodes) {
            const auto note = [&](std::uint16_t status) {
                REQUIRE(bench.last.status == status);
                refused.insert({bench.last.body.begin(), bench.last.body.end()});
            };
            for (const auto purpose : {session::Purpose::open, session::Purpose::rehearse}) {
                auto handshake = bench.begun(each, purpose);
                REQUIRE(bench.challenge(handshake));
                challenges.insert(bench.last.body.size());
                bench.conclude(handshake,
                               wire::encode_public(bench.evidence(
                                   handshake, *handshake.binding({}), EvidenceKind::tpm2)));
                note(403);
            }
            attest::EnrolHello hello;
            hello.identity = attest::TpmIdentity{{}, {1}, {2}, {}};
            token.sign(hello, each.node, each.vault);
            bench.last = bench.send(
                session::Step::begin,
                wire::encode(session::Begin{
                    session::Purpose::enrol, each.node, each.vault, wire::encode_public(hello)}));
            note(403);
        }

        CHECK(challenges.size() == 1);
        CHECK(refused.size() == 1);
    }

    TEST_CASE("a flood of begins fills nothing, and the node is served") {
        SealedVault bench;
        const auto before = bench.unchanged();
        auto handshake = bench.begun(bench.node, session::Purpose::open);
        REQUIRE(bench.challenge(handshake));
        auto stranger = bench.node;
        stranger.node = NodeId(IdBytes{9});
        for (int count = 0; count < 5'000; ++count) {
            auto other =
                bench.begun(count % 2 == 0 ? stranger : bench.node, session::Purpose::open);
            bench.send(session::Step::begin, wire::encode(other.begin()));
        }

        CHECK(bench.unchanged() == before);
        CHECK(bench.conclude(handshake,
                             wire::encode_public(bench.evidence(
                                 handshake, *handshake.binding({}), EvidenceKind::tpm2))));
    }

    TEST_CASE("evidence of another kind than the node's is refused") {
        SealedVault bench;
        auto handshake = bench.begun(bench.node, session::Purpose::open);
        REQUIRE(bench.challenge(handshake));
        const auto evidence =
            bench.evidence(handshake, *handshake.binding({}), EvidenceKind::pinned_key);

        CHECK_FALSE(bench.conclude(handshake, wire::encode_public(evidence)));

        CHECK(bench.failed_claim() == "kind");
    }

    TEST_CASE("a rehearsal prints every check and releases nothing") {
        SealedVault bench;
        const auto sessions = bench.attesting().sessions();

        const auto rehearsed =
            bench.attest(bench.node, EvidenceKind::tpm2, session::Purpose::rehearse);

        REQUIRE(rehearsed);
        CHECK(rehearsed->facts.result.is_affirming());
        CHECK(rehearsed->facts.result.checks.size() >= 11);
        CHECK(rehearsed->facts.lifetime_s == 0);
        CHECK(bench.attesting().sessions() == sessions);
    }

    TEST_CASE("a clock that is stepped either way opens and closes nothing") {
        SealedVault bench;
        auto handshake = bench.begun(bench.node, session::Purpose::open);
        REQUIRE(bench.challenge(handshake));
        bench.clock.set_wall_back(KeeperBench::day_ms);

        auto established =
            bench.conclude(handshake,
                           wire::encode_public(bench.evidence(
                               handshake, *handshake.binding({}), EvidenceKind::tpm2)));

        REQUIRE(established);
        CHECK(bench.decrypt_in(established->channel, bench.root).status == 200);
    }

    TEST_CASE("a node that is its user opens its vault at the local socket, and nowhere else") {
        NodeBench bench;
        bench.init();
        bench.add_vault("main");
        bench.allow_init("main");
        auto ask = bench.enrol_ask("one", EvidenceKind::unix_peer);
        ask.uid = 990;
        const auto node = bench.must<operate::NodeEnrolled>(ask);
        bench.peer_uid = 990;
        REQUIRE(bench.enrol(node, EvidenceKind::unix_peer));
        bench.approve("one");

        auto own = bench.attest(node, EvidenceKind::unix_peer);
        REQUIRE(own);
        CHECK(own->facts.result.status == claims::Trust::affirming);
        CHECK(bench.encrypt_in(own->channel, Plain::root_key).status == 200);
        for (const auto other :
             {std::optional<std::uint32_t>(991), std::optional<std::uint32_t>()}) {
            bench.peer_uid = other;
            bench.clock.advance(keeper::Attesting::refusal_repeat_ms);
            CHECK_FALSE(bench.attest(node, EvidenceKind::unix_peer));
            CHECK(NodeBench::code_of(bench.last) == errors::attestation_refused.code);
            const auto result = bench.newest_result();
            const auto* failure = result.first_failure();
            REQUIRE(failure != nullptr);
            CHECK(failure->claim == "uid");
            CHECK(failure->got == (other ? "991" : "not of this host"));
        }
    }

    TEST_CASE(
        "an enrolment by a user that the front has, or nobody, is refused and changes nothing") {
        NodeBench bench;
        bench.settings.front_uid = 64101;
        bench.restart_all();
        bench.init();
        bench.add_vault("main");
        for (const std::uint32_t uid : {64101U, 0xffffffffU}) {
            auto ask = bench.enrol_ask("one", EvidenceKind::unix_peer);
            ask.uid = uid;
            bench.refused_unchanged(ask, errors::node_user);
        }
        // A TPM's node has no user.
        CHECK(bench.refused(bench.enrol_ask("two", EvidenceKind::tpm2)) == 0);
    }

    TEST_CASE("the door of nodes opens to users of nodes in force, and never to the front") {
        NodeBench bench;
        bench.init();
        bench.add_vault("main");
        auto ask = bench.enrol_ask("one", EvidenceKind::unix_peer);
        ask.uid = 990;
        bench.must<operate::NodeEnrolled>(ask);
        bench.invite("two", EvidenceKind::tpm2);
        const auto& state = bench.core().state();
        constexpr std::uint32_t front = 64101;

        CHECK(keeper::is_node_user(990, bench.core().state(), front));
        CHECK_FALSE(keeper::is_node_user(0, state, front));
        CHECK_FALSE(keeper::is_node_user(990, state, 990));
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "one"});
        CHECK_FALSE(keeper::is_node_user(990, bench.core().state(), front));
    }

    TEST_CASE("a locked keeper tells a node to come again") {
        SealedVault bench;
        bench.depot.failing_loads = 1'000;
        bench.depot.memory.move_by_another();
        const auto handshake = bench.begun(bench.node, session::Purpose::open);

        const auto answer = bench.send(session::Step::begin, wire::encode(handshake.begin()));

        CHECK(answer.status == 503);
    }

    TEST_CASE("what cannot be read is refused as such, and ends nothing") {
        SealedVault bench;
        for (const auto step : {session::Step::begin, session::Step::finish, session::Step::ask}) {
            CHECK(bench.send(step, WipedBytes(3, 7)).status == 400);
        }
        CHECK(bench.encrypt_in(*bench.channel, Plain::heartbeat).status == 200);
    }
}
