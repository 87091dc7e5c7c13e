// What a custodian keeps of an act shows later that the service took it.
#include "sealwright/custody/receipt.hpp"

#include "custody_bench.hpp"

using namespace sealwright;
using custody::Receipt;
using custody::Transcript;
using test::CustodyBench;

namespace {

Transcript transcript_in(CustodyBench& bench, const CeremonyId& id) {
    const auto reply = bench.asks("wil", operate::TranscriptAsk{id.bytes()});
    const auto shown = wire::decode<operate::TranscriptShown>(reply.body);
    REQUIRE(shown.ok());
    const auto transcript = wire::decode<Transcript>(shown->transcript);
    REQUIRE(transcript.ok());
    return *transcript;
}

}  // namespace

TEST_SUITE("keeper/receipt") {
    TEST_CASE("a receipt shows for ever that an act was taken, and where it stands") {
        CustodyBench bench(3);
        const auto id = bench.begin();
        auto& dan = bench.hand("dan");
        REQUIRE(bench.say("dan", id, bench.word_of(dan, bench.shown_to("dan", id))) == 0);

        const auto receipt = Receipt::cut(transcript_in(bench, id), dan.index.value());

        REQUIRE(receipt.ok());
        CHECK(wire::decode<Receipt>(wire::encode(*receipt)).ok());
        const auto step = receipt->verify();
        REQUIRE(step.ok());
        CHECK(step->person == "dan");
        CHECK(receipt->service == bench.core().state().installation->verifier);
        for (const char* name : {"eli", "fay"}) {
            auto& hand = bench.hand(name);
            REQUIRE(bench.say(name, id, bench.word_of(hand, bench.shown_to(name, id))) == 0);
        }
        CHECK(receipt->is_in(transcript_in(bench, id)));
    }

    TEST_CASE("a transcript that leaves an act out does not have its receipt") {
        CustodyBench bench(3);
        const auto id = bench.make_group();
        const auto right = transcript_in(bench, id);
        const auto receipt = Receipt::cut(right, bench.hand("dan").index.value());
        REQUIRE(receipt.ok());
        REQUIRE(receipt->is_in(right));

        auto shorter = right;
        shorter.steps.erase(shorter.steps.begin() + receipt->number - 1);
        CHECK_FALSE(receipt->is_in(shorter));
        auto other = right;
        other.header.back() ^= 1U;
        CHECK_FALSE(receipt->is_in(other));
    }

    TEST_CASE("every byte of a receipt that is flipped is found") {
        CustodyBench bench(3);
        const auto id = bench.make_group();
        const auto receipt =
            Receipt::cut(transcript_in(bench, id), bench.hand("fay").index.value());
        REQUIRE(receipt.ok());
        auto bytes = wire::encode_public(*receipt);

        for (auto& byte : bytes) {
            byte ^= 1U;
            const auto changed = wire::decode<Receipt>(bytes);
            const bool is_found = !changed || !changed->verify();
            if (!is_found) FAIL_CHECK("byte " << (&byte - bytes.data()));
            byte ^= 1U;
        }
    }

    TEST_CASE("what was given to a recovery is kept under the custodian's own signature") {
        CustodyBench bench(3);
        bench.make_group();
        bench.lose_tokens();
        const auto shown = bench.begin_recovery();
        const auto& dan = bench.hand("dan");
        const auto plan = bench.plan_in(shown);
        const auto given = custody::given_in(bench.gift(dan, shown),
                                             plan.digest(),
                                             dan.index.value(),
                                             crypto::Signer::public_key(dan.identity));

        const custody::GivenReceipt receipt{plan, given};

        CHECK(receipt.verify().ok());
        CHECK(wire::decode<custody::GivenReceipt>(wire::encode(receipt)).ok());
        auto other = receipt;
        other.plan.reason += "x";
        CHECK_FALSE(other.verify().ok());
        other = receipt;
        other.given.is_in_the_room = !other.given.is_in_the_room;
        CHECK_FALSE(other.verify().ok());
    }
}
