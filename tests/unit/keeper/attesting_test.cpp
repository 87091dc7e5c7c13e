#include "node_bench.hpp"
#include "sealwright/attest/compare/errors.hpp"
#include "sealwright/policy/errors.hpp"
#include "sealwright/session/errors.hpp"

using namespace sealwright;
using namespace sealwright::test;
using claims::EvidenceKind;

namespace {

// A vault that its one node initialised in the sealed tier.
struct SealedVault : NodeBench {
    explicit SealedVault(EvidenceKind kind = EvidenceKind::tpm2) {
        init();
        add_vault("main");
        allow_init("main");
        node = node_in_force("one", kind);
        auto established = attest(node, kind);
        REQUIRE(established);
        channel.emplace(std::move(established->channel));
        root = ciphertext_of(encrypt_in(*channel, Plain::root_key));
        recovery = ciphertext_of(encrypt_in(*channel, Plain::recovery_key));
        REQUIRE(decrypt_in(*channel, root).status == 200);
        settle();
        REQUIRE(window_of("main") == 0);
    }
    void settle() {
        for (int turns = 0; turns < 20 && sealing().has_outcomes(); ++turns) turn();
    }
    static std::string ciphertext_of(const session::Reply& reply) {
        REQUIRE(reply.status == 200);
        return ciphertext_in({reply.status, reply.body});
    }
    // The claim that the last attestation failed at, by the node's own page.
    std::string failed_claim() {
        const auto result = shown("one").result;
        REQUIRE(result);
        const auto* failure = result->first_failure();
        return failure == nullptr ? "" : failure->claim;
    }

