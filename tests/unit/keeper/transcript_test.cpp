// The transcript of what a keeper's people did, worked out again from its bytes alone.
#include "transcript_bench.hpp"

using namespace sealwright;
using ceremony::CeremonyState;
using ceremony::Choice;
using custody::Event;
using custody::Transcript;
using test::count_of;
using test::CustodyBench;
using test::file_of;
using test::flaw_of;
using test::played;
using test::read;
using test::rewritten;
using test::steps_in;

TEST_SUITE("keeper/transcript") {
    TEST_CASE("a stranger works a genesis out again from its transcript") {
        CustodyBench bench;

        const auto id = bench.make_group();

        const auto told = played(bench, id);
        CHECK(told.ceremony.state == CeremonyState::committed);
        CHECK(told.group == bench.core().state().custody.group->read_group().key().id());
        CHECK(count_of(told, Event::approve) == 1);
        CHECK(count_of(told, Event::contribute) == 4 * 5);
        CHECK(count_of(told, Event::confirm) == 5);
        CHECK(told.acts == 2 + 5 * 5);
        CHECK(told.steps.front().what == "proposal of ana");
        CHECK(told.steps.back().what == "confirmation of hal");
        bench.verified();
    }

    TEST_CASE("a stranger works a change of custodians out again from its transcript") {
        CustodyBench bench;
        bench.make_group();
        bench.draw_hands();

        const auto id = bench.make_group(CustodyBench::reshare, 2);

        const auto told = played(bench, id);
        CHECK(told.group == bench.core().state().custody.group->read_group().key().id());
        CHECK(told.header.epoch == 2);
    }

    TEST_CASE("what custodians sealed to each other is in no transcript") {
        CustodyBench bench;
        const auto id = bench.begin();
        for (int round = 0; round < custody::Board::deal_round; ++round) bench.all_say(id);
        auto& dan = bench.hand("dan");
        const auto deal = bench.word_of(dan, bench.shown_to("dan", id));

        REQUIRE(bench.say("dan", id, deal) == 0);

        const auto told = played(bench, id);
        CHECK(told.steps.back().what == "deal of dan");
        const auto file = file_of(bench, id);
        CHECK(std::search(file.begin(), file.end(), deal.begin() + 4, deal.begin() + 36) ==
              file.end());
    }

    TEST_CASE("each way in which a ceremony ends has a transcript that holds") {
        SUBCASE("struck three times") {
            CustodyBench bench;
            const auto id = bench.begin();
            for (int time = 0; time < 3; ++time) {
                CHECK(bench.say("dan", id, Bytes{1, 2, static_cast<std::uint8_t>(time)}) != 0);
            }
            const auto told = played(bench, id);
            CHECK(told.ceremony.state == CeremonyState::failed);
            CHECK(count_of(told, Event::strike) == 3);
        }
        SUBCASE("refused") {
            CustodyBench bench;
            const auto id = bench.begin();
            const std::string reason = "not with these people";
            const Bytes said(reason.begin(), reason.end());
            CHECK(bench.code_of(bench.asks("dan", bench.act_in("dan", id, said, Choice::deny))) ==
                  0);
            const auto told = played(bench, id);
            CHECK(told.ceremony.state == CeremonyState::failed);
            CHECK(told.steps.back().why == reason);
        }
        SUBCASE("aborted by an operator") {
            CustodyBench bench;
            const auto id = bench.begin();
            bench.all_say(id);
            const std::string reason = "wrong people";
            const Bytes said(reason.begin(), reason.end());
            CHECK(bench.code_of(bench.asks("ana", bench.act_in("ana", id, said, Choice::veto))) ==
                  0);
            CHECK(played(bench, id).ceremony.state == CeremonyState::aborted);
        }
        SUBCASE("out of time") {
            CustodyBench bench;
            const auto id = bench.begin();
            bench.all_say(id);
            bench.clock.advance(25ULL * 60 * 60 * 1000);
            bench.carry_on();
            const auto told = played(bench, id);
            CHECK(told.ceremony.state == CeremonyState::expired);
            CHECK(told.steps.back().event == Event::look);
        }
        SUBCASE("somebody found another key") {
            CustodyBench bench;
            const auto id = bench.begin();
            bench.play_rounds(id);
            auto& dan = bench.hand("dan");
            Digest other{};
            other.fill(7);
            const threshold::Certificate certificate{dan.index,
                                                     crypto::Signer::sign(dan.identity, other)};
            const custody::Confirmation confirmation{other, wire::encode_public(certificate)};
            CHECK(bench.say("dan", id, wire::encode_public(confirmation)) == 0);
            const auto told = played(bench, id);
            CHECK(told.ceremony.state == CeremonyState::failed);
            CHECK(told.steps.back().what == "refusal of dan");
        }
    }

    TEST_CASE("a stranger works a recovery out again: who gave when, who was struck, the end") {
        CustodyBench bench;
        bench.make_group();
        bench.lose_tokens();
        const auto shown = bench.begin_recovery();
        const CeremonyId id(bench.plan_in(shown).occasion.ceremony);
        auto wrong = bench.gift(bench.hand("dan"), shown);
        wrong.parts.front().back() ^= 1U;
        bench.sign(wrong, bench.hand("dan"), bench.plan_in(shown));
        CHECK(bench.give(bench.hand("dan"), shown, wrong) != 0);
        auto unsigned_gift = bench.gift(bench.hand("eli"), shown);
        unsigned_gift.signature.back() ^= 1U;
        CHECK(bench.give(bench.hand("eli"), shown, unsigned_gift) ==
              errors::contribution_unreadable.code);
        for (const char* name : {"eli", "fay", "gus"}) {
            const auto& hand = bench.hand(name);
            CHECK(bench.give(hand, shown, bench.gift(hand, shown, hand.name == "fay")) == 0);
        }
        CHECK(bench.core().phase() == keeper::Phase::locked);
        CHECK(bench.give(bench.hand("hal"), shown, bench.gift(bench.hand("hal"), shown)) == 0);

        const auto told = played(bench, id);

        CHECK(told.ceremony.state == CeremonyState::committed);
        CHECK(told.in_the_room == 2);
        CHECK(count_of(told, Event::strike) == 2);
        CHECK(count_of(told, Event::contribute) == 3);
        CHECK(count_of(told, Event::give_on) == 1);
        CHECK(told.header.conductor == bench.plan_in(shown).asked_by);
        bench.verified();
    }

    TEST_CASE(
        "a recovery that ended while the service was locked is written down once it is open") {
        CustodyBench bench;
        bench.make_group();
        bench.lose_tokens();
        const auto first = bench.begin_recovery();
        const auto& dan = bench.hand("dan");
        CHECK(bench.give(dan, first, bench.gift(dan, first)) == 0);
        bench.clock.advance(61ULL * 60 * 1000);
        bench.carry_on();
        const auto second = bench.begin_recovery();
        for (const char* name : {"eli", "fay", "gus"}) {
            CHECK(bench.give(bench.hand(name), second, bench.gift(bench.hand(name), second)) == 0);
        }
        bench.carry_on();

        const auto told = played(bench, CeremonyId(bench.plan_in(first).occasion.ceremony));

        CHECK(told.ceremony.state == CeremonyState::expired);
        CHECK(told.acts == 1);
    }

    TEST_CASE("a restart, and a roster that changed meanwhile, stand in the transcript") {
        CustodyBench bench;
        const auto id = bench.begin();
        bench.all_say(id);
        bench.restart_people();
        bench.carry_on();
        bench.by_two(operate::RulesSetAsk{2, 3, 0});

        bench.all_say(id);

        const auto told = played(bench, id);
        CHECK(count_of(told, Event::restart) == 1);
        CHECK(count_of(told, Event::roster) == 1);
        const auto changed =
            std::ranges::find(told.steps, Event::roster, &custody::ToldStep::event);
        REQUIRE(told.rosters.size() == 2);
        CHECK(told.rosters[0].step == 0);
        CHECK(told.rosters[1].step == changed->number);
        CHECK(told.rosters[0].digest != told.rosters[1].digest);
        CHECK(told.rosters[1].digest == bench.core().state().roster.roster.digest());
    }

    TEST_CASE("a restart whose commit was durable though its answer was lost is told once") {
        CustodyBench bench;
        const auto id = bench.begin();
        bench.all_say(id);
        bench.restart_people();
        const auto say = [&](const char* name) {
            auto& hand = bench.hand(name);
            return bench.say(name, id, bench.word_of(hand, bench.shown_to(name, id)));
        };
        auto& dan = bench.hand("dan");
        const auto word = bench.word_of(dan, bench.shown_to("dan", id));
        const auto ask = bench.signed_ask("dan", bench.question(bench.act_in("dan", id, word)));
        bench.depot.memory.lose_answer(1);
        // A keeper that does not know what became of it has no key to sign an answer with.
        static_cast<void>(bench.person_desk().answer(ask));
        bench.core().refresh();
        bench.carry_on();
        for (const auto& hand : bench.hands) REQUIRE(say(hand.name.c_str()) == 0);
        for (int round = 2; round < custody::Board::rounds; ++round) bench.all_say(id);
        bench.carry_on();
        bench.all_say(id);

        const auto told = played(bench, id);

        CHECK(count_of(told, Event::restart) == 1);
        CHECK(told.ceremony.state == CeremonyState::committed);
    }

    TEST_CASE("the entry that ends a ceremony names the digest of its transcript") {
        CustodyBench bench;
        const auto id = bench.make_group();
        const auto head = read(file_of(bench, id)).head();

        CHECK(std::ranges::any_of(bench.entries(), [&](const journal::Entry& entry) {
            const auto* digest = entry.digest("transcript");
            return digest != nullptr && *digest == head;
        }));
    }

    TEST_CASE("every step that is dropped, doubled or swapped is named") {
        CustodyBench bench(3);
        const auto id = bench.make_group();
        const auto right = read(file_of(bench, id));
        REQUIRE(flaw_of(right).empty());

        for (std::size_t place = 0; place < right.steps.size(); ++place) {
            const auto at = static_cast<std::ptrdiff_t>(place);
            CAPTURE(place);
            auto dropped = right;
            dropped.steps.erase(dropped.steps.begin() + at);
            const bool is_last = place + 1 == right.steps.size();
            const auto expected = std::to_string(place + 1) + " ";
            if (is_last) {
                CHECK(flaw_of(dropped) == "transcript-signature");
            } else {
                CHECK(flaw_of(dropped).starts_with(expected));
            }
            auto doubled = right;
            doubled.steps.insert(doubled.steps.begin() + at, right.steps[place]);
            CHECK(flaw_of(doubled).starts_with(std::to_string(place + 2) + " "));
            if (is_last) continue;
            auto swapped = right;
            std::swap(swapped.steps[place], swapped.steps[place + 1]);
            CHECK(flaw_of(swapped).starts_with(expected));
        }
    }

    TEST_CASE("every byte that is flipped is found") {
        CustodyBench bench(3);
        const auto id = bench.make_group();
        auto file = file_of(bench, id);
        REQUIRE(flaw_of(read(file)).empty());
        // A step's own bytes in full, and of the others each seventh.
        const auto steps = read(file).steps.size();
        REQUIRE(steps > 10);

        for (std::size_t place = 0; place < file.size(); place += place < 4000 ? 1 : 7) {
            file[place] ^= 1U;
            const auto transcript = wire::decode<Transcript>(file);
            const bool is_found = !transcript || !custody::play(*transcript, nullptr);
            if (!is_found) FAIL_CHECK("byte " << place);
            file[place] ^= 1U;
        }
    }

    TEST_CASE("a service cannot write what its people did not sign, even if it signs that itself") {
        CustodyBench bench(3);
        const auto id = bench.make_group();
        const auto right = read(file_of(bench, id));
        const auto steps = steps_in(right);
        REQUIRE(flaw_of(rewritten(bench, right, steps)).empty());
        const auto flaw_with = [&](std::size_t place, auto change) {
            auto changed = steps;
            change(changed[place]);
            return flaw_of(rewritten(bench, right, std::move(changed)));
        };
        for (std::size_t place = 0; place < steps.size(); ++place) {
            CAPTURE(place);
            const auto here = std::to_string(place + 1) + " ";
            const auto is_found_here = [&](auto change) {
                CHECK(flaw_with(place, change).starts_with(here));
            };
            is_found_here([](auto& step) { step.reached.attempt += 1; });
            is_found_here([](auto& step) { step.event = Event::look; });
            if (steps[place].act.empty()) continue;
            is_found_here([](auto& step) { step.person = "wil"; });
            is_found_here([](auto& step) { step.act.clear(); });
            is_found_here([](auto& step) { step.act.back() ^= 1U; });
            is_found_here([](auto& step) {
                step.event = Event::confirm;
                step.round = 3;
            });
            if (steps[place].event == Event::propose) continue;
            is_found_here([](auto& step) {
                step.digest.front() ^= 1U;
                step.why += "x";
            });
            if (!steps[place].said.empty()) {
                is_found_here([](auto& step) { step.said.back() ^= 1U; });
            }
            // Without its last step it is what it was before that: one that has not ended.
            if (place + 1 == steps.size()) continue;
            auto without = steps;
            without.erase(without.begin() + static_cast<std::ptrdiff_t>(place));
            CHECK_FALSE(flaw_of(rewritten(bench, right, std::move(without))).empty());
        }
    }

    TEST_CASE("a step that was taken from another ceremony is named") {
        CustodyBench bench(3);
        const auto first = steps_in(read(file_of(bench, bench.make_group())));
        bench.draw_hands();
        const auto right = read(file_of(bench, bench.make_group(CustodyBench::reshare, 2)));
        auto steps = steps_in(right);
        const auto is_spoken = [](const auto& step) { return step.event == Event::contribute; };
        const auto to = std::ranges::find_if(steps, is_spoken);
        const auto from = std::ranges::find_if(first, is_spoken);
        REQUIRE(to != steps.end());
        *to = *from;

        const auto flaw = flaw_of(rewritten(bench, right, steps));

        CHECK(flaw == std::to_string(to - steps.begin() + 1) + " join of dan");
    }

    TEST_CASE(
        "what was made of a recovery without two in the room, or without the threshold, is named") {
        CustodyBench bench;
        bench.make_group();
        bench.lose_tokens();
        const auto shown = bench.begin_recovery();
        for (const char* name : {"eli", "fay", "gus"}) {
            CHECK(bench.give(bench.hand(name), shown, bench.gift(bench.hand(name), shown)) == 0);
        }
        const CeremonyId id(bench.plan_in(shown).occasion.ceremony);
        const auto right = read(file_of(bench, id));
        const auto steps = steps_in(right);
        REQUIRE(flaw_of(rewritten(bench, right, steps)).empty());

        auto alone = steps;
        std::erase_if(alone, [](const auto& step) {
            return step.event == Event::contribute && step.person != "eli";
        });
        CHECK(flaw_of(rewritten(bench, right, alone)).ends_with("by the service"));
        // Who signed that they gave has not signed that they stand at the host.
        for (std::size_t place = 0; place < steps.size(); ++place) {
            if (steps[place].event != Event::contribute) continue;
            auto moved = steps;
            auto given = *wire::decode<custody::Given>(moved[place].act);
            given.is_in_the_room = false;
            moved[place].act = wire::encode_public(given);
            CHECK(flaw_of(rewritten(bench, right, moved)).starts_with(std::to_string(place + 1)));
        }
    }

    TEST_CASE(
        "a stranger works a drill out again: over a restart, a strike, a refusal, to its end") {
        CustodyBench bench;
        bench.make_group();
        const auto request = bench.propose("cem", operate::CeremonyBeginAsk{3, 0, {}, "yearly"});
        REQUIRE(request.state == ceremony::RequestState::committed);
        const CeremonyId id(request.id.bytes());
        bench.person_desk().step();
        const auto seen = [&] {
            custody::RecoveryPlan plan;
            plan.installation = bench.core().state().installation->id;
            plan.environment = "trying";
            const auto answer = bench.person_desk().answer(
                bench.custodians_ask(bench.hand("dan"), plan, operate::RecoveryAsk{}));
            REQUIRE(answer.ok());
            return *wire::decode<operate::RecoveryShown>(answer->body);
        };
        const auto first = seen();
        REQUIRE(bench.give(bench.hand("dan"), first, bench.gift(bench.hand("dan"), first)) == 0);
        bench.restart_people();
        bench.person_desk().step();
        const auto shown = seen();
        auto wrong = bench.gift(bench.hand("dan"), shown);
        wrong.parts.front().back() ^= 1U;
        bench.sign(wrong, bench.hand("dan"), bench.plan_in(shown));
        CHECK(bench.give(bench.hand("dan"), shown, wrong) != 0);
        const std::string reason = "not today";
        const Bytes said(reason.begin(), reason.end());
        REQUIRE(bench.code_of(bench.asks("hal", bench.act_in("hal", id, said, Choice::deny))) == 0);
        for (const char* name : {"dan", "eli", "fay"}) {
            const auto& hand = bench.hand(name);
            REQUIRE(bench.give(hand, shown, bench.gift(hand, shown, false)) == 0);
        }
        bench.carry_on();

        const auto told = played(bench, id);

        CHECK(told.ceremony.state == CeremonyState::committed);
        CHECK(count_of(told, Event::restart) == 1);
        CHECK(count_of(told, Event::strike) == 1);
        CHECK(count_of(told, Event::refuse) == 1);
        // One before the restart, three behind it, each under the plan that was shown then.
        CHECK(count_of(told, Event::contribute) == 4);
        CHECK(told.acts == 1 + 1 + 1 + 4);
        const auto right = read(file_of(bench, id));
        auto steps = steps_in(right);
        for (auto& step : steps) {
            if (step.event == Event::restart) step.said.clear();
        }
        CHECK(flaw_of(rewritten(bench, right, steps)).ends_with("of dan"));
    }

    TEST_CASE("a recovery with nobody in the room holds when enough have appraised the host") {
        CustodyBench bench;
        bench.make_group();
        bench.lose_tokens();
        const auto shown = bench.begin_recovery();
        for (const char* name : {"dan", "eli", "fay", "gus"}) {
            const auto& hand = bench.hand(name);
            auto gift = bench.gift(hand, shown, false);
            gift.has_appraised = hand.name != "fay";
            bench.sign(gift, hand, bench.plan_in(shown));
            REQUIRE(bench.give(hand, shown, gift) == 0);
        }
        const CeremonyId id(bench.plan_in(shown).occasion.ceremony);

        const auto told = played(bench, id);

        CHECK(told.ceremony.state == CeremonyState::committed);
        CHECK(told.in_the_room == 0);
        const auto right = read(file_of(bench, id));
        auto fewer = steps_in(right);
        std::erase_if(fewer, [](const auto& step) { return step.event == Event::give_on; });
        CHECK(flaw_of(rewritten(bench, right, fewer)).find("carried out") != std::string::npos);
    }
}
