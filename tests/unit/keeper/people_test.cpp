// Who decides in a founded installation: requests by those who are known, signed, counted once.
#include "errors.hpp"
#include "people_bench.hpp"

using namespace sealwright;
using ceremony::Choice;
using ceremony::RequestState;
using test::PeopleBench;

namespace {

operate::VaultAddAsk vault(const std::string& name) {
    return {name, "transit", name, {}, false};
}

// Nobody is served, and nothing changes.
void check_nothing(PeopleBench& bench,
                   const keeper::Reply& reply,
                   const ErrorSpec& spec,
                   Digest before) {
    CHECK(PeopleBench::code_of(reply) == spec.code);
    CHECK(bench.core().state().digest() == before);
}

}  // namespace

TEST_SUITE("keeper/people") {
    TEST_CASE("in a founded installation the local socket loosens nothing") {
        PeopleBench bench;
        bench.found();
        const auto before = bench.core().state().digest();

        CHECK(bench.refused(vault("prod")) == errors::needs_people.code);
        CHECK(bench.refused(operate::PolicySetAsk{}) == errors::needs_people.code);
        CHECK(bench.refused(operate::PersonAddAsk{}) == errors::needs_people.code);
        CHECK(bench.refused(operate::VaultsAsk{}) == 0);
        CHECK(bench.core().state().digest() == before);
    }

    TEST_CASE("what loosens waits for a second operator, and is carried out with their approval") {
        PeopleBench bench;
        bench.found();
        const auto request = bench.propose("ana", vault("prod"));
        CHECK(request.state == RequestState::collecting);
        CHECK(bench.core().state().vault_named("prod") == nullptr);

        CHECK(bench.decide("bea", request).state == RequestState::committed);
        CHECK(bench.core().state().vault_named("prod") != nullptr);
    }

    TEST_CASE("a proposal that is sent again is the same request") {
        PeopleBench bench;
        bench.found();
        const auto proposal = bench.proposal("ana", vault("prod"));
        const auto first = bench.shown(bench.asks("ana", proposal));

        CHECK(bench.shown(bench.asks("ana", proposal)).id == first.id);
        CHECK(bench.core().state().requests.size() == 1);
    }

    TEST_CASE("the proposer is one person, whatever they approve and with whichever key") {
        PeopleBench bench;
        bench.found();
        const auto request = bench.propose("ana", vault("prod"));
        // The very act of the proposal is taken already; another one of hers is refused.
        CHECK(bench.decide("ana", request) == request);
        auto sooner = request;
        --sooner.expiry_ms;
        CHECK(bench.code_of(bench.asks("ana", bench.decision("ana", sooner))) ==
              errors::decided_already.code);

        bench.add("ana-2", {});  // A key of its own; it becomes ana's second.
        auto second = bench.proof(bench.people.at("ana-2"));
        second.proof = crypto::Signer::sign(bench.people.at("ana-2").seed,
                                            ceremony::key_proof("ana", second.key));
        CHECK(bench.by_two(operate::PersonKeyAddAsk{"ana", second}).state ==
              RequestState::committed);
        auto act = bench.act_on(request.plan, "ana", {});
        act.ceremony = request.id.bytes();
        act.expiry_ms = request.expiry_ms;
        const operate::DecideAsk again{
            request.id.bytes(), "", wire::encode_public(bench.sign("ana-2", act))};
        CHECK(bench.code_of(bench.asks("ana-2", again)) == errors::decided_already.code);
        CHECK(bench.core().state().vault_named("prod") == nullptr);
    }

    TEST_CASE("no reading question of a person makes a change, or ends the keeper") {
        PeopleBench bench;
        bench.found();
        bench.by_two(vault("prod"));
        const auto before = bench.core().state().digest();
        CHECK(bench.code_of(bench.asks("wil", operate::CanUnsealAsk{"prod", true})) == 0);
        CHECK(bench.core().state().digest() == before);
    }

    TEST_CASE("whoever vetoes their own plan does not spare it its veto time") {
        PeopleBench bench;
        bench.found({2, 2, 600});
        const auto first = bench.propose("ana", vault("prod"));
        REQUIRE(bench.decide("ana", first, Choice::veto, "by mistake").state ==
                RequestState::vetoed);
        const auto again = bench.by_two(vault("prod"));
        CHECK(again.attempt == 0);
        CHECK(again.state == RequestState::armed);
        CHECK(bench.core().state().vault_named("prod") == nullptr);
    }

    TEST_CASE("whoever has denied can still veto") {
        PeopleBench bench;
        bench.found({2, 2, 600});
        const auto request = bench.propose("ana", vault("prod"));
        bench.decide("cem", request, Choice::deny);
        REQUIRE(bench.decide("bea", request).state == RequestState::armed);
        CHECK(bench.decide("cem", request, Choice::veto, "no").state == RequestState::vetoed);
    }

    TEST_CASE("with many approvers of long names the service still opens again") {
        PeopleBench bench;
        std::vector<std::string> names;
        for (char letter = 'a'; letter <= 'l'; ++letter) {
            names.push_back(std::string(47, 'x') + letter);
            bench.add(names.back(), {PeopleBench::Role::operator_});
        }
        bench.found({8, 16, 600});
        const auto newer =
            policy::ReleasePolicy::make({{"all", {policy::EvidenceAgeAtMost{~std::uint64_t{0}}}}});
        REQUIRE(newer.ok());
        const operate::PolicySetAsk ask{wire::encode_public(*newer),
                                        bench.core().state().policy.policy.digest()};
        auto request = bench.propose(names[0], ask);
        for (std::size_t index = 1; index < names.size(); ++index) {
            request = bench.decide(names[index], request);
        }
        bench.clock.advance(600'001);
        bench.person_desk().step();
        REQUIRE(bench.core().state().policy.policy == *newer);
        bench.restart();
        CHECK(bench.core().phase() == keeper::Phase::open);
    }

    TEST_CASE("what one person asks for again and again locks nobody else out") {
        PeopleBench bench;
        bench.found();
        const operate::TokenActAsk start{"a", operate::TokenVerb::start};
        const auto ask_for = [&](std::uint64_t lives_ms) {
            auto propose = bench.proposal("ana", start);
            auto act = bench.act_on(bench.plan_of(start), "ana", propose.nonce);
            act.expiry_ms = bench.clock.now().wall_ms + lives_ms;
            propose.act = wire::encode_public(bench.sign("ana", act));
            bench.clock.advance(1000);
            return bench.code_of(bench.asks("ana", propose));
        };
        for (std::size_t each = 0; each < keeper::Requests::kept_of_one_max; ++each) {
            REQUIRE(ask_for(86'400'000) == 0);
        }
        CHECK(ask_for(86'400'000) == errors::requests_full.code);
        bench.clock.advance(86'400'000);
        for (std::size_t each = 0; each < 1'300; ++each) REQUIRE(ask_for(1'001) == 0);

        CHECK(bench.core().state().requests.size() <= keeper::Requests::kept_max + 1);
        CHECK(bench.by_two(vault("prod")).state == RequestState::committed);
        CHECK(bench.core().phase() == keeper::Phase::open);
    }

    TEST_CASE("whoever is not known hears one answer, whatever is wrong") {
        PeopleBench bench;
        bench.found();
        bench.add("eve", {PeopleBench::Role::operator_});
        const auto before = bench.core().state().digest();
        const auto question = bench.question(operate::VaultsAsk{});
        auto elsewhere = question;
        elsewhere.installation[0] ^= 1U;
        auto environment = question;
        environment.environment = "production";
        auto broken = bench.signed_ask("ana", question);
        broken.signature[0] ^= 1U;
        auto torn = bench.signed_ask("ana", question);
        torn.question.pop_back();

        check_nothing(
            bench, bench.asks("eve", operate::VaultsAsk{}), errors::person_unknown, before);
        for (const auto& ask : {bench.signed_ask("ana", elsewhere),
                                bench.signed_ask("ana", environment),
                                broken,
                                torn}) {
            check_nothing(bench, bench.hear(ask), errors::person_unknown, before);
        }
    }

    TEST_CASE("a question is answered once, and only near its time") {
        PeopleBench bench;
        bench.found();
        const auto ask = bench.signed_ask("ana", bench.question(operate::VaultsAsk{}));
        CHECK(bench.code_of(bench.hear(ask)) == 0);
        CHECK(bench.code_of(bench.hear(ask)) == errors::question_again.code);
        auto late = bench.question(operate::VaultsAsk{});
        late.wall_ms -= keeper::PersonDesk::apart_max_ms + 1;
        CHECK(bench.code_of(bench.hear(bench.signed_ask("ana", late))) ==
              errors::question_old.code);
        late.wall_ms += 2 * keeper::PersonDesk::apart_max_ms + 2;
        CHECK(bench.code_of(bench.hear(bench.signed_ask("ana", late))) ==
              errors::question_old.code);
    }

    TEST_CASE("one key may ask so much in ten minutes, and takes nothing from another") {
        PeopleBench bench;
        bench.found();
        for (std::size_t each = 0; each < keeper::PersonDesk::nonces_of_key_max; ++each) {
            REQUIRE(bench.code_of(bench.asks("ana", operate::RosterAsk{})) == 0);
        }
        CHECK(bench.code_of(bench.asks("ana", operate::RosterAsk{})) == errors::busy.code);
        CHECK(bench.code_of(bench.asks("bea", operate::RosterAsk{})) == 0);
        bench.clock.advance(2 * keeper::PersonDesk::apart_max_ms + 1);
        CHECK(bench.code_of(bench.asks("ana", operate::RosterAsk{})) == 0);
    }

    TEST_CASE("with a clock that was put back nothing is decided, also after a restart") {
        PeopleBench bench;
        bench.found();
        const auto request = bench.propose("ana", vault("prod"));
        bench.clock.set_wall_back(120'000);
        CHECK(bench.code_of(bench.asks("bea", bench.decision("bea", request))) ==
              errors::clock_behind.code);
        bench.restart_people();
        CHECK(bench.code_of(bench.asks("bea", bench.decision("bea", request))) ==
              errors::clock_behind.code);
        bench.clock.advance(120'000);
        CHECK(bench.decide("bea", request).state == RequestState::committed);
    }

    TEST_CASE("a stolen operator key loosens nothing alone, and the others see what it tried") {
        PeopleBench bench;
        bench.found();
        const auto policy = bench.propose("ana", vault("mine"));
        const auto node = bench.propose(
            "ana",
            operate::NodeAddAsk{
                "mine", "n", test::spki_named(9), bench.clock.now().wall_ms + PeopleBench::day_ms});
        CHECK(policy.state == RequestState::collecting);
        CHECK(node.state == RequestState::collecting);

        const auto reply = bench.asks("bea", operate::RequestsAsk{{}, 16, true});
        REQUIRE(reply.type == operate::Requests::type);
        CHECK(wire::decode<operate::Requests>(reply.body)->requests.size() == 2);
        CHECK(bench.core().state().vaults.empty());
        CHECK(bench.core().state().nodes.empty());
    }

    TEST_CASE("a veto ends a request for all, and the plan then takes more and cannot be vetoed") {
        PeopleBench bench;
        bench.found({2, 3, 0});
        const auto request = bench.propose("ana", vault("prod"));
        CHECK(bench.decide("wil", request, Choice::veto, "not today").state ==
              RequestState::vetoed);
        CHECK(bench.code_of(bench.asks("bea", bench.decision("bea", request))) ==
              errors::request_over.code);

        const auto second = bench.propose("ana", vault("prod"), 1);
        CHECK(second.terms.needed == 3);
        CHECK(bench.code_of(bench.asks("wil", bench.decision("wil", second, Choice::veto, "no"))) ==
              errors::veto_overruled.code);
        CHECK(bench.decide("bea", second).state == RequestState::collecting);
        CHECK(bench.decide("cem", second).state == RequestState::committed);
    }

    TEST_CASE("an approved request waits until nobody may veto it, over a restart") {
        PeopleBench bench;
        bench.found({2, 2, 600});
        const auto request = bench.by_two(vault("prod"));
        CHECK(request.state == RequestState::armed);
        bench.person_desk().step();
        CHECK(bench.core().state().vault_named("prod") == nullptr);
        bench.restart_people();
        bench.clock.advance(600'001);
        bench.person_desk().step();
        CHECK(bench.core().state().vault_named("prod") != nullptr);
    }

    TEST_CASE("an approval of somebody who left does not count any more") {
        PeopleBench bench;
        bench.found({2, 2, 600});
        const auto request = bench.by_two(vault("prod"));
        REQUIRE(request.state == RequestState::armed);
        CHECK(bench.propose("bea", operate::PersonRemoveAsk{"bea", "I leave"}).state ==
              RequestState::committed);
        bench.clock.advance(600'001);
        bench.person_desk().step();
        CHECK(bench.core().state().vault_named("prod") == nullptr);
        CHECK(bench.core().state().requests.at(request.id).request.state ==
              RequestState::collecting);
    }

    TEST_CASE("a request that is refused when it is carried out says why, and is over") {
        PeopleBench bench;
        bench.found();
        const auto first = bench.propose("ana", vault("prod"));
        const auto second = bench.propose("ana", vault("prod"));
        CHECK(bench.decide("bea", first).state == RequestState::committed);

        const auto failed = bench.decide("bea", second);

        CHECK(failed.state == RequestState::failed);
        CHECK(failed.why.find("vault") != std::string::npos);
    }

    TEST_CASE("an approval that the store could not take leaves the request as it was") {
        PeopleBench bench;
        bench.found();
        const auto request = bench.propose("ana", vault("prod"));
        const auto approval = bench.decision("bea", request);
        const auto hears = [&] {
            const auto ask = bench.signed_ask("bea", bench.question(approval));
            const auto answer = bench.person_desk().answer(ask);
            return answer && answer->answer_type == operate::RequestShown::type;
        };

        bench.depot.memory.fail_commit(1);
        CHECK_FALSE(hears());
        CHECK_FALSE(bench.is_open());
        bench.core().refresh();
        REQUIRE(bench.is_open());
        CHECK(bench.core().state().requests.at(request.id).request == request);
        CHECK(bench.core().state().vault_named("prod") == nullptr);

        bench.depot.memory.lose_answer(1);
        CHECK_FALSE(hears());
        bench.core().refresh();
        REQUIRE(bench.is_open());
        CHECK(bench.core().state().requests.at(request.id).request.state ==
              RequestState::committed);
        CHECK(hears());
        CHECK(bench.core().state().vaults.size() == 1);
    }

    TEST_CASE("a hold by one person lapses, by two it does not, and a lift takes two") {
        PeopleBench bench;
        bench.found();
        bench.by_two(vault("prod"));
        bench.propose("ana", operate::VaultHoldAsk{"prod", "a stolen disk"});
        const auto id = bench.core().state().vault_named("prod")->id;
        const auto held = [&] {
            return bench.core().state().standing_of(id).is_held(bench.clock.now().wall_ms);
        };
        CHECK(held());
        bench.clock.advance(4 * 3'600'000);
        CHECK_FALSE(held());
        CHECK(bench.code_of(bench.asks(
                  "ana", bench.proposal("ana", operate::VaultHoldAsk{"prod", "again"}))) ==
              errors::overruled_before.code);

        bench.propose("bea", operate::VaultHoldAsk{"prod", "again"});
        bench.propose("cem", operate::VaultHoldAsk{"prod", "so it is"});
        bench.clock.advance(5 * 3'600'000);
        CHECK(held());
        const auto entry =
            bench.core().state().standing_of(id).holds.now(bench.clock.now().wall_ms)->entry;
        CHECK(bench
                  .decide("bea",
                          bench.propose("ana", operate::VaultLiftAsk{"prod", "found", entry + 1}))
                  .state == RequestState::failed);
        CHECK(bench.by_two(operate::VaultLiftAsk{"prod", "found", entry}).state ==
              RequestState::committed);
        CHECK_FALSE(held());
    }

    TEST_CASE("the local socket and a person are not two people, in either order") {
        PeopleBench bench;
        bench.found();
        bench.by_two(vault("prod"));
        const auto id = bench.core().state().vault_named("prod")->id;
        const auto hold = [&] {
            return bench.core().state().standing_of(id).holds.now(bench.clock.now().wall_ms);
        };
        const operate::VaultHoldAsk ask{"prod", "mine"};

        CHECK(bench.refused(ask) == 0);
        CHECK(bench.refused(ask) == errors::vault_held_already.code);
        bench.propose("ana", ask);
        CHECK(hold()->who == "ana");
        CHECK(hold()->until_ms != 0);
        CHECK(bench.refused(ask) == errors::vault_held_already.code);
        CHECK(hold()->until_ms != 0);
        bench.clock.advance(4 * 3'600'000);
        CHECK(hold() == nullptr);
        CHECK(bench.refused(ask) == errors::overruled_before.code);
    }

    TEST_CASE("a responder may propose a lift, and two operators decide it") {
        PeopleBench bench;
        bench.add("rob", {PeopleBench::Role::responder});
        bench.found();
        bench.by_two(vault("prod"));
        bench.propose("rob", operate::VaultHoldAsk{"prod", "INC-412"});
        const auto id = bench.core().state().vault_named("prod")->id;
        const auto wall_ms = bench.clock.now().wall_ms;
        const auto entry = bench.core().state().standing_of(id).holds.now(wall_ms)->entry;
        const auto lift = bench.propose("rob", operate::VaultLiftAsk{"prod", "over", entry});
        CHECK(bench.decide("ana", lift).state == RequestState::collecting);
        CHECK(bench.decide("bea", lift).state == RequestState::committed);
    }

    TEST_CASE("a freeze stops what loosens but its lift, and no unseal") {
        PeopleBench bench;
        bench.found();
        const auto waiting = bench.propose("ana", vault("prod"));
        bench.propose("cem", operate::FreezeAsk{"something is wrong"});
        CHECK(bench.code_of(bench.asks("bea", bench.decision("bea", waiting))) ==
              errors::service_frozen.code);
        CHECK(bench.code_of(bench.asks("ana", bench.proposal("ana", vault("other")))) ==
              errors::service_frozen.code);
        const auto entry = bench.core().state().freeze.now(bench.clock.now().wall_ms)->entry;
        CHECK(bench.by_two(operate::LiftFreezeAsk{entry, "it was nothing"}).state ==
              RequestState::committed);
        CHECK(bench.decide("bea", waiting).state == RequestState::committed);
    }

    TEST_CASE("a change that would leave too few operators is refused") {
        PeopleBench bench;
        bench.found();
        CHECK(bench.by_two(operate::PersonRemoveAsk{"cem", "left"}).state ==
              RequestState::committed);
        CHECK(bench.code_of(bench.asks(
                  "bea", bench.proposal("bea", operate::PersonRemoveAsk{"bea", "left"}))) ==
              errors::people_too_few.code);
        const auto failed = bench.by_two(operate::PersonRemoveAsk{"bea", "left"});
        CHECK(failed.state == RequestState::failed);
        CHECK(bench.core().state().roster.roster.person_named("bea") != nullptr);
    }

    TEST_CASE("nobody puts another person out alone, and it does not matter who was first") {
        PeopleBench bench;
        bench.found();
        const auto first = bench.propose("ana", operate::PersonRemoveAsk{"cem", "mine now"});
        const auto second = bench.propose("cem", operate::PersonRemoveAsk{"ana", "no, mine"});
        CHECK(first.state == RequestState::collecting);
        CHECK(second.state == RequestState::collecting);
        CHECK(bench.decide("bea", second).state == RequestState::committed);
        CHECK(bench.core().state().roster.roster.person_named("ana") == nullptr);

        const operate::PersonKeyRevokeAsk last{"cem", bench.people.at("cem").key, "mine"};
        CHECK(bench.code_of(bench.asks("bea", bench.proposal("bea", last))) == 0);
        CHECK(bench.core().state().roster.roster.person_named("cem")->can_sign());
        bench.add("cem-2", {});  // A key of its own; it becomes cem's second.
        auto proof = bench.proof(bench.people.at("cem-2"));
        proof.proof = crypto::Signer::sign(bench.people.at("cem-2").seed,
                                           ceremony::key_proof("cem", proof.key));
        const auto added = bench.propose("bea", operate::PersonKeyAddAsk{"cem", proof});
        REQUIRE(bench.decide("cem", added).state == RequestState::committed);
        CHECK(bench.propose("bea", last).state == RequestState::committed);
        const operate::PersonKeyRevokeAsk other{"cem", proof.key, "and this"};
        CHECK(bench.propose("bea", other).state == RequestState::collecting);
    }

    TEST_CASE(
        "a solo installation that is founded shows what was loosened alone, and stays once solo") {
        PeopleBench bench;
        bench.must<operate::Status>(operate::InitAsk{true});
        bench.must<operate::Vaults>(vault("old"));
        const auto begun = bench.must<operate::FoundingShown>(bench.found_ask());
        CHECK(begun.loosenings.size() == 1);
        CHECK(bench.plan().loosenings == 1);
        for (const char* name : {"ana", "bea", "cem", "wil"}) {
            bench.must<operate::FoundingShown>(bench.founder(name));
        }
        const auto status = bench.must<operate::Status>(operate::StatusAsk{});
        CHECK_FALSE(status.solo);
        CHECK(status.was_solo);
        CHECK(bench.refused(vault("prod")) == errors::needs_people.code);
        bench.restart_people();
        CHECK(bench.is_open());
    }

    TEST_CASE("what was loosened after the founders were shown it makes them begin again") {
        PeopleBench bench;
        bench.must<operate::Status>(operate::InitAsk{true});
        bench.must<operate::FoundingShown>(bench.found_ask());
        for (const char* name : {"ana", "bea", "cem"}) {
            bench.must<operate::FoundingShown>(bench.founder(name));
        }
        bench.must<operate::Vaults>(vault("late"));
        CHECK(bench.refused(bench.founder("wil")) == errors::founding_moved.code);
        CHECK_FALSE(bench.core().state().is_founded());
    }
}
