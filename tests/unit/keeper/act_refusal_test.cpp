// Acts that are not what they have to be: each is refused with its reason and changes nothing; and
// what one person may not do to a vault's nodes.
#include "people_bench.hpp"
#include "sealwright/policy/release_policy.hpp"

using namespace sealwright;
using ceremony::Choice;
using ceremony::RequestState;
using test::PeopleBench;

namespace {

struct ActBench : PeopleBench {
    ActBench() {
        found();
        request = propose("ana", operate::VaultAddAsk{"prod", "transit", "prod", {}, false});
    }

    // bea's approval, with what the test makes of it.
    template <class Spoil>
    std::uint16_t refused_when(Spoil spoil) {
        auto act = act_on(request.plan, "bea", {});
        act.ceremony = request.id.bytes();
        act.expiry_ms = request.expiry_ms;
        spoil(act);
        const operate::DecideAsk ask{request.id.bytes(), "", wire::encode_public(sign("bea", act))};
        const auto before = core().state().digest();
        const auto code = code_of(asks("bea", ask));
        CHECK(core().state().digest() == before);
        return code;
    }
    std::uint16_t refused(const std::string& name, const operate::ProposeAsk& ask) {
        const auto before = core().state().digest();
        const auto code = code_of(asks(name, ask));
        CHECK(core().state().digest() == before);
        return code;
    }

    ceremony::Request request;
};

// A vault with two nodes that are known by certificates.
struct NodesBench : PeopleBench {
    NodesBench() {
        found();
        by_two(operate::VaultAddAsk{"prod", "transit", "prod", {}, false});
        for (const auto number : {std::uint8_t{1}, std::uint8_t{2}}) {
            by_two(operate::NodeAddAsk{"prod",
                                       "node-" + std::to_string(number),
                                       test::spki_named(number),
                                       clock.now().wall_ms + 100 * day_ms});
        }
    }
};

}  // namespace

