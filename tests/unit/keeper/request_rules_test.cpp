// What becomes of requests at the edges of their rules: frozen, behind the clock, over a limit,
// decided elsewhere, or asked for without an act.
#include "errors.hpp"
#include "people_bench.hpp"
#include "sealwright/operate/routes.hpp"

using namespace sealwright;
using ceremony::Choice;
using ceremony::RequestState;
using test::PeopleBench;

namespace {

operate::VaultAddAsk vault(const std::string& name) {
    return {name, "transit", name, {}, false};
}

struct RulesBench : PeopleBench {
    std::uint64_t frozen_entry() { return core().state().freeze.now(clock.now().wall_ms)->entry; }
    RequestState state_of(const RequestId& id) {
        return core().state().requests.at(id).request.state;
    }
    std::uint16_t proposing(const std::string& name, const auto& ask) {
        return code_of(asks(name, proposal(name, ask)));
    }
};

// A second keeper over the same store, with people of its own before it.
struct OtherKeeper {
    explicit OtherKeeper(RulesBench& bench)
        : tokens(bench.tokens, events),
          core(bench.depot.memory, tokens, bench.clock, bench.random, bench.settings),
          sealing(core),
          canary(core),
          operating(core, sealing, bench.desk, canary, bench.fronts),
          people(core, operating) {
        core.refresh();
    }
    std::vector<test::Event> events;
    test::WatchedTokens tokens;
    keeper::Core core;
    keeper::Sealing sealing;
    keeper::Canary canary;
    keeper::Operating operating;
    keeper::PersonDesk people;
};

}  // namespace

