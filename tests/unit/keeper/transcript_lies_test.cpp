// What a service that is not honest could write beside what its people signed.
#include "asked.hpp"
#include "sealwright/custody/seen.hpp"
#include "transcript_bench.hpp"

using namespace sealwright;
using ceremony::CeremonyState;
using ceremony::Choice;
using custody::Event;
using custody::TranscriptStep;
using test::CustodyBench;
using test::file_of;
using test::flaw_of;
using test::played;
using test::read;
using test::rewritten;
using test::steps_in;

namespace {

// One that leads nowhere, behind the step in this place.
TranscriptStep note_behind(const TranscriptStep& step) {
    TranscriptStep note;
    note.event = Event::note;
    note.moment = step.moment;
    note.why = "I saw the host";
    note.reached = step.reached;
    return note;
}

std::ptrdiff_t place_of(const std::vector<TranscriptStep>& steps, Event event) {
    return std::ranges::find(steps, event, &TranscriptStep::event) - steps.begin();
}

// A recovery for which these have given, far away, and then two came to the host.
struct Recovered {
    CustodyBench bench;
    operate::RecoveryShown shown;
    custody::Transcript right;
    std::vector<TranscriptStep> steps;

    Recovered() {
        bench.make_group();
        bench.lose_tokens();
        shown = bench.begin_recovery();
        for (const char* name : {"fay", "gus", "hal"}) give(name, false);
        for (const char* name : {"dan", "eli"}) give(name, true);
        right = read(file_of(bench, CeremonyId(bench.plan_in(shown).occasion.ceremony)));
        steps = steps_in(right);
    }
    void give(const char* name, bool in_the_room) {
        const auto& hand = bench.hand(name);
        REQUIRE(bench.give(hand, shown, bench.gift(hand, shown, in_the_room)) == 0);
    }
};

}  // namespace

