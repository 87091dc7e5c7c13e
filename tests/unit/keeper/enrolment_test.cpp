#include "node_bench.hpp"
#include "sealwright/attest/compare/errors.hpp"
#include "sealwright/policy/errors.hpp"
#include "sealwright/session/errors.hpp"

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

    TEST_CASE("of a thousand that come at once with one token exactly one is enrolled") {
        NodeBench bench;
        bench.init();
        bench.add_vault("main");
        const auto invited = bench.invite("one", EvidenceKind::pinned_key);
        attest::EnrolHello hello;
        hello.identity = attest::KeyIdentity{crypto::Signer::public_key(bench.machine.pinned)};
        bench.token.sign(hello, invited.node, invited.vault);
        const session::Begin begin{
            session::Purpose::enrol, invited.node, invited.vault, wire::encode_public(hello)};
        constexpr std::uint64_t crowd = 1'000;
        static_assert(crowd <= keeper::Attesting::waiting_max);
        std::vector<WipedBytes> finishes;
        for (std::uint64_t each = 0; each < crowd; ++each) {
            session::Handshake handshake(begin);
            REQUIRE(bench.challenge(handshake));
            const auto binding = *handshake.binding({});
            const attest::EnrolProof proof{
                bench.evidence(handshake, binding, EvidenceKind::pinned_key),
                bench.token.sign_binding(binding)};
            const auto finish = handshake.finish(wire::encode_public(proof));
            REQUIRE(finish.ok());
            finishes.push_back(wire::encode(*finish));
        }

        std::map<std::uint16_t, std::uint64_t> told;
        for (std::uint64_t each = 0; each < crowd; ++each) {
            const keeper::Asker asker{8, each};
            REQUIRE(bench.attesting().take(
                {asker, {session::Step::finish, "10.0.0.1:5000", finishes[each]}, {}}));
        }
        while (bench.attesting().is_waiting()) {
            for (const auto& reply : bench.attesting().run().replies) ++told[reply.answer.status];
        }

        CHECK(told[200] == 1);
        CHECK(told[403] + told[404] == crowd - 1);
        CHECK(bench.shown("one").state == "waits for approval");
        bench.verified();
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
        hello.identity = attest::TpmIdentity{{}, {1}, {2}, {}};
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
        bench.refused_unchanged(operate::NodeApproveAsk{"main", "none", "", 0, {}, {}},
                                errors::node_not_found);
        bench.refused_unchanged(operate::BaselineApproveAsk{"main", "one", "base", 0, {}, {}},
                                errors::baseline_exists);
        bench.refused_unchanged(operate::BaselineApproveAsk{"main", "one", "B!", 0, {}, {}},
                                errors::name_invalid);
        bench.refused_unchanged(operate::BaselineDropAsk{"main", "one", "none"},
                                errors::baseline_unknown);
        const claims::PcrValues other{*claims::PcrSet::parse("1"), {filled(1)}};
        bench.refused_unchanged(operate::BaselineApproveAsk{"main", "one", "b2", 0, other, {}},
                                errors::baseline_set_differs);
        for (int number = 1; number < 8; ++number) {
            bench.must<operate::NodeShown>(operate::BaselineApproveAsk{
                "main", "one", "b" + std::to_string(number), 0, values, {}});
        }
        bench.refused_unchanged(operate::BaselineApproveAsk{"main", "one", "b9", 0, values, {}},
                                errors::baselines_full);
        bench.add_node("main", "old", 1);
        bench.refused_unchanged(operate::NodeQuarantineAsk{"main", "old", "why"},
                                errors::node_not_by_evidence);
    }
}
