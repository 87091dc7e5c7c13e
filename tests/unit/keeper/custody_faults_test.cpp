// Who is not meant to, and what is not meant so: nobody else starts, stops or stalls a ceremony.
#include "custody_bench.hpp"
#include "errors.hpp"
#include "sealwright/threshold/errors.hpp"

using namespace sealwright;
using ceremony::CeremonyState;
using test::CustodyBench;

namespace {

struct Burned : CustodyBench {
    explicit Burned(bool is_raised = false) {
        make_group();
        if (is_raised) raise();
        lose_tokens();
    }
    // Gives with each of these, at the host.
    void all_give(const operate::RecoveryShown& shown, const std::vector<std::string>& names) {
        for (const auto& name : names) {
            INFO(name);
            CHECK(give(hand(name), shown, gift(hand(name), shown)) == 0);
        }
        carry_on();
    }
    [[nodiscard]] bool is_done() {
        return must<operate::RecoveryShown>(operate::RecoveryAsk{}).is_done;
    }
    // Whether it is the ask of a key that nobody has.
    template <class Ask>
    bool is_unknown(const test::Hand& hand, const custody::RecoveryPlan& plan, const Ask& ask) {
        const auto answer = person_desk().answer(custodians_ask(hand, plan, ask));
        return !answer && answer.error().is(errors::person_unknown);
    }

private:
    void raise() {
        draw_hands();
        const auto id = begin(reshare, 4);
        play_rounds(id, 2);
        all_say(id, 2);
        REQUIRE(now(id).state == CeremonyState::committed);
    }
};

test::Hand stranger(CustodyBench& bench) {
    return {"eve",
            *threshold::Index::make(9),
            crypto::ShareSplitter::fresh_key<crypto::SigningSeedTag>(bench.random),
            crypto::ExchangePair::generate(bench.random),
            std::nullopt,
            std::nullopt,
            std::nullopt};
}

// Each ask of a ceremony, as somebody might send it who has seen one.
template <class Do>
void with_each_ask(CustodyBench& bench, const CeremonyId& id, Do say) {
    say(operate::CeremoniesAsk{});
    say(operate::CeremonyAsk{id.bytes()});
    say(operate::CustodiansAsk{});
    say(operate::HeldChallengeAsk{});
    say(operate::HeldAsk{});
    say(bench.act_in("dan", id, wire::encode_public(bench.hand("dan").member())));
    say(operate::RecoveryAsk{});
    say(operate::RecoveryGiveAsk{});
}

}  // namespace