TEST_SUITE("keeper/transcript") {
    TEST_CASE("what the service does itself is in nobody's name, and no act stands beside it") {
        CustodyBench bench(3);
        const auto right = read(file_of(bench, bench.make_group()));
        auto steps = steps_in(right);
        const auto executed = place_of(steps, Event::executed);
        steps.insert(steps.begin() + executed + 1,
                     note_behind(steps[static_cast<std::size_t>(executed)]));
        REQUIRE(flaw_of(rewritten(bench, right, steps)).empty());

        for (const auto event : {Event::note, Event::begin, Event::executed}) {
            const auto place = static_cast<std::size_t>(place_of(steps, event));
            const auto is_found = [&](auto change) {
                auto changed = steps;
                change(changed[place]);
                const auto flaw = flaw_of(rewritten(bench, right, std::move(changed)));
                CHECK(flaw.starts_with(std::to_string(place + 1) + " "));
            };
            is_found([](auto& step) { step.person = "dan"; });
            is_found([](auto& step) { step.act = {1}; });
            is_found([](auto& step) { step.index = 3; });
            is_found([](auto& step) {
                step.person = "dan";
                step.act = {1};
            });
            // A true act of theirs says nothing of this either.
            is_found([&](auto& step) {
                const auto& said = steps[static_cast<std::size_t>(place_of(steps, Event::confirm))];
                step.person = said.person;
                step.act = said.act;
            });
        }
    }

    TEST_CASE("a custodian who is left out without an act is the one who has that seat") {
        CustodyBench bench(3);
        const auto right = read(file_of(bench, bench.begin()));
        auto steps = steps_in(right);
        auto left = note_behind(steps.back());
        left.event = Event::refuse;
        left.why = "is no custodian any more";
        left.index = bench.hand("dan").index.value();
        left.person = "dan";
        left.reached.state = CeremonyState::failed;
        steps.push_back(left);
        REQUIRE(flaw_of(rewritten(bench, right, steps)).empty());

        steps.back().person = "eli";

        CHECK(flaw_of(rewritten(bench, right, steps)).ends_with("of eli"));
    }

    TEST_CASE("a reason stands in nobody's name who did not sign it") {
        SUBCASE("of those who make a key") {
            CustodyBench bench(3);
            const auto right = read(file_of(bench, bench.make_group()));
            const auto steps = steps_in(right);
            for (std::size_t place = 0; place < steps.size(); ++place) {
                if (steps[place].act.empty()) continue;
                auto changed = steps;
                changed[place].why = "I saw the host";
                CAPTURE(place);
                CHECK(flaw_of(rewritten(bench, right, std::move(changed)))
                          .starts_with(std::to_string(place + 1) + " "));
            }
        }
        SUBCASE("of those who give") {
            Recovered recovered;
            const auto& steps = recovered.steps;
            REQUIRE(flaw_of(rewritten(recovered.bench, recovered.right, steps)).empty());
            for (std::size_t place = 0; place < steps.size(); ++place) {
                if (steps[place].act.empty()) continue;
                auto changed = steps;
                changed[place].why = steps[place].why.empty() ? "in the room" : "";
                CAPTURE(place);
                CHECK(flaw_of(rewritten(recovered.bench, recovered.right, std::move(changed)))
                          .starts_with(std::to_string(place + 1) + " "));
            }
        }
    }

    TEST_CASE("a step is told as signed when its act was checked, and its reason only then too") {
        CustodyBench bench;
        const auto id = bench.begin();
        CHECK(bench.say("dan", id, Bytes{1, 2, 3}) != 0);
        const std::string reason = "not with these people";
        const Bytes said(reason.begin(), reason.end());
        REQUIRE(bench.code_of(bench.asks("dan", bench.act_in("dan", id, said, Choice::deny))) == 0);

        const auto told = played(bench, id);

        const auto line = [&](Event event) {
            const auto found = std::ranges::find(told.steps, event, &custody::ToldStep::event);
            REQUIRE(found != told.steps.end());
            return *found;
        };
        CHECK(line(Event::strike).is_signed);
        CHECK_FALSE(line(Event::strike).is_why_signed);
        CHECK(line(Event::refuse).is_signed);
        CHECK(line(Event::refuse).is_why_signed);
    }

    TEST_CASE("whoever was in the room before a restart has to be there again behind it") {
        Recovered recovered;
        auto& bench = recovered.bench;
        const auto is_given = [](const TranscriptStep& step) { return !step.act.empty(); };
        REQUIRE(std::ranges::count_if(recovered.steps, is_given) == 5);
        const auto of = [&](const char* person) {
            return *std::ranges::find(recovered.steps, person, &TranscriptStep::person);
        };
        auto restart = note_behind(recovered.steps.front());
        restart.event = Event::restart;
        restart.reached = {CeremonyState::collecting, 0, 1};
        const auto gift = [&](const char* person, std::uint32_t attempt, bool is_last) {
            auto step = of(person);
            step.event = Event::contribute;
            step.reached = is_last ? of("hal").reached : recovered.steps.front().reached;
            step.reached.attempt = attempt;
            return step;
        };
        std::vector<TranscriptStep> steps{recovered.steps.front(),
                                          gift("dan", 0, false),
                                          gift("eli", 0, false),
                                          restart,
                                          gift("fay", 1, false),
                                          gift("gus", 1, false),
                                          gift("hal", 1, true)};
        const auto last = recovered.steps.size();
        for (auto end = last - 2; end < last; ++end) {
            steps.push_back(recovered.steps[end]);
            steps.back().reached.attempt = 1;
        }

        const auto flaw = flaw_of(rewritten(bench, recovered.right, steps));

        CHECK(flaw == std::to_string(steps.size()) + " carried out by the service");
    }

    TEST_CASE("a recovery is not given another plan on its way") {
        Recovered recovered;
        auto restart = note_behind(recovered.steps.front());
        restart.event = Event::restart;
        restart.reached = {CeremonyState::collecting, 0, 1};
        const std::vector<TranscriptStep> plain{recovered.steps.front(), restart};
        REQUIRE(flaw_of(rewritten(recovered.bench, recovered.right, plain)).empty());

        auto plan = recovered.bench.plan_in(recovered.shown);
        plan.reason = "another one";
        restart.said = wire::encode_public(plan);
        const std::vector<TranscriptStep> steps{recovered.steps.front(), restart};

        CHECK(flaw_of(rewritten(recovered.bench, recovered.right, steps)) ==
              "2 restart by the service");
    }

    TEST_CASE("over a veto a ceremony takes as many approvals as overrule one") {
        CustodyBench bench(3);
        bench.by_two(operate::RulesSetAsk{2, 3, 0});
        const auto plan = bench.plan();
        const auto first = bench.propose("ana", plan);
        bench.decide("wil", first, Choice::veto, "too early");
        const auto again = bench.decide("bea", bench.propose("ana", plan, 1));
        const auto request = bench.decide("cem", again);
        REQUIRE(request.state == ceremony::RequestState::committed);
        const auto right = read(file_of(bench, CeremonyId(request.id.bytes())));
        auto steps = steps_in(right);
        REQUIRE(flaw_of(rewritten(bench, right, steps)).empty());
        REQUIRE(std::ranges::count(steps, Event::approve, &TranscriptStep::event) == 2);

        // As if two had been enough.
        auto fewer = right;
        auto header = *wire::decode<custody::TranscriptHeader>(right.header);
        header.needed = 2;
        fewer.header = wire::encode_public(header);
        const auto armed = steps[2].reached;
        steps.erase(steps.begin() + 2);
        steps[1].reached = armed;

        CHECK(flaw_of(rewritten(bench, fewer, steps)) == "2 approval of bea");
    }

    TEST_CASE("a custodian's tool takes a ceremony only with the transcript that began it") {
        CustodyBench bench(3);
        const auto id = bench.begin();
        const auto& roster = bench.core().state().roster.roster;
        const auto& installation = *bench.core().state().installation;
        const ceremony::Place here{installation.id, installation.provenance.environment};
        const auto seen = custody::SeenCeremony::read(
            bench.shown_to("dan", id), id, here, roster, threshold::Epoch(1));
        REQUIRE(seen.ok());
        const auto right = played(bench, id);
        CHECK(seen->check_played(right, here, roster).ok());

        const auto refused = [&](auto change) {
            auto other = played(bench, id);
            change(other);
            const auto checked = seen->check_played(other, here, roster);
            return !checked && checked.error().is(errors::ceremony_unsound);
        };
        CHECK(refused([](auto& it) { it.header.nonce[0] ^= 1U; }));
        CHECK(refused([](auto& it) { it.header.epoch = 2; }));
        CHECK(refused([](auto& it) { it.header.plan.body.back() ^= 1U; }));
        CHECK(refused([](auto& it) { it.header.environment = "another"; }));
        CHECK(refused([](auto& it) { it.ceremony.state = CeremonyState::proposed; }));
        CHECK(refused([](auto& it) { it.ceremony.state = CeremonyState::armed; }));
        // A roster with a key that nobody was ever shown.
        CHECK(refused([&](auto& it) {
            auto bytes = wire::encode_public(roster);
            const auto& key = roster.persons().front().keys.front().key;
            const auto at = std::ranges::search(bytes, key);
            REQUIRE_FALSE(at.empty());
            *at.begin() ^= 1U;
            it.header.roster = bytes;
        }));
    }

    TEST_CASE("a custodian's receipt is of what was said, in this round, and of nothing else") {
        CustodyBench bench(3);
        const auto id = bench.begin();
        auto& dan = bench.hand("dan");
        REQUIRE(bench.say("dan", id, bench.word_of(dan, bench.shown_to("dan", id))) == 0);
        const auto said = steps_in(read(file_of(bench, id))).back();
        const auto index = dan.index.value();

        CHECK(said.is_saying_of(index, said.round, said.digest));
        CHECK_FALSE(said.is_saying_of(index + 1, said.round, said.digest));
        CHECK_FALSE(said.is_saying_of(index, said.round + 1, said.digest));
        CHECK_FALSE(said.is_saying_of(index, said.round, {}));
    }
}