TEST_SUITE("keeper/act_refusal") {
    TEST_CASE("an act of another installation, environment, request, attempt or plan is refused") {
        ActBench bench;
        CHECK(bench.refused_when([](auto& act) { act.installation = InstallationId(); }) ==
              errors::act_elsewhere.code);
        CHECK(bench.refused_when([](auto& act) { act.environment = "production"; }) ==
              errors::act_elsewhere.code);
        CHECK(bench.refused_when([](auto& act) { act.ceremony[0] ^= 1U; }) ==
              errors::act_other_plan.code);
        CHECK(bench.refused_when([](auto& act) { act.attempt = 1; }) ==
              errors::act_other_plan.code);
        CHECK(bench.refused_when([](auto& act) { act.plan[0] ^= 1U; }) ==
              errors::act_other_plan.code);
    }

    TEST_CASE("an act that has expired, is good for too long or for another roster is refused") {
        ActBench bench;
        CHECK(bench.refused_when([&](auto& act) { act.expiry_ms = bench.clock.now().wall_ms; }) ==
              errors::act_expired.code);
        CHECK(bench.refused_when([](auto& act) { ++act.expiry_ms; }) == errors::act_too_far.code);
        CHECK(bench.refused_when([](auto& act) { ++act.epoch; }) == errors::act_epoch.code);
        CHECK(bench.refused_when([](auto& act) { --act.epoch; }) == errors::act_epoch.code);
    }

    TEST_CASE("an act in another's name or place, or in a role that is not held, is refused") {
        ActBench bench;
        CHECK(bench.refused_when([](auto& act) { act.person = "cem"; }) ==
              errors::person_unknown.code);
        CHECK(bench.refused_when([](auto& act) { act.index = 3; }) == errors::person_unknown.code);
        CHECK(bench.refused_when([](auto& act) { act.role = PeopleBench::Role::witness; }) ==
              errors::person_role_missing.code);
        CHECK(bench.code_of(bench.asks("wil", bench.decision("wil", bench.request))) ==
              errors::person_role_missing.code);
    }

    TEST_CASE("an act with another reason than the one beside it is refused") {
        ActBench bench;
        auto veto = bench.decision("wil", bench.request, Choice::veto, "not today");
        veto.reason = "looks fine";
        CHECK(bench.code_of(bench.asks("wil", veto)) == errors::act_reason.code);
        CHECK(bench.code_of(
                  bench.asks("wil", bench.decision("wil", bench.request, Choice::veto, ""))) ==
              errors::act_reason.code);
    }

    TEST_CASE("a proposal whose plan was swapped on its way is refused") {
        ActBench bench;
        auto swapped =
            bench.proposal("ana", operate::VaultAddAsk{"one", "transit", "one", {}, false});
        swapped.plan_body =
            wire::encode_public(operate::VaultAddAsk{"two", "transit", "two", {}, false});
        CHECK(bench.refused("ana", swapped) == errors::act_other_plan.code);
    }

    TEST_CASE("nobody brings an act that another signed") {
        ActBench bench;
        const auto approval = bench.decision("bea", bench.request);
        const auto before = bench.core().state().digest();
        CHECK(bench.code_of(bench.asks("cem", approval)) == errors::person_key_invalid.code);
        CHECK(bench.core().state().digest() == before);
    }

    TEST_CASE("a key that was taken back signs nothing, and its owner is not known by it") {
        ActBench bench;
        const auto key = bench.people.at("bea").key;
        bench.propose("cem",
                      operate::PersonKeyRevokeAsk{"cem", bench.people.at("cem").key, "lost"});
        CHECK(bench.code_of(bench.asks("cem", operate::VaultsAsk{})) ==
              errors::person_unknown.code);
        CHECK(bench.code_of(bench.asks(
                  "bea", bench.proposal("bea", operate::PersonKeyRevokeAsk{"bea", key, "lost"}))) ==
              errors::people_too_few.code);
    }

    TEST_CASE("what a person may not propose is refused, whoever would approve it") {
        ActBench bench;
        CHECK(bench.refused(
                  "wil",
                  bench.proposal("wil", operate::VaultAddAsk{"x", "transit", "x", {}, false})) ==
              errors::person_role_missing.code);
        CHECK(bench.refused("ana", bench.proposal("ana", operate::VaultsAsk{})) ==
              errors::ask_unknown.code);
        CHECK(bench.refused("ana", bench.proposal("ana", operate::TokenLoginAsk{})) ==
              errors::ask_unknown.code);
    }

    TEST_CASE("one person has at most sixteen requests open") {
        ActBench bench;
        for (int each = 1; each < 16; ++each) {
            bench.propose(
                "ana",
                operate::VaultAddAsk{
                    "v" + std::to_string(each), "transit", "k" + std::to_string(each), {}, false});
        }
        CHECK(bench.refused(
                  "ana",
                  bench.proposal("ana", operate::VaultAddAsk{"z", "transit", "z", {}, false})) ==
              errors::requests_full.code);
        CHECK(bench.propose("bea", operate::VaultAddAsk{"z", "transit", "z", {}, false}).is_open());
    }

    TEST_CASE("one operator takes back a node, and not the last that would open the vault") {
        NodesBench bench;
        CHECK(bench.propose("ana", operate::NodeRevokeAsk{"prod", "node-1"}).state ==
              RequestState::committed);
        const auto last = bench.propose("ana", operate::NodeRevokeAsk{"prod", "node-2"});
        CHECK(last.state == RequestState::collecting);
        CHECK(bench.decide("bea", last).state == RequestState::committed);
    }

    TEST_CASE("a hold does not make the last node one that a single person takes away") {
        NodesBench bench;
        bench.propose("ana", operate::VaultHoldAsk{"prod", "look away"});
        bench.propose("ana", operate::NodeRevokeAsk{"prod", "node-1"});
        CHECK(bench.propose("ana", operate::NodeRevokeAsk{"prod", "node-2"}).state ==
              RequestState::collecting);
    }

    TEST_CASE("a policy that is tighter takes one, and two where a node of now could lose by it") {
        NodesBench bench;
        const auto set = [&](std::vector<policy::ReleaseRule> rules) {
            const auto newer = policy::ReleasePolicy::make(std::move(rules));
            REQUIRE(newer.ok());
            return operate::PolicySetAsk{wire::encode_public(*newer),
                                         bench.core().state().policy.policy.digest()};
        };
        const auto with = [&](policy::Term more) {
            auto rules = bench.core().state().policy.policy.rules();
            for (auto& rule : rules) {
                rule.when = policy::Term{policy::AllOf{{rule.when, more}}};
            }
            return rules;
        };
        const auto not_of = [](policy::Term term) {
            return policy::Term{policy::NotOf{{std::move(term)}}};
        };
        const auto everywhere = policy::Term{policy::SourceIn{
            {*policy::Network::parse("0.0.0.0/0"), *policy::Network::parse("::/0")}}};
        const auto this_minute = policy::Term{policy::TimeIn{0x7f, 720, 721}};
        for (const auto& rules : {std::vector<policy::ReleaseRule>{},
                                  with(not_of(everywhere)),
                                  with(everywhere),
                                  with(this_minute),
                                  with({policy::EvidenceAgeAtMost{0}}),
                                  with({policy::NamedOneOf{policy::Subject::node, {"node-1"}}})}) {
            CHECK(bench.propose("ana", set(rules)).state == RequestState::collecting);
        }
        const auto elsewhere =
            policy::Term{policy::NamedOneOf{policy::Subject::vault, {"no-vault-of-ours"}}};
        CHECK(bench.propose("ana", set(with(not_of(elsewhere)))).state == RequestState::committed);
    }

    TEST_CASE(
        "under a policy of places and times one operator does not take the last node either") {
        NodesBench bench;
        const auto home = policy::Network::parse("127.0.0.0/8");
        REQUIRE(home.has_value());
        const auto newer =
            policy::ReleasePolicy::make({{"home", {policy::AllOf{{{policy::SourceIn{{*home}}}}}}}});
        REQUIRE(newer.ok());
        REQUIRE(bench
                    .by_two(operate::PolicySetAsk{wire::encode_public(*newer),
                                                  bench.core().state().policy.policy.digest()})
                    .state == RequestState::committed);
        CHECK(bench.by_two(operate::NodeRevokeAsk{"prod", "node-1"}).state ==
              RequestState::committed);
        CHECK(bench.propose("ana", operate::NodeRevokeAsk{"prod", "node-2"}).state ==
              RequestState::collecting);
    }
}
