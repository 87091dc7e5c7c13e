// What people signed, as somebody checks it who has only the export: a journal whose chain holds,
// made by a keeper that lies about an act.
#include "people_chain.hpp"
#include "sealwright/operate/messages.hpp"
#include "sealwright/operate/roster_messages.hpp"
#include "sealwright/operate/routes.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace sealwright;
using namespace sealwright::cli_test;
using ceremony::Role;
using ceremony_test::Key;
using ceremony_test::some_plan;

namespace {

template <class Ask>
Plan plan_of(const Ask& ask) {
    return {Ask::type, wire::encode_public(ask)};
}

const Plan quarantine = plan_of(operate::NodeQuarantineAsk{"prod", "node-1", "odd"});

// Founded, and `acts` carried out as the vault that `some_plan` adds.
void check_refused(const std::function<std::vector<SignedAct>(const PeopleChain&)>& acts,
                   std::string_view why) {
    PeopleChain people;
    people.found();
    people.tell("vault add", some_plan(), acts(people));
    people.check_refused(why);
}

// Bea's approval with something else in it, beside ana's proposal.
void check_spoilt(const std::function<void(ceremony::Act&)>& spoil, std::string_view why) {
    const auto acts = [&](const PeopleChain& people) {
        auto act = people.act_of("bea", some_plan());
        spoil(act);
        return std::vector{people.by({"ana"}, some_plan()).front(), people.bea.sign(act)};
    };
    check_refused(acts, why);
}

operate::PersonAddAsk adding(const std::string& name, const Key& key) {
    return {name,
            ceremony_test::roles_of({Role::operator_}).bits(),
            {key.key(), key.sign(ceremony::key_proof(name, key.key()))}};
}

ceremony::Person person_of(const operate::PersonAddAsk& ask, std::uint64_t wall_ms) {
    return {ceremony::person_id(ask.name, ask.key.key),
            ask.name,
            ceremony::Roles(ask.roles),
            0,
            {{ask.key.key, wall_ms, 0}}};
}

SignedAct veto_by(const PeopleChain& people, std::string_view name, const Plan& plan) {
    return people.sign(people.act_of(name, plan, Choice::veto));
}

}  // namespace

