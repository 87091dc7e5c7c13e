// Custodians play a recovery while the service serves, and nothing of any vault is opened by it.
#include "custody_bench.hpp"

using namespace sealwright;
using ceremony::CeremonyState;
using test::CustodyBench;

namespace {

// A group of five, three needed, and one operator who asks for a drill.
struct Drilled : CustodyBench {
    Drilled() { make_group(); }

    static operate::CeremonyBeginAsk ask() { return {3, 0, {}, "the yearly one"}; }
    ceremony::Request asked(const operate::CeremonyBeginAsk& plan = ask()) {
        return propose("cem", plan);
    }
    std::uint16_t refused_drill(const operate::CeremonyBeginAsk& plan = ask()) {
        const auto before = unchanged();
        const auto code = code_of(asks("cem", proposal("cem", plan)));
        CHECK(unchanged() == before);
        return code;
    }
    CeremonyId begin_drill() {
        const auto request = asked();
        INFO(request.why);
        REQUIRE(request.state == ceremony::RequestState::committed);
        person_desk().step();
        return CeremonyId(request.id.bytes());
    }
    // As its custodians see it; dan is one.
    std::optional<operate::RecoveryShown> seen(const CeremonyId& id) {
        custody::RecoveryPlan plan;
        plan.installation = core().state().installation->id;
        plan.environment = "trying";
        const auto answer =
            person_desk().answer(custodians_ask(hand("dan"), plan, operate::RecoveryAsk{}));
        if (!answer || answer->answer_type != operate::RecoveryShown::type) return std::nullopt;
        auto shown = wire::decode<operate::RecoveryShown>(answer->body);
        REQUIRE(shown.ok());
        CHECK(CeremonyId(plan_in(*shown).occasion.ceremony) == id);
        return std::move(*shown);
    }
    std::uint16_t gives(const std::string& name, const operate::RecoveryShown& shown) {
        return give(hand(name), shown, gift(hand(name), shown, false));
    }
    std::uint16_t gives_garbage(const std::string& name, const operate::RecoveryShown& shown) {
        auto wrong = gift(hand(name), shown);
        wrong.parts.front().back() ^= 1U;
        return give(hand(name), shown, wrong);
    }
    journal::Entry last() { return entries(journal::Kind::act).back(); }
    operate::Custodians custodians() {
        return *wire::decode<operate::Custodians>(asks("wil", operate::CustodiansAsk{}).body);
    }
    std::uint16_t aborts(const CeremonyId& id) {
        const std::string reason = "not today";
        return code_of(
            asks("bea", act_in("bea", id, {reason.begin(), reason.end()}, Choice::veto)));
    }
    CeremonyState state_of(const CeremonyId& id) {
        return core().state().custody.ceremonies.at(id).ceremony.state;
    }
};

}  // namespace