TEST_SUITE("keeper/custody-faults") {
    TEST_CASE("no two of five open, whichever they are") {
        Burned bench;
        const std::vector<std::string> names{"dan", "eli", "fay", "gus", "hal"};
        for (std::size_t one = 0; one < names.size(); ++one) {
            for (std::size_t two = one + 1; two < names.size(); ++two) {
                bench.restart_people();
                bench.all_give(bench.begin_recovery(), {names[one], names[two]});

                CHECK(bench.core().phase() == keeper::Phase::locked);
                CHECK_FALSE(bench.is_done());
            }
        }
    }

    TEST_CASE("after a reshare that raises the threshold three are too few, and four open") {
        Burned bench(true);
        const auto shown = bench.begin_recovery();

        bench.all_give(shown, {"dan", "eli", "fay"});
        CHECK(bench.core().phase() == keeper::Phase::locked);
        bench.all_give(shown, {"hal"});

        CHECK(bench.is_open());
        CHECK(bench.is_done());
    }

    TEST_CASE("by a clock that was put back nothing is collected and nothing ends") {
        CustodyBench bench;
        const auto id = bench.begin();
        bench.all_say(id);
        const auto before = bench.now(id);
        bench.clock.set_wall_back(3ULL * 60 * 60 * 1000);
        auto& dan = bench.hand("dan");

        const auto word = bench.word_of(dan, bench.shown_to("dan", id));
        CHECK(bench.say("dan", id, word) != 0);
        bench.carry_on();
        CHECK(bench.now(id) == before);

        bench.clock.set_wall_ahead(3ULL * 60 * 60 * 1000);
        CHECK(bench.say("dan", id, word) == 0);
        CHECK(bench.now(id).contributions.size() == before.contributions.size() + 1);
    }

    TEST_CASE("of a key that nobody has, or that was revoked, no ask of a ceremony is heard") {
        CustodyBench bench;
        const auto id = bench.begin();
        bench.by_two(operate::PersonKeyRevokeAsk{"gus", bench.people.at("gus").key, "stolen"});
        const auto unknown = stranger(bench);
        const auto before = bench.unchanged();

        with_each_ask(bench, id, [&](const auto& ask) {
            CHECK(bench.code_of(bench.asks("gus", ask)) == errors::person_unknown.code);
            auto signed_ask = bench.signed_ask("dan", bench.question(ask));
            signed_ask.key = crypto::Signer::public_key(unknown.identity);
            signed_ask.signature = crypto::Signer::sign(
                unknown.identity, ceremony::question_digest(signed_ask.question));
            const auto answer = bench.person_desk().answer(signed_ask);
            CHECK((!answer && answer.error().is(errors::person_unknown)));
        });
        CHECK(bench.unchanged() == before);
    }

    TEST_CASE("who has another role neither contributes, refuses nor ends") {
        CustodyBench bench;
        const auto id = bench.begin();
        const auto word = wire::encode_public(bench.hand("dan").member());
        const std::string reason = "not with my name";
        const Bytes why(reason.begin(), reason.end());
        const auto before = bench.unchanged();

        for (const char* name : {"ana", "wil"}) CHECK(bench.say(name, id, word) != 0);
        for (const char* name : {"ana", "wil"}) {
            const auto denial = bench.act_in(name, id, why, CustodyBench::Choice::deny);
            CHECK(bench.code_of(bench.asks(name, denial)) != 0);
        }
        for (const char* name : {"dan", "wil"}) {
            const auto end = bench.act_in(name, id, why, CustodyBench::Choice::veto);
            CHECK(bench.code_of(bench.asks(name, end)) != 0);
        }
        // A custodian's act that another custodian carries.
        CHECK(bench.code_of(bench.asks("eli", bench.act_in("dan", id, word))) != 0);
        CHECK(bench.unchanged() == before);
    }

    TEST_CASE("of two conductors who begin at once one does, and the other hears whose is open") {
        CustodyBench bench;
        const auto first = bench.propose("ana", bench.plan());
        const auto second = bench.propose("bea", bench.plan(CustodyBench::genesis, 4));

        const auto begun = bench.decide("cem", first);
        const auto other = bench.decide("cem", second);

        CHECK(begun.state == ceremony::RequestState::committed);
        CHECK(other.state == ceremony::RequestState::failed);
        CHECK(other.why.starts_with(Error(errors::ceremony_open).sentence()));
        CHECK(bench.core().state().custody.ceremonies.size() == 1);
    }

    TEST_CASE("a flood of garbage keeps no three custodians out of a recovery") {
        Burned bench;
        const auto shown = bench.begin_recovery();
        const auto plan = bench.plan_in(shown);
        const auto eve = stranger(bench);
        const auto& dan = bench.hand("dan");
        auto garbage = bench.gift(dan, shown);
        for (auto& part : garbage.parts) part.assign(146, 0x5a);
        const auto flood = [&] {
            for (int time = 0; time < 50; ++time) {
                CHECK(bench.is_unknown(eve, plan, garbage));
                CHECK(bench.give(dan, shown, garbage) != 0);
            }
        };

        for (const char* name : {"eli", "fay", "gus"}) {
            flood();
            bench.all_give(shown, {name});
        }

        CHECK(bench.is_open());
        const auto after = bench.must<operate::RecoveryShown>(operate::RecoveryAsk{});
        CHECK(after.is_done);
        CHECK(after.wrong.size() < 10);
        bench.verified();
    }

    TEST_CASE("what is signed for another installation, or relabelled, is not taken") {
        Burned bench;
        const auto shown = bench.begin_recovery();
        const auto& dan = bench.hand("dan");
        const auto gift = bench.gift(dan, shown);
        auto elsewhere = bench.plan_in(shown);
        elsewhere.environment = "production";
        CHECK_FALSE(bench.person_desk().answer(bench.custodians_ask(dan, elsewhere, gift)).ok());
        elsewhere = bench.plan_in(shown);
        elsewhere.installation = InstallationId::random(bench.random);
        CHECK_FALSE(bench.person_desk().answer(bench.custodians_ask(dan, elsewhere, gift)).ok());

        auto relabelled = gift;
        std::swap(relabelled.parts.front(), relabelled.parts.back());
        CHECK(bench.give(dan, shown, relabelled) == errors::partial_wrong.code);

        // What was taken once counts once, however often it is sent.
        for (int time = 0; time < 3; ++time) CHECK(bench.give(dan, shown, gift) == 0);
        bench.all_give(shown, {"eli"});
        CHECK(bench.core().phase() == keeper::Phase::locked);
        bench.all_give(shown, {"fay"});
        CHECK(bench.is_open());
    }
}
