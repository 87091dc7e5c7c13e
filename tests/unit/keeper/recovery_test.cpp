// A keeper that has lost every token is opened again by its custodians.
#include "../attest_compare/quotes.hpp"
#include "custody_bench.hpp"
#include "sealwright/journal/note.hpp"

using namespace sealwright;
using test::CustodyBench;

namespace {

// With a vault that was initialised, and a group.
struct Burned : CustodyBench {
    Burned() {
        make_group();
        lose_tokens();
    }
};

}  // namespace

TEST_SUITE("keeper/recovery") {
    TEST_CASE("three of five custodians bring every key back, onto fresh tokens") {
        Burned bench;
        const auto shown = bench.begin_recovery();
        CHECK(shown.wraps.size() == 2);

        CHECK(bench.give(bench.hand("dan"), shown, bench.gift(bench.hand("dan"), shown)) == 0);
        CHECK(bench.give(bench.hand("fay"), shown, bench.gift(bench.hand("fay"), shown)) == 0);
        CHECK(bench.core().phase() == keeper::Phase::locked);
        CHECK(bench.give(bench.hand("hal"), shown, bench.gift(bench.hand("hal"), shown)) == 0);

        CHECK(bench.is_open());
        CHECK(bench.desk.done_so_far == std::vector<std::string>{"enrol a", "enrol b", "enrol c"});
        bench.verified();
        // And from then on by itself.
        bench.restart_people();
        CHECK(bench.is_open());
        const auto& state = bench.core().state();
        const auto& vault = *state.vault_named("main");
        CHECK(
            bench.core().keys().open(state.keys.at(vault.id).data_key, bench.core().place()).ok());
    }

    TEST_CASE("a locked service shows how far its journal had come, as it signed it") {
        CustodyBench bench;
        bench.make_group();
        REQUIRE(bench.core().checkpoint().ok());
        const auto note = bench.core().state().custody.checkpoint;
        const auto key = *journal::VerifierKey::parse(bench.core().verifier_key());
        bench.lose_tokens();

        const auto shown = bench.begin_recovery();

        const auto head = journal::open_note(shown.checkpoint, key);
        REQUIRE(head.ok());
        CHECK(shown.checkpoint == note);
        CHECK(head->size > 0);
        CHECK(head->size <= bench.plan_in(shown).entry);
    }

    TEST_CASE("every three of five open, and no two") {
        const std::vector<std::string> names{"dan", "eli", "fay", "gus", "hal"};
        for (std::size_t one = 0; one < names.size(); ++one) {
            for (std::size_t two = one + 1; two < names.size(); ++two) {
                for (std::size_t three = two + 1; three < names.size(); ++three) {
                    Burned bench;
                    const auto shown = bench.begin_recovery();
                    for (const auto place : {one, two}) {
                        const auto& hand = bench.hand(names[place]);
                        REQUIRE(bench.give(hand, shown, bench.gift(hand, shown)) == 0);
                    }
                    bench.carry_on();
                    CHECK(bench.core().phase() == keeper::Phase::locked);
                    const auto& last = bench.hand(names[three]);
                    CHECK(bench.give(last, shown, bench.gift(last, shown)) == 0);
                    CHECK(bench.is_open());
                }
            }
        }
    }

    TEST_CASE("who sends garbage is named at once, and the others go on") {
        Burned bench;
        const auto shown = bench.begin_recovery();
        const auto& dan = bench.hand("dan");
        const auto wrong_with = [&](auto spoil) {
            auto gift = bench.gift(dan, shown);
            spoil(gift);
            return bench.give(dan, shown, gift);
        };
        CHECK(wrong_with([](auto& gift) { gift.parts.pop_back(); }) ==
              errors::contribution_unreadable.code);
        CHECK(wrong_with([](auto& gift) { gift.parts.front().back() ^= 1U; }) ==
              errors::contribution_unreadable.code);
        const auto named = bench.must<operate::RecoveryShown>(operate::RecoveryAsk{});
        REQUIRE(named.wrong.size() == 1);
        CHECK(named.wrong.front().starts_with("dan: "));

        CHECK(wrong_with([](auto& gift) { gift.pepper.back() ^= 1U; }) ==
              errors::pepper_wrong.code);
        // Three, and they are out of this one.
        CHECK(wrong_with([](auto&) {}) == errors::ceremony_holder_out.code);
        for (const char* name : {"eli", "fay", "gus"}) {
            CHECK(bench.give(bench.hand(name), shown, bench.gift(bench.hand(name), shown)) == 0);
        }
        CHECK(bench.is_open());
    }

    TEST_CASE("parts of another custodian, and of another recovery, are refused") {
        Burned bench;
        const auto first = bench.begin_recovery();
        const auto& dan = bench.hand("dan");
        const auto& eli = bench.hand("eli");
        const auto of_dan = bench.gift(dan, first);
        CHECK(bench.give(eli, first, of_dan) == errors::contribution_unreadable.code);

        bench.restart_people();
        const auto second = bench.begin_recovery();
        CHECK(bench.plan_in(first).occasion.recipient != bench.plan_in(second).occasion.recipient);
        CHECK(bench.give(dan, second, of_dan) == errors::recovery_absent.code);
        auto renamed = of_dan;
        renamed.ceremony = bench.plan_in(second).occasion.ceremony;
        CHECK(bench.give(dan, second, renamed) == errors::pepper_wrong.code);
    }

    TEST_CASE("an old group's parts open nothing of the new one") {
        CustodyBench bench;
        bench.make_group();
        std::deque<test::Hand> old = std::move(bench.hands);
        bench.draw_hands();
        bench.make_group(CustodyBench::reshare, 2);
        bench.lose_tokens();
        const auto shown = bench.begin_recovery();

        const auto ask =
            bench.custodians_ask(old.front(), bench.plan_in(shown), operate::RecoveryAsk{});

        CHECK(bench.person_desk().answer(ask).error().is(errors::person_unknown));
        const auto group = *threshold::Group::parse(shown.group);
        const auto label = *threshold::Label::parse(shown.wraps.front().label);
        const auto ciphertext = *threshold::Ciphertext::parse(shown.wraps.front().ciphertext);
        CHECK_FALSE(
            threshold::make_partial({group, ciphertext, label, bench.plan_in(shown).occasion},
                                    *old.front().share,
                                    bench.random)
                .ok());
    }

    TEST_CASE("nobody outside the group is known to a recovery, nor to a keeper without one") {
        Burned bench;
        auto stranger = bench.hand("dan").member();
        test::Hand eve{"eve",
                       *threshold::Index::make(9),
                       crypto::ShareSplitter::fresh_key<crypto::SigningSeedTag>(bench.random),
                       crypto::ExchangePair::generate(bench.random),
                       std::nullopt,
                       std::nullopt,
                       std::nullopt};
        custody::RecoveryPlan none;
        const auto early = bench.custodians_ask(bench.hand("dan"), none, operate::RecoveryAsk{});
        CHECK(bench.person_desk().answer(early).error().is(errors::person_unknown));
        const auto shown = bench.begin_recovery();
        const auto ask = bench.custodians_ask(eve, bench.plan_in(shown), operate::RecoveryAsk{});
        CHECK(bench.person_desk().answer(ask).error().is(errors::person_unknown));
        auto forged =
            bench.custodians_ask(bench.hand("dan"), bench.plan_in(shown), operate::RecoveryAsk{});
        forged.signature.back() ^= 1U;
        CHECK(bench.person_desk().answer(forged).error().is(errors::person_unknown));
        CHECK(stranger.index == bench.hand("dan").index);
    }

    TEST_CASE("on a host that is not attested two have to say that they are there") {
        Burned bench;
        const auto shown = bench.begin_recovery();
        for (const char* name : {"dan", "eli", "fay"}) {
            const auto& hand = bench.hand(name);
            CHECK(bench.give(hand, shown, bench.gift(hand, shown, false)) == 0);
        }
        bench.carry_on();
        CHECK(bench.core().phase() == keeper::Phase::locked);
        CHECK(bench.give(bench.hand("dan"), shown, bench.gift(bench.hand("dan"), shown)) == 0);
        CHECK(bench.core().phase() == keeper::Phase::locked);

        CHECK(bench.give(bench.hand("eli"), shown, bench.gift(bench.hand("eli"), shown)) == 0);

        CHECK(bench.is_open());
    }

    TEST_CASE("who says that they are in the room has signed it, and all the others see it") {
        Burned bench;
        const auto shown = bench.begin_recovery();
        const auto& dan = bench.hand("dan");
        REQUIRE(bench.give(dan, shown, bench.gift(dan, shown)) == 0);
        REQUIRE(bench.give(bench.hand("eli"), shown, bench.gift(bench.hand("eli"), shown, false)) ==
                0);

        const auto seen = bench.must<operate::RecoveryShown>(operate::RecoveryAsk{});

        REQUIRE(seen.room.size() == 1);
        CHECK(seen.room.front().person == "dan");
        CHECK(custody::check_in_the_room(bench.plan_in(shown).digest(),
                                         *threshold::Group::parse(shown.group),
                                         seen.room.front().statement)
                  .ok());
    }

    TEST_CASE(
        "a statement of another recovery, custodian or key is refused, and who sent it named") {
        Burned bench;
        const auto shown = bench.begin_recovery();
        const auto plan = bench.plan_in(shown).digest();
        const auto& dan = bench.hand("dan");
        const auto& eli = bench.hand("eli");
        auto other = plan;
        other[0] ^= 1U;
        // Each by a custodian of its own: three strikes end what one may send.
        const auto refuses = [&](const test::Hand& hand, const operate::RoomStatement& said) {
            auto gift = bench.gift(hand, shown, false);
            gift.room = said;
            bench.sign(gift, hand, bench.plan_in(shown));
            CHECK(bench.give(hand, shown, gift) == errors::room_statement.code);
            const auto now = bench.must<operate::RecoveryShown>(operate::RecoveryAsk{});
            CHECK(now.wrong.back().starts_with(hand.name + ": "));
            CHECK(now.room.empty());
        };

        refuses(dan, custody::say_in_the_room(other, dan.index, dan.identity));
        refuses(eli, custody::say_in_the_room(plan, dan.index, dan.identity));
        const auto& fay = bench.hand("fay");
        refuses(fay, custody::say_in_the_room(plan, fay.index, eli.identity));
        const auto& gus = bench.hand("gus");
        REQUIRE(bench.give(gus, shown, bench.gift(gus, shown, false)) == 0);
        refuses(gus, custody::say_in_the_room(plan, gus.index, eli.identity));
    }

    TEST_CASE(
        "the quote of the host's TPM is shown to everybody, and one that is none is refused") {
        Burned bench;
        const operate::RecoveryAttestAsk ask{wire::encode_public(test::quote_of_a_tpm("good"))};
        CHECK(bench.refused(ask) == errors::recovery_absent.code);
        bench.begin_recovery();
        CHECK(bench.refused(operate::RecoveryAttestAsk{{1, 2}}) == errors::recovery_quote.code);
        CHECK(bench.must<operate::RecoveryShown>(operate::RecoveryAsk{}).quote.empty());

        bench.must<operate::RecoveryShown>(ask);

        CHECK(bench.must<operate::RecoveryShown>(operate::RecoveryAsk{}).quote == ask.quote);
    }

    TEST_CASE("where as many as are needed have appraised the host nobody has to be in the room") {
        Burned bench;
        const auto shown = bench.begin_recovery();
        const auto give = [&](const char* name, bool has_appraised) {
            auto gift = bench.gift(bench.hand(name), shown, false);
            gift.has_appraised = has_appraised;
            bench.sign(gift, bench.hand(name), bench.plan_in(shown));
            return bench.give(bench.hand(name), shown, gift);
        };
        CHECK(give("dan", true) == 0);
        CHECK(give("eli", true) == 0);
        CHECK(give("fay", false) == 0);
        CHECK(bench.core().phase() == keeper::Phase::locked);

        // Who gave before the host showed a quote may say that they have seen it now.
        CHECK(give("fay", true) == 0);

        CHECK(bench.is_open());
    }

    TEST_CASE("with a token that is not ready it waits for it") {
        Burned bench;
        bench.tokens.stop(2);
        const auto shown = bench.begin_recovery();
        for (const char* name : {"dan", "eli", "fay"}) {
            const auto& hand = bench.hand(name);
            CHECK(bench.give(hand, shown, bench.gift(hand, shown)) == 0);
        }
        CHECK_FALSE(bench.must<operate::RecoveryShown>(operate::RecoveryAsk{}).is_done);

        bench.tokens.start(2);
        bench.clock.advance(10'000);
        bench.person_desk().step();

        CHECK(bench.must<operate::RecoveryShown>(operate::RecoveryAsk{}).is_done);
        bench.restart_people();
        CHECK(bench.is_open());
    }

    TEST_CASE("under a freeze the store opens for people, and keys go back with the lift") {
        CustodyBench bench;
        bench.make_group();
        bench.propose("ana", operate::FreezeAsk{"we are under attack"});
        bench.lose_tokens();
        const auto shown = bench.begin_recovery();
        for (const char* name : {"dan", "eli", "fay"}) {
            const auto& hand = bench.hand(name);
            CHECK(bench.give(hand, shown, bench.gift(hand, shown)) == 0);
        }
        CHECK(bench.is_open());
        CHECK_FALSE(bench.must<operate::RecoveryShown>(operate::RecoveryAsk{}).is_done);

        const auto entry = bench.core().state().freeze.now(bench.clock.now().wall_ms)->entry;
        bench.by_two(operate::LiftFreezeAsk{entry, "it is over"});
        bench.clock.advance(10'000);
        bench.person_desk().step();

        CHECK(bench.must<operate::RecoveryShown>(operate::RecoveryAsk{}).is_done);
    }

    TEST_CASE("after an hour it is over, and what was given opens nothing any more") {
        Burned bench;
        const auto before = bench.secrets();
        const auto shown = bench.begin_recovery();
        for (const char* name : {"dan", "eli"}) {
            const auto& hand = bench.hand(name);
            CHECK(bench.give(hand, shown, bench.gift(hand, shown)) == 0);
        }
        CHECK(bench.secrets() > before);
        const auto late = bench.gift(bench.hand("fay"), shown);
        bench.clock.advance(61ULL * 60 * 1000);
        bench.person_desk().step();

        CHECK(bench.give(bench.hand("fay"), shown, late) != 0);

        CHECK(bench.core().phase() == keeper::Phase::locked);
        CHECK(bench.secrets() == before);
        const auto again = bench.begin_recovery();
        CHECK(bench.plan_in(again).occasion.ceremony != bench.plan_in(shown).occasion.ceremony);
    }

    TEST_CASE("a keeper that dies in the middle begins again, and has kept nothing") {
        Burned bench;
        const auto shown = bench.begin_recovery();
        for (const char* name : {"dan", "eli"}) {
            const auto& hand = bench.hand(name);
            CHECK(bench.give(hand, shown, bench.gift(hand, shown)) == 0);
        }
        bench.restart_people();
        CHECK(bench.refused(operate::RecoveryAsk{}) == errors::recovery_absent.code);

        const auto again = bench.begin_recovery();
        for (const char* name : {"dan", "eli", "fay"}) {
            const auto& hand = bench.hand(name);
            CHECK(bench.give(hand, again, bench.gift(hand, again)) == 0);
        }
        CHECK(bench.is_open());
    }

    TEST_CASE("it begins only where it is needed, and where there are custodians") {
        CustodyBench bench;
        CHECK(bench.refused(operate::RecoverAsk{"no reason"}) == errors::keeper_initialised.code);
        bench.lose_tokens();
        CHECK(bench.refused(operate::RecoverAsk{"no custodians"}) == errors::group_absent.code);
        CHECK(bench.refused(operate::RecoverAsk{""}) == errors::reason_invalid.code);
    }

    TEST_CASE("a second begin shows the one that is under way") {
        Burned bench;
        const auto first = bench.begin_recovery();
        const auto second = bench.begin_recovery();
        CHECK(first.plan == second.plan);
    }

    TEST_CASE("a recovered keeper has the ceremony and its reason in its journal") {
        Burned bench;
        const auto shown = bench.begin_recovery();
        for (const char* name : {"dan", "eli", "fay"}) {
            const auto& hand = bench.hand(name);
            REQUIRE(bench.give(hand, shown, bench.gift(hand, shown)) == 0);
        }
        const auto last = bench.entries(journal::Kind::act).back();
        CHECK(*last.text("what") == "recovered by custodians");
        CHECK(*last.text("reason") == "the HSMs burned");
        const CeremonyId id(bench.plan_in(shown).occasion.ceremony);
        CHECK(bench.now(id).state == ceremony::CeremonyState::committed);
    }

    TEST_CASE("who answers from afar shuts out nobody who stands at the host") {
        Burned bench;
        const auto shown = bench.begin_recovery();
        for (const char* name : {"dan", "eli", "fay"}) {
            const auto& hand = bench.hand(name);
            REQUIRE(bench.give(hand, shown, bench.gift(hand, shown, false)) == 0);
        }

        for (const char* name : {"gus", "hal"}) {
            const auto& hand = bench.hand(name);
            CHECK(bench.give(hand, shown, bench.gift(hand, shown)) == 0);
        }

        CHECK(bench.must<operate::RecoveryShown>(operate::RecoveryAsk{}).is_done);
    }

    TEST_CASE("however often one custodian gives, the journal can be read") {
        Burned bench;
        const auto shown = bench.begin_recovery();
        const auto& dan = bench.hand("dan");
        for (int time = 0; time < 40; ++time) {
            CHECK(bench.give(dan, shown, bench.gift(dan, shown)) == 0);
        }
        for (const char* name : {"eli", "fay"}) {
            const auto& hand = bench.hand(name);
            REQUIRE(bench.give(hand, shown, bench.gift(hand, shown)) == 0);
        }

        bench.verified();
        bench.restart_people();
        CHECK(bench.is_open());
    }

    TEST_CASE("a freeze that comes while a recovery waits for a token stops it") {
        Burned bench;
        bench.tokens.stop(2);
        const auto shown = bench.begin_recovery();
        for (const char* name : {"dan", "eli", "fay"}) {
            const auto& hand = bench.hand(name);
            REQUIRE(bench.give(hand, shown, bench.gift(hand, shown)) == 0);
        }
        REQUIRE(bench.is_open());
        bench.propose("ana", operate::FreezeAsk{"stop it"});
        bench.tokens.start(2);
        bench.clock.advance(10'000);
        bench.person_desk().step();

        CHECK_FALSE(bench.must<operate::RecoveryShown>(operate::RecoveryAsk{}).is_done);
        // And an hour later it is over: what custodians opened is shut again.
        bench.clock.advance(3ULL * 60 * 60 * 1000);
        bench.person_desk().step();
        CHECK(bench.core().phase() == keeper::Phase::locked);
    }

    TEST_CASE("tokens that come back open the service, and end the recovery that is not needed") {
        CustodyBench bench;
        bench.make_group();
        for (std::size_t token = 0; token < 3; ++token) bench.tokens.stop(token);
        bench.restart_people();
        REQUIRE(bench.core().phase() == keeper::Phase::locked);
        bench.begin_recovery();

        for (std::size_t token = 0; token < 3; ++token) bench.tokens.start(token);
        bench.core().refresh();
        bench.person_desk().step();
        bench.clock.advance(3ULL * 60 * 60 * 1000);
        bench.person_desk().step();

        CHECK(bench.is_open());
        CHECK_FALSE(bench.must<operate::RecoveryShown>(operate::RecoveryAsk{}).is_done);
    }
}