    operate::NodeEnrolled node;
    std::optional<session::Channel> channel;
};

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
        bench.clock.advance(policy::fresh_evidence_ms + 1);

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
            operate::BaselineApproveAsk{"main", "one", "after-update", 0, {}});
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
        bench.must<operate::NodeShown>(operate::BaselineApproveAsk{"main", "one", "next", 0, next});

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

    TEST_CASE("nobody learns from an answer whether a node exists") {
        SealedVault bench;
        bench.machine.tpm = SoftwareKey(0x18);
        auto unknown = bench.node;
        unknown.node = NodeId(IdBytes{1, 2, 3});
        auto elsewhere = bench.node;
        elsewhere.vault = VaultId(IdBytes{4});

        std::vector<WipedBytes> answers;
        std::vector<std::uint32_t> sets;
        for (const auto& each : {bench.node, unknown, elsewhere}) {
            auto handshake = bench.begun(each, session::Purpose::open);
            REQUIRE(bench.challenge(handshake));
            sets.push_back(handshake.challenge().pcrs.mask());
            bench.conclude(handshake,
                           wire::encode_public(bench.evidence(
                               handshake, *handshake.binding({}), EvidenceKind::tpm2)));
            CHECK(bench.last.status == 403);
            answers.push_back(bench.last.body);
        }

        CHECK(answers[0] == answers[1]);
        CHECK(answers[0] == answers[2]);
        CHECK(sets[0] == sets[1]);
        CHECK(sets[0] == sets[2]);
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

    TEST_CASE("a pinned key signs the same binding, and only its own") {
        SealedVault bench(EvidenceKind::pinned_key);

        bench.machine.pinned = crypto::SigningSeed();
        const auto own = bench.attest(bench.node, EvidenceKind::pinned_key);
        CHECK(own);
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

TEST_SUITE("keeper/enrolment") {
    TEST_CASE("a token is exchanged once, for one identity, in one commit") {
        NodeBench bench;
        bench.init();
        bench.add_vault("main");
        const auto invited = bench.invite("one", EvidenceKind::tpm2);
        CHECK(bench.shown("one").state == "waits for its agent");

        const auto first = bench.enrol(invited, EvidenceKind::tpm2);
        const auto before = bench.shown("one");
        bench.machine.tpm = SoftwareKey(0x18);
        const auto second = bench.enrol(invited, EvidenceKind::tpm2);

        REQUIRE(first);
        CHECK(first->facts.waits_for_approval);
        CHECK_FALSE(second);
        CHECK(NodeBench::code_of(bench.last) == errors::attestation_refused.code);
        CHECK(bench.shown("one").identity == before.identity);
    }

    TEST_CASE("of two that come at once with one token the second keeps nothing and is told of") {
        NodeBench bench;
        bench.init();
        bench.add_vault("main");
        const auto invited = bench.invite("one", EvidenceKind::pinned_key);
        attest::EnrolHello hello;
        hello.identity = attest::KeyIdentity{crypto::Signer::public_key(bench.machine.pinned)};
        bench.token.sign(hello, invited.node, invited.vault);
        const session::Begin begin{
            session::Purpose::enrol, invited.node, invited.vault, wire::encode_public(hello)};
        session::Handshake left(begin);
        session::Handshake right(begin);
        REQUIRE(bench.challenge(left));
        REQUIRE(bench.challenge(right));
        const auto proof_of = [&](const session::Handshake& handshake) {
            const auto binding = *handshake.binding({});
            return wire::encode_public(
                attest::EnrolProof{bench.evidence(handshake, binding, EvidenceKind::pinned_key),
                                   bench.token.sign_binding(binding)});
        };

        CHECK(bench.conclude(right, proof_of(right)));
        CHECK_FALSE(bench.conclude(left, proof_of(left)));

        const auto alerts = bench.entries(journal::Kind::alert);
        REQUIRE_FALSE(alerts.empty());
        CHECK(*alerts.back().number("code") == errors::node_enrolled_already.code);
    }

    TEST_CASE("without the token, with an old one or another node's, there is one refusal") {
        NodeBench bench;
        bench.init();
        bench.add_vault("main");
        const auto invited = bench.invite("one", EvidenceKind::pinned_key);
        const auto known = bench.token.text();
        bench.token = attest::EnrolmentToken::generate();
        CHECK_FALSE(bench.enrol(invited, EvidenceKind::pinned_key));
        CHECK(NodeBench::code_of(bench.last) == errors::attestation_refused.code);

        bench.token = std::move(*attest::EnrolmentToken::parse(known));
        auto other = invited;
        other.node = NodeId(IdBytes{1});
        CHECK_FALSE(bench.enrol(other, EvidenceKind::pinned_key));
        CHECK(NodeBench::code_of(bench.last) == errors::attestation_refused.code);

        bench.clock.advance(600'000);
        CHECK_FALSE(bench.enrol(invited, EvidenceKind::pinned_key));
        CHECK(NodeBench::code_of(bench.last) == errors::attestation_refused.code);
        CHECK(bench.shown("one").state == "its token has ended");
    }

    TEST_CASE("a node that is enrolled opens nothing until a person approves") {
        NodeBench bench;
        bench.init();
        bench.add_vault("main");
        const auto invited = bench.invite("one", EvidenceKind::tpm2);
        REQUIRE(bench.enrol(invited, EvidenceKind::tpm2));

        CHECK_FALSE(bench.attest(invited, EvidenceKind::tpm2));
        CHECK(NodeBench::code_of(bench.last) == errors::attestation_refused.code);
        CHECK(bench.shown("one").state == "waits for approval");

        bench.approve("one");  // Without a baseline: no values are approved, so all are refused.
        const auto refused = bench.attest(invited, EvidenceKind::tpm2);
        CHECK((!refused || refused->facts.lifetime_s == 0));
    }

    TEST_CASE("what a verifier refuses, or has no room for, is told to the token's holder") {
        NodeBench bench;
        bench.init();
        bench.add_vault("main");
        const auto invited = bench.invite("one", EvidenceKind::tpm2);

        bench.verifiers.is_busy = true;
        CHECK_FALSE(bench.enrol(invited, EvidenceKind::tpm2));
        CHECK(bench.last.status == 503);
        bench.verifiers.is_busy = false;
        bench.verifiers.refuses = &errors::quote_shape;
        CHECK_FALSE(bench.enrol(invited, EvidenceKind::tpm2));
        CHECK(NodeBench::code_of(bench.last) == errors::quote_shape.code);
        bench.verifiers.refuses = nullptr;
        CHECK(bench.enrol(invited, EvidenceKind::tpm2));
    }

    TEST_CASE("a TPM that did not activate the secret is not enrolled") {
        NodeBench bench;
        bench.init();
        bench.add_vault("main");
        const auto invited = bench.invite("one", EvidenceKind::tpm2);
        attest::EnrolHello hello;
        hello.identity = attest::TpmIdentity{{}, {1}, {2}};
        bench.verifiers.key = bench.machine.tpm.point();
        bench.token.sign(hello, invited.node, invited.vault);
        session::Handshake handshake(session::Begin{
            session::Purpose::enrol, invited.node, invited.vault, wire::encode_public(hello)});
        REQUIRE(bench.challenge(handshake));
        const auto binding = *handshake.binding({});  // Without it.
        const attest::EnrolProof proof{bench.evidence(handshake, binding, EvidenceKind::tpm2),
                                       bench.token.sign_binding(binding)};

        CHECK_FALSE(bench.conclude(handshake, wire::encode_public(proof)));

        CHECK(bench.shown("one").enrolled_ms == 0);
    }

    TEST_CASE("nodes that would not come back are named, with why") {
        SealedVault bench;
        const auto comes_back = [&] {
            return bench.must<operate::Reboots>(operate::RebootsAsk{}).nodes.at(0);
        };
        CHECK(comes_back().comes_back);

        bench.machine.pcrs[7] = filled(9);
        bench.attest(bench.node, EvidenceKind::tpm2);
        CHECK_FALSE(comes_back().comes_back);
        CHECK(comes_back().reason == "what it showed last is no approved baseline");

        bench.must<operate::Vaults>(operate::VaultHoldAsk{"main", "a test"});
        CHECK(comes_back().reason == "its vault is held");
    }

    TEST_CASE("acts on nodes that cannot be carried out change nothing") {
        SealedVault bench;
        const auto values = *bench.shown("one").values;
        bench.refused_unchanged(bench.enrol_ask("one", EvidenceKind::tpm2), errors::node_exists);
        auto ask = bench.enrol_ask("two", EvidenceKind::tpm2);
        ask.ttl_s = 3601;
        bench.refused_unchanged(ask, errors::enrolment_ttl);
        bench.refused_unchanged(operate::NodeApproveAsk{"main", "none", "", 0},
                                errors::node_not_found);
        bench.refused_unchanged(operate::BaselineApproveAsk{"main", "one", "base", 0, {}},
                                errors::baseline_exists);
        bench.refused_unchanged(operate::BaselineApproveAsk{"main", "one", "B!", 0, {}},
                                errors::name_invalid);
        bench.refused_unchanged(operate::BaselineDropAsk{"main", "one", "none"},
                                errors::baseline_unknown);
        const claims::PcrValues other{*claims::PcrSet::parse("1"), {filled(1)}};
        bench.refused_unchanged(operate::BaselineApproveAsk{"main", "one", "b2", 0, other},
                                errors::baseline_set_differs);
        for (int number = 1; number < 8; ++number) {
            bench.must<operate::NodeShown>(operate::BaselineApproveAsk{
                "main", "one", "b" + std::to_string(number), 0, values});
        }
        bench.refused_unchanged(operate::BaselineApproveAsk{"main", "one", "b9", 0, values},
                                errors::baselines_full);
        bench.add_node("main", "old", 1);
        bench.refused_unchanged(operate::NodeQuarantineAsk{"main", "old", "why"},
                                errors::node_not_by_evidence);
    }
}
