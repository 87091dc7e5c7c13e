// A node that is known by a key on its disk.
#include "../crypto/secret_bytes.hpp"
#include "node_bench.hpp"
#include "sealwright/session/errors.hpp"

using namespace sealwright;
using namespace sealwright::test;
using claims::EvidenceKind;

TEST_SUITE("keeper/pinned_key") {
    TEST_CASE(
        "a node of a pinned key is believed by that key's signature for this challenge only") {
        SealedVault bench(EvidenceKind::pinned_key);
        const auto signed_for = [&](const session::Handshake& handshake) {
            return wire::encode_public(
                bench.evidence(handshake, *handshake.binding({}), EvidenceKind::pinned_key));
        };
        const auto next = [&] {
            bench.clock.advance(keeper::Attesting::refusal_repeat_ms);  // Each is noted by itself.
            auto handshake = bench.begun(bench.node, session::Purpose::open);
            REQUIRE(bench.challenge(handshake));
            return handshake;
        };
        const auto is_refused = [&](session::Handshake handshake, const Bytes& evidence) {
            const auto identity = bench.shown("one").identity;
            const auto sessions = bench.attesting().sessions();
            CHECK_FALSE(bench.conclude(handshake, evidence));
            CHECK(NodeBench::code_of(bench.last) == errors::attestation_refused.code);
            CHECK(bench.failed_claim() == "signature");
            CHECK(bench.attesting().sessions() == sessions);
            CHECK(bench.shown("one").identity == identity);
        };
        auto own = next();
        const auto kept = signed_for(own);
        auto established = bench.conclude(own, kept);
        REQUIRE(established);
        CHECK(bench.decrypt_in(established->channel, bench.root).status == 200);

        is_refused(next(), kept);
        bench.machine.pinned = secret_of<crypto::SigningSeedTag>(Bytes(32, 7));
        auto by_another = next();
        const auto foreign = signed_for(by_another);
        is_refused(std::move(by_another), foreign);

        CHECK(*bench.entries(journal::Kind::alert).back().text("what") ==
              "another machine claims to be this node");
    }
}
