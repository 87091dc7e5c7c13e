// An enrolment that ends in the middle: its agent dies, its keeper starts anew, its clock is set.
#include "../crypto/secret_bytes.hpp"
#include "node_bench.hpp"
#include "sealwright/session/errors.hpp"

#include <array>

using namespace sealwright;
using namespace sealwright::test;
using claims::EvidenceKind;

namespace {

// How far an agent comes.
enum class Step { begun, evidence_made, answer_lost };
constexpr std::array every_step{Step::begun, Step::evidence_made, Step::answer_lost};
constexpr std::array every_kind{EvidenceKind::pinned_key, EvidenceKind::tpm2};

struct Enrolling : NodeBench {
    explicit Enrolling(EvidenceKind of) : kind(of) {
        init();
        add_vault("main");
        invited = invite("one", kind);
    }

    // As an agent makes it that has just been started: nothing is kept from an earlier one.
    session::Handshake challenged() {
        attest::EnrolHello hello;
        if (kind == EvidenceKind::tpm2) {
            hello.identity = attest::TpmIdentity{{}, {1}, {2}, {}};
            verifiers.key = machine.tpm.point();
        } else {
            hello.identity = attest::KeyIdentity{crypto::Signer::public_key(machine.pinned)};
        }
        token.sign(hello, invited.node, invited.vault);
        session::Handshake handshake(session::Begin{
            session::Purpose::enrol, invited.node, invited.vault, wire::encode_public(hello)});
        REQUIRE(challenge(handshake));
        return handshake;
    }
    Bytes proof_for(const session::Handshake& handshake) {
        const auto binding = *handshake.binding(handshake.challenge().credential);
        return wire::encode_public(
            attest::EnrolProof{evidence(handshake, binding, kind), token.sign_binding(binding)});
    }
    void die_after(Step step) {
        auto handshake = challenged();
        if (step == Step::begun) return;
        const auto proof = proof_for(handshake);
        if (step == Step::evidence_made) return;
        REQUIRE(conclude(handshake, proof));
    }
    std::size_t nodes() { return must<operate::Nodes>(operate::NodesAsk{}).nodes.size(); }

    EvidenceKind kind;
    operate::NodeEnrolled invited;
};

}  // namespace

TEST_SUITE("keeper/lost_enrolment") {
    TEST_CASE("an agent that dies after any exchange leaves nothing behind, or the one record") {
        for (const auto kind : every_kind) {
            for (const auto step : every_step) {
                CAPTURE(static_cast<int>(kind));
                CAPTURE(static_cast<int>(step));
                Enrolling bench(kind);
                const auto before = bench.unchanged();

                bench.die_after(step);
                const bool is_enrolled = bench.shown("one").enrolled_ms != 0;
                const auto left = bench.shown("one").identity;
                const bool is_untouched = bench.unchanged() == before;
                const auto again = bench.enrol(bench.invited, kind);

                CHECK(is_enrolled == (step == Step::answer_lost));
                CHECK(is_untouched == (step != Step::answer_lost));
                // The token is spent with the enrolment and never without one.
                CHECK(again.has_value() == (step != Step::answer_lost));
                CHECK(bench.shown("one").state == "waits for approval");
                if (is_enrolled) CHECK(bench.shown("one").identity == left);
                CHECK(bench.nodes() == 1);
                bench.approve("one", kind == EvidenceKind::tpm2 ? "base" : "");
                CHECK(bench.attest(bench.invited, kind)->facts.lifetime_s != 0);
                bench.verified();
            }
        }
    }

    TEST_CASE("a keeper that starts anew between challenge and finish keeps the token good") {
        for (const auto kind : every_kind) {
            CAPTURE(static_cast<int>(kind));
            Enrolling bench(kind);
            auto handshake = bench.challenged();
            const auto proof = bench.proof_for(handshake);
            bench.restart_all();
            const auto before = bench.unchanged();

            CHECK_FALSE(bench.conclude(handshake, proof));

            CHECK(bench.last.status == 404);
            CHECK(NodeBench::code_of(bench.last) == errors::challenge_foreign.code);
            CHECK(bench.unchanged() == before);
            CHECK(bench.shown("one").state == "waits for its agent");
            CHECK(bench.enrol(bench.invited, kind));
            bench.verified();
        }
    }

    TEST_CASE("a clock that is set between challenge and finish decides by the token's own end") {
        struct Case {
            std::uint64_t back_ms;
            std::uint64_t ahead_ms;
            bool enrols;
        };
        constexpr std::uint64_t day_ms = KeeperBench::day_ms;
        constexpr std::uint64_t minute_ms = 60'000;
        for (const auto kind : every_kind) {
            for (const auto& each : {Case{day_ms, 0, true},
                                     Case{minute_ms, 0, true},
                                     Case{0, minute_ms, true},
                                     Case{0, day_ms, false}}) {
                CAPTURE(static_cast<int>(kind));
                CAPTURE(each.back_ms);
                CAPTURE(each.ahead_ms);
                Enrolling bench(kind);
                auto handshake = bench.challenged();
                const auto proof = bench.proof_for(handshake);
                const auto before = bench.unchanged();
                bench.clock.set_wall_back(each.back_ms);
                bench.clock.set_wall_ahead(each.ahead_ms);

                CHECK(bench.conclude(handshake, proof).has_value() == each.enrols);

                const bool is_enrolled = bench.shown("one").enrolled_ms != 0;
                CHECK(is_enrolled == each.enrols);
                if (each.enrols) continue;
                CHECK(NodeBench::code_of(bench.last) == errors::attestation_refused.code);
                CHECK(bench.unchanged() == before);
                CHECK(bench.shown("one").state == "its token has ended");
            }
        }
    }
}