TEST_SUITE("cli/signed acts") {
    TEST_CASE("an export whose people signed what it says verifies, and says how many acts") {
        PeopleChain people;
        people.found();
        people.tell("vault add", some_plan(), people.by({"ana", "bea"}, some_plan()));

        const auto ran = people.verify();

        CHECK_MESSAGE(ran.exit == 0, ran.talk);
        CHECK(ran.out.find("acts that people signed:   7") != std::string::npos);
    }

    TEST_CASE("a founding that one founder has not signed, or signed otherwise, is named") {
        PeopleChain missing;
        auto acts = missing.founders();
        acts.pop_back();
        missing.found(acts);
        missing.check_refused("a founder has not signed");

        PeopleChain other;
        acts = other.founders();
        acts[2].signature[0] ^= 1U;
        other.found(acts);
        other.check_refused("a founder's signature is not over this plan");

        PeopleChain changed;
        acts = changed.founders();
        changed.founding.threshold = 1;
        changed.found(acts);
        changed.check_refused("a founder's signature is not over this plan");

        PeopleChain elsewhere;
        elsewhere.founding.environment = "production";
        elsewhere.found();
        elsewhere.check_refused("its plan is of another environment");
    }

    TEST_CASE("an installation is founded once") {
        PeopleChain people;
        people.found();
        std::vector<journal::Field> fields{{"what", std::string("found")}};
        journal::add_bytes(fields, "plan", wire::encode_public(people.founding));
        people.chain.add(journal::Kind::act, fields);

        people.check_refused("it was founded before");
    }

    TEST_CASE("an act over another plan, by another key or with a signature changed is named") {
        const Plan other{0x0518, {4, 5, 6}};
        PeopleChain swapped;
        swapped.found();
        swapped.tell("vault add", other, swapped.by({"ana", "bea"}, some_plan()));
        swapped.check_refused("a signature is not over this plan");

        PeopleChain shown;
        shown.found();
        shown.tell({"vault add", &other, {}, {}}, some_plan(), shown.by({"ana"}, some_plan()));
        shown.check_refused("its plan is another one");

        check_refused(
            [](const PeopleChain& people) {
                auto acts = people.by({"ana", "bea"}, some_plan());
                acts[1] = Key(77).sign(acts[1].act);
                return acts;
            },
            "a key is not the named person's");
        check_refused(
            [](const PeopleChain& people) {
                auto acts = people.by({"ana", "bea"}, some_plan());
                acts[0].act.expiry_ms += 1;
                return acts;
            },
            "a signature is not over this plan");
    }

    TEST_CASE("what fewer people approved than the rules need is named, however they are counted") {
        check_refused([](const auto& people) { return people.by({"ana"}, some_plan()); },
                      "fewer people approved than the rules need");
        check_refused(
            [](const auto& people) {
                auto acts = people.by({"ana", "ana"}, some_plan());
                acts[1].act.expiry_ms -= 1;
                acts[1] = people.sign(acts[1].act);
                return acts;
            },
            "one person is counted twice");
        check_spoilt([](auto& act) { act.choice = Choice::deny; },
                     "a denial is counted as an approval");
        check_refused(
            [](const auto& people) {
                return people.by({"ana", "dan"}, some_plan());
            },
            "an act is in a role that may not decide");
        check_refused(
            [](const auto& people) {
                return people.by({"eva", "ana"}, some_plan());
            },
            "an act is in a role that may not decide");

        PeopleChain token;
        const auto stop = plan_of(operate::TokenActAsk{"token-1", operate::TokenVerb::stop});
        token.found();
        token.tell("token stop", stop, token.by({"ana"}, stop));
        token.check_refused("fewer people approved than the rules need");
    }

    TEST_CASE("an act of another place, request or attempt is named") {
        check_spoilt([](auto& act) { act.installation = InstallationId(IdBytes{1}); },
                     "an act is of another installation or environment");
        check_spoilt([](auto& act) { act.environment = "production"; },
                     "an act is of another installation or environment");
        check_spoilt([](auto& act) { act.ceremony[0] ^= 1U; },
                     "an act is of another request or attempt");
        check_spoilt([](auto& act) { act.attempt = 1; }, "an act is of another request or attempt");
    }

    TEST_CASE("an act that was over when it was taken, or good for too long, is named") {
        PeopleChain people;
        people.found();
        const auto acts = people.by({"ana", "bea"}, some_plan());
        people.chain.wall_ms += 25 * hour_ms;
        people.tell("vault add", some_plan(), acts);
        people.check_refused("an act had expired when it was taken");

        check_spoilt([](auto& act) { act.expiry_ms += 10 * hour_ms; },
                     "an act is good for longer than any may be");
    }

    TEST_CASE("a plan that was vetoed takes the second attempt, and as many as overrule") {
        const auto vetoed = [] {
            auto people = std::make_unique<PeopleChain>();
            people->found();
            auto acts = people->by({"ana"}, some_plan());
            const auto veto = veto_by(*people, "dan", some_plan());
            people->tell("request proposed", some_plan(), acts);
            acts.push_back(veto);
            people->tell("request vetoed", some_plan(), acts);
            return people;
        };
        // Another request of the same plan.
        const auto again = [](const PeopleChain& people,
                              const std::vector<std::string_view>& names,
                              std::uint32_t attempt) {
            auto acts = people.by(names, some_plan(), attempt);
            for (auto& act : acts) {
                act.act.ceremony = ceremony::request_id(some_plan(), "ana", {8}).bytes();
                act = people.sign(act.act);
            }
            return acts;
        };
        auto two = vetoed();
        two->tell("vault add", some_plan(), again(*two, {"ana", "bea"}, 1));
        two->check_refused("fewer people approved than the rules need");

        auto first = vetoed();
        first->tell("vault add", some_plan(), again(*first, {"ana", "bea", "cem"}, 0));
        first->check_refused("its plan was vetoed, and it is not the second attempt");

        auto same = vetoed();
        same->tell("vault add", some_plan(), same->by({"ana", "bea", "cem"}, some_plan(), 1));
        same->check_refused("its request had ended before");

        auto three = vetoed();
        three->tell("vault add", some_plan(), again(*three, {"ana", "bea", "cem"}, 1));
        three->check_holds();
    }

    TEST_CASE("a veto that nobody gave, or that was passed over, is named") {
        check_refused(
            [](const auto& people) {
                return people.by({"ana", "bea"}, some_plan(), 1);
            },
            "it overrules a veto that nobody gave");
        check_refused(
            [](const auto& people) {
                auto acts = people.by({"ana", "bea"}, some_plan());
                acts.push_back(veto_by(people, "dan", some_plan()));
                return acts;
            },
            "it was vetoed, and carried out all the same");

        PeopleChain invented;
        invented.found();
        invented.tell("request vetoed", some_plan(), invented.by({"ana"}, some_plan()));
        invented.check_refused("nobody signed its veto");

        PeopleChain goes_on;
        goes_on.found();
        auto acts = goes_on.by({"ana"}, some_plan());
        acts.push_back(veto_by(goes_on, "dan", some_plan()));
        goes_on.tell("request collecting", some_plan(), acts);
        goes_on.check_refused("it was vetoed, and goes on");
    }

    TEST_CASE("what was carried out before its veto window was over is named") {
        for (const auto waited_ms : {std::uint64_t{0}, hour_ms}) {
            PeopleChain people({2, 3, 600});
            people.found();
            const auto acts = people.by({"ana", "bea"}, some_plan());
            people.tell("request armed", some_plan(), acts);
            people.chain.wall_ms += waited_ms;
            people.tell("vault add", some_plan(), acts);
            if (waited_ms == 0) people.check_refused("its veto window was not over");
            if (waited_ms != 0) people.check_holds();
        }
        PeopleChain at_once({2, 3, 600});
        at_once.found();
        at_once.tell("vault add", some_plan(), at_once.by({"ana", "bea"}, some_plan()));
        at_once.check_refused("its veto window was not over");
    }

    TEST_CASE("an act that was taken stays in its request, and a request is carried out once") {
        PeopleChain dropped;
        dropped.found();
        auto acts = dropped.by({"ana"}, some_plan());
        acts.push_back(dropped.sign(dropped.act_of("cem", some_plan(), Choice::deny)));
        dropped.tell("request collecting", some_plan(), acts);
        dropped.tell("vault add", some_plan(), dropped.by({"ana", "bea"}, some_plan()));
        dropped.check_refused("an act that was taken is not there any more");

        PeopleChain twice;
        twice.found();
        acts = twice.by({"ana", "bea"}, some_plan());
        twice.tell("vault add", some_plan(), acts);
        twice.tell("vault add", some_plan(), acts);
        twice.check_refused("its request had ended before");
    }

    TEST_CASE("an act of who was removed, with a revoked key or under an older roster is named") {
        const auto removal = plan_of(operate::PersonRemoveAsk{"cem", "left"});
        PeopleChain removed;
        removed.found();
        auto act = removed.act_of("cem", some_plan());
        removed.change_people("person remove",
                              removal,
                              *removed.roster.without_person("cem", removed.chain.wall_ms + 1000));
        act.epoch = removed.roster.epoch();
        removed.tell("vault add",
                     some_plan(),
                     {removed.by({"ana"}, some_plan()).front(), removed.sign(act)});
        removed.check_refused("a key was revoked, or its person removed, before the act");

        PeopleChain revoked;
        const Key spare(9);
        const auto add = plan_of(operate::PersonKeyAddAsk{
            "bea", {spare.key(), spare.sign(ceremony::key_proof("bea", spare.key()))}});
        const auto revoke = plan_of(operate::PersonKeyRevokeAsk{"bea", revoked.bea.key(), "lost"});
        revoked.found();
        revoked.change_people(
            "person key add",
            add,
            *revoked.roster.with_key("bea", {spare.key(), revoked.chain.wall_ms, 0}));
        revoked.change_people(
            "person key revoke",
            revoke,
            *revoked.roster.without_key("bea", revoked.bea.key(), revoked.chain.wall_ms));
        revoked.tell("vault add", some_plan(), revoked.by({"ana", "bea"}, some_plan()));
        revoked.check_refused("a key was revoked, or its person removed, before the act");

        check_spoilt([](auto& each) { each.epoch = 0; }, "an act was signed under another roster");
    }

    TEST_CASE("an approval of who left before it was carried out counts no more") {
        PeopleChain people({2, 3, 600});
        people.found();
        const auto acts = people.by({"ana", "cem"}, some_plan());
        people.tell("request armed", some_plan(), acts);
        const auto removal = plan_of(operate::PersonRemoveAsk{"cem", "left"});
        const auto removers = people.by({"ana", "bea"}, removal);
        people.tell("request armed", removal, removers);
        people.chain.wall_ms += hour_ms;
        const auto next = *people.roster.without_person("cem", people.chain.wall_ms);
        people.tell({"person remove", nullptr, next, {}}, removal, removers);

        people.tell("vault add", some_plan(), acts);

        people.check_refused("fewer people approved than the rules need");
    }

    TEST_CASE("after the rules were raised what was proposed before takes as many as they say") {
        PeopleChain people;
        people.found();
        const auto acts = people.by({"ana"}, some_plan());
        people.tell("request proposed", some_plan(), acts);
        people.change_people("rules set",
                             plan_of(operate::RulesSetAsk{3, 3, 0}),
                             *people.roster.with_rules({3, 3, 0}));
        auto two = acts;
        auto late = people.act_of("bea", some_plan());
        late.expiry_ms = acts.front().act.expiry_ms;
        two.push_back(people.sign(late));

        people.tell("vault add", some_plan(), two);

        people.check_refused("fewer people approved than the rules need");
    }

    TEST_CASE("a roster that is not what its signed plan makes of the one before is named") {
        const Key key(11);
        const auto ask = adding("finn", key);
        const auto plan = plan_of(ask);
        const auto added = [&](const PeopleChain& people, const operate::PersonAddAsk& whom) {
            return *people.roster.with_person(person_of(whom, people.chain.wall_ms));
        };
        PeopleChain honest;
        honest.found();
        honest.change_people("person add", plan, added(honest, ask));
        auto act = honest.act_of("finn", some_plan());
        honest.tell(
            "vault add", some_plan(), {honest.by({"ana"}, some_plan()).front(), key.sign(act)});
        honest.check_holds();

        const auto check_roster = [&](const ceremony::Roster& roster) {
            PeopleChain lying;
            lying.found();
            lying.change_people("person add", plan, roster);
            lying.check_refused("its roster is not what its plan makes of the one before");
        };
        const PeopleChain before;
        check_roster(added(before, adding("mallory", Key(12))));
        check_roster(added(before, adding("finn", Key(12))));
        auto stronger = ask;
        stronger.roles |= ceremony_test::roles_of({Role::witness}).bits();
        check_roster(added(before, stronger));
        check_roster(*added(before, ask).with_rules({2, 2, 0}));

        PeopleChain none;
        none.found();
        none.tell("person add", plan, none.by({"ana", "bea"}, plan));
        none.check_refused("its roster is not there");

        PeopleChain aside;
        aside.found();
        aside.change_people("freeze",
                            plan_of(operate::FreezeAsk{"a look"}),
                            added(aside, adding("mallory", Key(12))));
        aside.check_refused("its plan makes no roster");
    }

    TEST_CASE("a person whose key brought no proof is in no roster") {
        auto ask = adding("finn", Key(11));
        ask.key.proof[0] ^= 1U;
        PeopleChain people;
        people.found();
        people.change_people("person add",
                             plan_of(ask),
                             *people.roster.with_person(person_of(ask, people.chain.wall_ms)));

        people.check_refused("its roster is not what its plan makes of the one before");
    }

    TEST_CASE("an entry that says another change, or other people, than were signed is named") {
        PeopleChain change;
        change.found();
        change.tell("vault hold", some_plan(), change.by({"ana", "bea"}, some_plan()));
        change.check_refused("it says another change than its plan");

        PeopleChain names;
        names.found();
        names.tell({"vault add", nullptr, {}, "ana, cem"},
                   some_plan(),
                   names.by({"ana", "bea"}, some_plan()));
        names.check_refused("it says that others asked for it than have signed");

        const Plan unknown{0x05ff, {}};
        PeopleChain newer;
        newer.found();
        newer.tell("vault add", unknown, newer.by({"ana", "bea"}, unknown));
        newer.check_refused("its change is none that this release knows");
    }

    TEST_CASE("every change that a person may propose has its words in the journal") {
        for (const auto& route : operate::routes()) {
            using operate::Effect;
            if (route.effect == Effect::read || route.effect == Effect::local) continue;
            Plan any{route.type, {}};
            if (route.type == operate::TokenActAsk::type) {
                any = plan_of(operate::TokenActAsk{"one", operate::TokenVerb::stop});
            }
            if (route.type == operate::VaultClaimAsk::type) {
                any = plan_of(operate::VaultClaimAsk{"one", 60, true});
            }
            PeopleChain people;
            people.found();
            people.tell("something", any, people.by({"ana", "bea"}, any));
            CAPTURE(route.name);
            people.check_refused("it says another change than its plan");
        }
    }

    TEST_CASE("what takes people and was signed by nobody is named, and a local hold is not") {
        const claims::Origin local{claims::LocalOrigin{0, 0, 4711}};
        for (const auto* words : {"vault add", "policy set", "node revoke", "rules set"}) {
            PeopleChain people;
            people.found();
            people.chain.add(journal::Kind::act, {{"what", std::string(words)}}, local);
            people.check_refused("nobody signed it, and it takes people");
        }
        PeopleChain held;
        held.found();
        for (const auto* words : {"vault hold", "freeze", "token login"}) {
            held.chain.add(journal::Kind::act, {{"what", std::string(words)}}, local);
        }
        held.check_holds();
        PeopleChain solo;
        solo.chain.add(journal::Kind::founded, {{"solo", std::uint64_t{1}}}, local);
        solo.chain.add(journal::Kind::act, {{"what", std::string("vault add")}}, local);
        solo.check_holds();
    }

    TEST_CASE("what the service judged by its state is counted, since no export can show it") {
        PeopleChain people;
        people.found();
        people.tell("node quarantine", quarantine, people.by({"ana"}, quarantine));

        const auto ran = people.verify({"--format", "json"});

        CHECK_MESSAGE(ran.exit == 0, ran.talk);
        CHECK(ran.out.find("\"judged_changes\":1") != std::string::npos);
        CHECK(ran.talk.find("no export can show that") != std::string::npos);
    }
}