TEST_SUITE("keeper/drill") {
    TEST_CASE("three of five play a recovery, and it opens what was made for it and nothing else") {
        Drilled bench;
        const auto wraps = bench.core().state().custody.wraps;
        const auto keys = bench.core().state().installation->service_key;
        const auto secrets = bench.secrets();
        const auto id = bench.begin_drill();
        const auto shown = bench.seen(id);
        REQUIRE(shown.has_value());
        CHECK(bench.plan_in(*shown).is_drill());
        REQUIRE(shown->wraps.size() == 1);
        CHECK(threshold::Label::parse(shown->wraps[0].label)->purpose ==
              threshold::Label::Purpose::drill);

        CHECK(bench.gives("dan", *shown) == 0);
        CHECK(bench.gives_garbage("gus", *shown) == errors::contribution_unreadable.code);
        bench.clock.advance(90'000);
        CHECK(bench.gives("fay", *shown) == 0);
        CHECK(bench.state_of(id) == CeremonyState::collecting);
        CHECK(bench.gives("hal", *shown) == 0);

        CHECK(bench.state_of(id) == CeremonyState::committed);
        CHECK(bench.seen(id)->is_done);
        const auto last = bench.last();
        CHECK(*last.text("what") == "drill passed");
        CHECK(*last.text("answered") == "dan, fay, hal");
        CHECK(*last.text("struck") == "gus");
        REQUIRE(last.number("seconds to quorum") != nullptr);
        CHECK(*last.number("seconds to quorum") == 90);
        CHECK(bench.core().state().custody.wraps == wraps);
        CHECK(bench.core().state().installation->service_key.wraps.size() == keys.wraps.size());
        CHECK(bench.secrets() == secrets);
        CHECK(bench.gives("eli", *shown) == errors::drill_over.code);
        bench.verified();
    }

    TEST_CASE("who gives to a drill has shown that they hold their share, also after a restart") {
        Drilled bench;
        bench.clock.advance(keeper::Holding::proven_ms);
        REQUIRE(bench.custodians().margin() == -3);
        const auto id = bench.begin_drill();
        const auto shown = bench.seen(id);

        CHECK(bench.gives("dan", *shown) == 0);
        CHECK(bench.custodians().margin() == -2);
        CHECK(bench.gives_garbage("eli", *shown) != 0);
        CHECK(bench.custodians().margin() == -2);
        CHECK(bench.gives("fay", *shown) == 0);
        CHECK(bench.gives("hal", *shown) == 0);

        CHECK(bench.custodians().margin() == 0);
        const auto status = bench.must<operate::Status>(operate::StatusAsk{});
        CHECK(status.custodians == 5);
        CHECK(status.custodians_shown == 3);
        CHECK(status.custodians_margin() == 0);
        CHECK(status.drilled_ms == bench.clock.now().wall_ms);
        const auto drilled = bench.core().state().custody.proven.drilled_ms;
        CHECK(drilled == bench.clock.now().wall_ms);
        bench.restart_people();
        CHECK(bench.custodians().margin() == 0);
        CHECK(bench.core().state().custody.proven.drilled_ms == drilled);
    }

    TEST_CASE("a keeper that starts anew collects again, to another key, as the next attempt") {
        Drilled bench;
        const auto id = bench.begin_drill();
        const auto before = bench.seen(id);
        CHECK(bench.gives("dan", *before) == 0);
        CHECK(bench.gives("eli", *before) == 0);

        bench.restart_people();
        bench.person_desk().step();

        const auto shown = bench.seen(id);
        REQUIRE(shown.has_value());
        CHECK(shown->given.empty());
        CHECK(bench.now(id).attempt == 1);
        CHECK(bench.plan_in(*shown).occasion.recipient !=
              bench.plan_in(*before).occasion.recipient);
        CHECK(bench.gives("fay", *before) == errors::pepper_wrong.code);
        for (const char* name : {"dan", "eli", "hal"}) CHECK(bench.gives(name, *shown) == 0);
        CHECK(bench.state_of(id) == CeremonyState::committed);
    }

    TEST_CASE("a gift whose commit was written but not answered has the drill collect again") {
        Drilled bench;
        const auto id = bench.begin_drill();
        const auto before = bench.seen(id);
        bench.depot.memory.lose_answer(1);
        CHECK(bench.gives("dan", *before) != 0);
        bench.core().refresh();
        REQUIRE(bench.is_open());
        CHECK(bench.gives("eli", *before) == 0);
        bench.gives("fay", *before);
        bench.person_desk().step();

        const auto shown = bench.seen(id);
        REQUIRE(shown.has_value());
        CHECK(bench.now(id).attempt == 1);
        for (const char* name : {"dan", "eli", "hal"}) CHECK(bench.gives(name, *shown) == 0);
        CHECK(bench.state_of(id) == CeremonyState::committed);
    }

    TEST_CASE("a freeze stops a drill, and under one none begins") {
        Drilled bench;
        const auto id = bench.begin_drill();
        const auto shown = bench.seen(id);
        CHECK(bench.gives("dan", *shown) == 0);
        bench.propose("ana", operate::FreezeAsk{"we are under attack"});

        CHECK(bench.gives("eli", *shown) == errors::service_frozen.code);
        bench.clock.advance(61ULL * 60 * 1000);
        bench.person_desk().step();

        CHECK(bench.state_of(id) == CeremonyState::expired);
        CHECK(*bench.last().text("what") == "drill expired");
        CHECK(*bench.last().text("answered") == "dan");
        CHECK(bench.refused_drill() == errors::service_frozen.code);
    }

    TEST_CASE("a second drill while one runs is refused, and the first goes on") {
        Drilled bench;
        const auto id = bench.begin_drill();
        const auto shown = bench.seen(id);
        CHECK(bench.gives("dan", *shown) == 0);

        CHECK(bench.refused_drill() == errors::drill_open.code);

        CHECK(bench.gives("eli", *shown) == 0);
        CHECK(bench.gives("fay", *shown) == 0);
        CHECK(bench.state_of(id) == CeremonyState::committed);
        bench.begin_drill();
    }

    TEST_CASE("one operator alone begins a drill, of the custodians that there are") {
        CustodyBench none;
        CHECK(none.code_of(none.asks("cem", none.proposal("cem", Drilled::ask()))) ==
              errors::group_absent.code);
        Drilled bench;
        auto plan = Drilled::ask();
        plan.threshold = 2;
        CHECK(bench.refused_drill(plan) == errors::drill_seats.code);
        plan = Drilled::ask();
        plan.seats = bench.seats;
        CHECK(bench.refused_drill(plan) == errors::drill_seats.code);
        plan = Drilled::ask();
        plan.reason = " ";
        CHECK(bench.refused_drill(plan) == errors::reason_invalid.code);
        CHECK(bench.core().state().custody.asked(ceremony::CeremonyKind::drill) == nullptr);

        CHECK(bench.asked().state == ceremony::RequestState::committed);

        // And a key is still made by two.
        CHECK(bench.propose("cem", bench.CustodyBench::plan(CustodyBench::reshare)).state ==
              ceremony::RequestState::collecting);
    }

    TEST_CASE("however many drills one operator begins and ends, no other ceremony is forgotten") {
        Drilled bench;
        const auto& ceremonies = bench.core().state().custody.ceremonies;
        const auto genesis = ceremonies.begin()->first;
        for (int time = 0; time < 18; ++time) {
            const auto id = bench.begin_drill();
            REQUIRE(bench.aborts(id) == 0);
        }
        CHECK(ceremonies.size() == 16);
        CHECK(ceremonies.contains(genesis));
        const auto reply = bench.asks("wil", operate::TranscriptAsk{genesis.bytes()});
        CHECK(reply.type == operate::TranscriptShown::type);
    }

    TEST_CASE("an operator ends a drill, and nobody joins one") {
        Drilled bench;
        const auto id = bench.begin_drill();
        const auto shown = bench.seen(id);
        CHECK(bench.say("dan", id, Bytes(66)) == errors::drill_speechless.code);
        CHECK(bench.gives("dan", *shown) == 0);

        CHECK(bench.aborts(id) == 0);

        CHECK(*bench.last().text("what") == "drill aborted");
        CHECK(*bench.last().text("answered") == "dan");
        CHECK(bench.gives("eli", *shown) == errors::drill_over.code);
        CHECK(bench.core().state().custody.proven.drilled_ms == 0);
        CHECK(bench.begin_drill() != id);
    }

    TEST_CASE("a drill that too few can answer fails, and says who was wrong") {
        Drilled bench;
        const auto id = bench.begin_drill();
        const auto shown = bench.seen(id);
        for (const char* name : {"dan", "eli", "fay"}) {
            for (int time = 0; time < ceremony::strikes_max; ++time) {
                CHECK(bench.gives_garbage(name, *shown) != 0);
            }
        }

        CHECK(bench.state_of(id) == CeremonyState::failed);
        CHECK(*bench.last().text("struck") == "dan, eli, fay");
        CHECK(bench.gives("hal", *shown) == errors::drill_over.code);
    }

    TEST_CASE("a new key of the custodians is made beside a drill, and ends it") {
        Drilled bench;
        const auto id = bench.begin_drill();
        const auto shown = bench.seen(id);
        CHECK(bench.gives("dan", *shown) == 0);
        bench.draw_hands();

        bench.make_group(CustodyBench::reshare, 2);
        bench.person_desk().step();

        CHECK(bench.state_of(id) == CeremonyState::aborted);
        CHECK(bench.core().state().custody.group->read_group().epoch().value() == 2);
        CHECK(bench.core().state().custody.proven.drilled_ms == 0);
        CHECK(bench.begin_drill() != id);
    }

    TEST_CASE(
        "a recovery in earnest goes first, and a drill that was open collects again after it") {
        Drilled bench;
        const auto id = bench.begin_drill();
        const auto drill = bench.seen(id);
        CHECK(bench.gives("dan", *drill) == 0);

        bench.lose_tokens();
        bench.person_desk().step();
        const auto shown = bench.begin_recovery();
        CHECK_FALSE(bench.plan_in(shown).is_drill());
        CHECK(bench.gives("dan", *drill) == errors::recovery_absent.code);
        for (const char* name : {"dan", "eli", "fay"}) {
            const auto& hand = bench.hand(name);
            CHECK(bench.give(hand, shown, bench.gift(hand, shown)) == 0);
        }
        REQUIRE(bench.is_open());
        bench.person_desk().step();

        const auto again = bench.seen(id);
        REQUIRE(again.has_value());
        for (const char* name : {"dan", "eli", "fay"}) CHECK(bench.gives(name, *again) == 0);
        CHECK(bench.state_of(id) == CeremonyState::committed);
        bench.verified();
    }

    TEST_CASE("a drill's wrap among the real ones is refused to be recovered from") {
        Drilled bench;
        const auto shown = bench.seen(bench.begin_drill());
        auto draft = bench.core().draft();
        const auto label = *threshold::Label::parse(shown->wraps[0].label);
        draft.put_wrap(keeper::wrap_row(label.group, label), shown->wraps[0]);
        REQUIRE(bench.core().commit_once(std::move(draft)).ok());
        bench.lose_tokens();

        CHECK(bench.refused(operate::RecoverAsk{"the HSMs burned"}) == errors::state_broken.code);
    }

    TEST_CASE("who is no custodian any more gives nothing to a drill") {
        Drilled bench;
        const auto id = bench.begin_drill();
        const auto shown = bench.seen(id);
        bench.by_two(operate::PersonRemoveAsk{"hal", "left"});
        bench.person_desk().step();

        CHECK(bench.gives("hal", *shown) == errors::ceremony_holder_out.code);

        for (const char* name : {"dan", "eli", "fay"}) CHECK(bench.gives(name, *shown) == 0);
        CHECK(bench.state_of(id) == CeremonyState::committed);
        CHECK(*bench.last().text("refused") == "hal");
    }
}