TEST_SUITE("keeper/request_rules") {
    TEST_CASE("a change that is asked for as a question, without an act, is refused to everybody") {
        RulesBench bench;
        bench.found();
        const auto before = bench.unchanged();
        for (const auto& route : operate::routes()) {
            // A founder's question brings an act of its own.
            const bool is_founding = route.type == operate::FoundingAsk::type ||
                                     route.type == operate::FoundingSignAsk::type;
            // Known to a recovery is whose key stands in its group; here there is none.
            const bool is_recovery = route.type == operate::RecoveryAsk::type;
            if (route.effect == operate::Effect::read || is_founding) continue;
            CAPTURE(route.name);
            for (const char* name : {"ana", "wil"}) {
                auto question = bench.question(vault("prod"));
                question.type = route.type;
                CHECK(bench.code_of(bench.hear(bench.signed_ask(name, question))) ==
                      (is_recovery ? errors::person_unknown : errors::ask_unknown).code);
            }
        }
        CHECK(bench.unchanged() == before);
    }

    TEST_CASE("a request that is approved is not carried out while the service is frozen") {
        RulesBench bench;
        bench.found({2, 2, 600});
        const auto armed = bench.by_two(vault("prod"));
        const auto waiting = bench.propose("cem", vault("late"));
        bench.propose("cem", operate::FreezeAsk{"odd"});
        const auto entry = bench.frozen_entry();

        bench.clock.advance(600'001);
        bench.person_desk().step();
        CHECK(bench.state_of(armed.id) == RequestState::armed);
        CHECK(bench.core().state().vaults.empty());

        bench.by_two(operate::LiftFreezeAsk{entry, "it was nothing"});
        bench.person_desk().step();
        CHECK(bench.state_of(armed.id) == RequestState::committed);
        CHECK(bench.core().state().vaults.size() == 1);
        CHECK(bench.state_of(waiting.id) == RequestState::collecting);
    }

    TEST_CASE("a frozen request keeps no other one from its end") {
        RulesBench bench;
        bench.found({2, 2, 2 * 24 * 3600});
        for (const char* name : {"one", "two", "three"}) bench.by_two(vault(name));
        const auto forgotten = bench.propose("cem", vault("late"));
        bench.clock.advance(2 * PeopleBench::day_ms + 1);
        bench.propose("cem", operate::FreezeAsk{"odd"});

        for (int turn = 0; turn < 8; ++turn) bench.person_desk().step();

        CHECK(bench.state_of(forgotten.id) == RequestState::expired);
        CHECK(bench.core().state().vaults.empty());
    }

    TEST_CASE("with a clock that was put back, time moves no request on") {
        RulesBench bench;
        bench.found({2, 2, 600});
        const auto armed = bench.by_two(vault("prod"));
        bench.clock.advance(900'000);
        bench.propose("ana", operate::FreezeAsk{"so that the journal has this time"});
        bench.by_two(operate::LiftFreezeAsk{bench.frozen_entry(), "over"});
        bench.clock.set_wall_back(120'000);

        bench.person_desk().step();
        CHECK(bench.state_of(armed.id) == RequestState::armed);

        bench.clock.advance(120'000);
        bench.person_desk().step();
        CHECK(bench.state_of(armed.id) == RequestState::committed);
    }

    TEST_CASE("a lift has no veto time, and one that names no stop lifts none") {
        RulesBench bench;
        bench.found({2, 2, 600});
        bench.by_two(vault("prod"));
        bench.clock.advance(600'001);
        bench.person_desk().step();
        bench.propose("ana", operate::FreezeAsk{"odd"});
        bench.propose("ana", operate::VaultHoldAsk{"prod", "odd"});
        const auto id = bench.core().state().vault_named("prod")->id;

        CHECK(bench.by_two(operate::LiftFreezeAsk{0, "any"}).state == RequestState::failed);
        CHECK(bench.by_two(operate::VaultLiftAsk{"prod", "any", 0}).state == RequestState::failed);
        CHECK(bench.by_two(operate::LiftFreezeAsk{bench.frozen_entry(), "over"}).state ==
              RequestState::committed);
        CHECK(bench.core().state().standing_of(id).is_held(bench.clock.now().wall_ms));
    }

    TEST_CASE("a key is brought by who has it: a proof of another name or key adds nobody") {
        RulesBench bench;
        bench.found();
        const auto roster = bench.core().state().roster.roster;
        auto borrowed = bench.proof(bench.people.at("wil"));
        bench.add("dot", {PeopleBench::Role::operator_});
        borrowed.key = bench.people.at("dot").key;

        CHECK(bench.by_two(operate::PersonAddAsk{"dot", 1, borrowed}).state ==
              RequestState::failed);
        CHECK(bench.by_two(operate::PersonKeyAddAsk{"cem", borrowed}).state ==
              RequestState::failed);
        CHECK(bench.by_two(operate::PersonKeyAddAsk{"cem", bench.proof(bench.people.at("dot"))})
                  .state == RequestState::failed);

        CHECK(bench.core().state().roster.roster == roster);
        const auto honest = bench.proof(bench.people.at("dot"));
        CHECK(bench.by_two(operate::PersonAddAsk{"dot", 1, honest}).state ==
              RequestState::committed);
    }

    TEST_CASE("a request that another instance has ended stays as it was ended there") {
        RulesBench bench;
        bench.found();
        const auto request = bench.propose("ana", vault("prod"));
        const auto approval = bench.decision("bea", request);
        const auto theirs = bench.signed_ask("cem", bench.question(bench.decision("cem", request)));
        bench.depot.before_commit = [&] { REQUIRE(OtherKeeper(bench).people.answer(theirs).ok()); };

        CHECK(bench.code_of(bench.asks("bea", approval)) == errors::request_over.code);

        CHECK(bench.state_of(request.id) == RequestState::committed);
        CHECK(
            bench.core().state().requests.at(request.id).request.decisions.back().act.act.person ==
            "cem");
        CHECK(bench.core().state().vaults.size() == 1);
        CHECK(bench.verified().open_intents.empty());
    }

    TEST_CASE(
        "what has ended names its entry in the journal, and only the open are listed as such") {
        RulesBench bench;
        bench.found();
        const auto vetoed = bench.propose("ana", vault("no"));
        bench.decide("wil", vetoed, Choice::veto, "not today");
        const auto open = bench.propose("ana", vault("perhaps"));
        const auto listed = [&](bool open_only) {
            const auto reply = bench.asks("wil", operate::RequestsAsk{{}, 16, open_only});
            auto page = wire::decode<operate::Requests>(reply.body);
            REQUIRE(page.ok());
            return *page;
        };

        CHECK(listed(false).requests.size() == 2);
        const auto only = listed(true).requests;
        REQUIRE(only.size() == 1);
        CHECK(wire::decode<ceremony::Request>(only.front().request)->id == open.id);
        CHECK(only.front().entry == 0);
        const auto entry = bench.core().state().requests.at(vetoed.id).entry;
        const auto all = bench.entries();
        REQUIRE(entry > 0);
        CHECK(*all.at(entry - 1).text("what") == "request vetoed");
    }

    TEST_CASE("two hundred and fifty-six requests are open at the most, whoever asks") {
        RulesBench bench;
        for (int each = 0; each < 12; ++each) {
            bench.add("p" + std::to_string(200 + each), {PeopleBench::Role::operator_});
        }
        bench.found();
        bench.add("zoe", {PeopleBench::Role::operator_});
        bench.by_two(operate::PersonAddAsk{"zoe", 1, bench.proof(bench.people.at("zoe"))});
        std::size_t open = 0;
        for (const auto& [name, whom] : bench.people) {
            for (int each = 0; name != "wil" && each < 16 && open < 256; ++each, ++open) {
                REQUIRE(bench.proposing(name, vault("v" + std::to_string(open))) == 0);
            }
        }
        REQUIRE(open == 256);

        CHECK(bench.proposing("zoe", vault("one-more")) == errors::requests_full.code);
        // Who stops something waits for nobody.
        CHECK(bench.proposing("zoe", operate::FreezeAsk{"it is too much"}) == 0);
    }

    TEST_CASE("a question cannot be repeated as long as it is fresh, to the millisecond") {
        RulesBench bench;
        bench.found();
        const auto ask = bench.signed_ask("ana", bench.question(operate::RosterAsk{}));
        REQUIRE(bench.code_of(bench.hear(ask)) == 0);

        bench.clock.advance(keeper::PersonDesk::apart_max_ms);
        CHECK(bench.code_of(bench.hear(ask)) == errors::question_again.code);
        bench.clock.advance(1);
        CHECK(bench.code_of(bench.hear(ask)) == errors::question_old.code);
    }

    TEST_CASE("a keeper that is locked says so to everybody alike") {
        RulesBench bench;
        bench.found();
        bench.add("eve", {PeopleBench::Role::operator_});
        const auto known = bench.signed_ask("ana", bench.question(operate::RosterAsk{}));
        const auto unknown = bench.signed_ask("eve", bench.question(operate::RosterAsk{}));
        bench.depot.memory.set_away(true);
        bench.restart_people();
        REQUIRE(bench.core().phase() == keeper::Phase::locked);

        for (const auto& ask : {known, unknown}) {
            const auto heard = bench.person_desk().carried(
                {operate::RosterAsk::type, wire::encode_public(ask), ""});
            CHECK(heard.status == 503);
            CHECK(wire::decode<claims::Refusal>(heard.body)->code == errors::keeper_locked.code);
        }
    }

    TEST_CASE("the local socket of a founded installation holds and freezes") {
        RulesBench bench;
        bench.found();
        bench.by_two(vault("prod"));

        CHECK(bench.refused(operate::VaultHoldAsk{"prod", "odd"}) == 0);
        CHECK(bench.refused(operate::FreezeAsk{"odd"}) == 0);

        CHECK(bench.core().state().freeze.now(bench.clock.now().wall_ms) != nullptr);
    }

    TEST_CASE("a freeze stops what a solo operator would loosen, but for its lift") {
        RulesBench bench;
        bench.init();
        bench.must<operate::Status>(operate::FreezeAsk{"odd"});
        bench.refused_unchanged(vault("prod"), errors::service_frozen);

        bench.must<operate::Status>(operate::LiftFreezeAsk{0, "over"});
        bench.add_vault("prod");
    }
}
