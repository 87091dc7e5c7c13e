// A front that drops, reorders, repeats or invents what people say to each other: it changes
// nothing that they have not signed, and keeps nothing from them for longer than it is asked.
#include "errors.hpp"
#include "people_bench.hpp"
#include "sealwright/operate/routes.hpp"

#include <algorithm>

using namespace sealwright;
using ceremony::Choice;
using ceremony::RequestState;
using test::PeopleBench;

namespace {

constexpr std::uint16_t http_ok = 200;

operate::VaultAddAsk vault(const std::string& name) {
    return {name, "transit", name, {}, false};
}

class FrontBench : public PeopleBench {
public:
    // As a tool sends it, in a question of its own each time.
    operate::PersonCarry carry(const std::string& name, const operate::ProposeAsk& ask) {
        return {ask.plan_type, wire::encode_public(signed_ask(name, asked(ask))), "10.0.0.1:5000"};
    }
    template <class Ask>
    operate::PersonCarry carry(const std::string& name, const Ask& ask) {
        return {Ask::type, wire::encode_public(signed_ask(name, asked(ask))), "10.0.0.1:5000"};
    }
    template <class Ask>
    operate::PersonCarry carry_nameless(const std::string& name, const Ask& ask) {
        return {Ask::type, wire::encode_public(signed_ask(name, nameless(ask))), "10.0.0.1:5000"};
    }
    operate::PersonCarried hears(const operate::PersonCarry& carried) {
        return person_desk().carried(carried);
    }
    std::uint16_t status(const operate::PersonCarry& carried) { return hears(carried).status; }
    std::uint16_t code(const operate::PersonCarry& carried) {
        const auto heard = hears(carried);
        const auto refusal = refusal_in(heard);
        return refusal ? refusal->code : std::uint16_t{0};
    }
    std::size_t acts(std::string_view what) {
        const auto all = entries(journal::Kind::act);
        return static_cast<std::size_t>(std::ranges::count_if(all, [&](const auto& entry) {
            const auto* said = entry.text("what");
            return said != nullptr && *said == what;
        }));
    }
    const ceremony::Request& kept(const RequestId& id) {
        return core().state().requests.at(id).request;
    }
    bool is_held(const std::string& name) {
        const auto& state = core().state();
        return state.standing_of(state.vault_named(name)->id).is_held(clock.now().wall_ms);
    }

private:
    template <class Ask>
    operate::Question asked(const Ask& ask) {
        return core().state().installation ? question(ask) : nameless(ask);
    }
    // Before there is an installation nobody can name it.
    template <class Ask>
    operate::Question nameless(const Ask& ask) {
        operate::Question question;
        question.wall_ms = clock.now().wall_ms;
        random.fill(question.nonce);
        question.type = Ask::type;
        question.body = wire::encode(ask);
        return question;
    }
};

// Whatever byte of it is another one.
template <class Check>
void each_byte_changed(const operate::PersonCarry& carried, Check check) {
    for (std::size_t place = 0; place < carried.ask.size(); ++place) {
        CAPTURE(place);
        auto invented = carried;
        invented.ask[place] ^= 1U;
        check(invented);
    }
}

}  // namespace

TEST_SUITE("keeper/front_lies") {
    TEST_CASE("whichever message a front drops, asking again makes one request that counts once") {
        for (int dropped = 0; dropped < 4; ++dropped) {
            CAPTURE(dropped);
            FrontBench bench;
            bench.found();
            const auto proposal = bench.proposal("ana", vault("prod"));
            // 0 and 2: the question never comes; 1 and 3: its answer is never heard.
            if (dropped == 1) bench.hears(bench.carry("ana", proposal));
            CHECK(bench.status(bench.carry("ana", proposal)) == http_ok);
            REQUIRE(bench.core().state().requests.size() == 1);
            const auto id = bench.core().state().requests.begin()->first;
            const auto approval = bench.decision("bea", bench.kept(id));
            if (dropped == 3) bench.hears(bench.carry("bea", approval));
            CHECK(bench.status(bench.carry("bea", approval)) == http_ok);

            CHECK(bench.kept(id).state == RequestState::committed);
            CHECK(bench.kept(id).decisions.size() == 2);
            CHECK(bench.core().state().vaults.size() == 1);
            CHECK(bench.acts("vault add") == 1);
            CHECK(bench.acts("request proposed") == 1);
        }
    }

    TEST_CASE("a front that brings an approval before its proposal changes nothing by it") {
        FrontBench bench;
        bench.found();
        const auto proposal = bench.proposal("ana", vault("prod"));
        ceremony::Request early;
        early.plan = bench.plan_of(vault("prod"));
        early.id = ceremony::request_id(early.plan, "ana", proposal.nonce);
        early.expiry_ms = bench.clock.now().wall_ms + PeopleBench::day_ms;
        const auto approval = bench.decision("bea", early);
        const auto before = bench.unchanged();

        CHECK(bench.code(bench.carry("bea", approval)) == errors::request_unknown.code);
        CHECK(bench.unchanged() == before);

        CHECK(bench.status(bench.carry("ana", proposal)) == http_ok);
        CHECK(bench.kept(early.id).state == RequestState::collecting);
        CHECK(bench.status(bench.carry("bea", approval)) == http_ok);
        CHECK(bench.kept(early.id).state == RequestState::committed);
    }

    TEST_CASE("in whatever order a front brings decisions, as many of them decide the same") {
        std::vector<std::string> order{"bea", "cem", "dot"};
        do {
            CAPTURE(order[0]);
            CAPTURE(order[1]);
            FrontBench bench;
            bench.add("dot", {PeopleBench::Role::operator_});
            bench.found({3, 3, 0});
            const auto request = bench.propose("ana", vault("prod"));
            const std::map<std::string, Choice> choices{
                {"bea", Choice::approve}, {"cem", Choice::deny}, {"dot", Choice::approve}};
            for (const auto& name : order) {
                // A denial that comes behind the last approval is too late, and is told so.
                const auto code =
                    bench.code(bench.carry(name, bench.decision(name, request, choices.at(name))));
                const bool is_late = name == order[2] && choices.at(name) == Choice::deny;
                CHECK(code == (is_late ? errors::request_over.code : 0));
            }
            CHECK(bench.kept(request.id).state == RequestState::committed);
            CHECK(bench.acts("vault add") == 1);
        } while (std::next_permutation(order.begin(), order.end()));
    }

    TEST_CASE("a veto and the last approval that a front lets cross end with the first it brings") {
        for (const bool is_veto_first : {true, false}) {
            FrontBench bench;
            bench.found();
            const auto request = bench.propose("ana", vault("prod"));
            const auto veto =
                bench.carry("wil", bench.decision("wil", request, Choice::veto, "not today"));
            const auto approval = bench.carry("bea", bench.decision("bea", request));

            CHECK(bench.code(is_veto_first ? veto : approval) == 0);
            CHECK(bench.code(is_veto_first ? approval : veto) == errors::request_over.code);

            CHECK(bench.core().state().vaults.empty() == is_veto_first);
            CHECK(bench.kept(request.id).state ==
                  (is_veto_first ? RequestState::vetoed : RequestState::committed));
        }
    }

    TEST_CASE("what a front repeats is taken once, and after a restart changes nothing") {
        FrontBench bench;
        bench.found();
        const auto proposed = bench.carry("ana", bench.proposal("ana", vault("prod")));
        CHECK(bench.status(proposed) == http_ok);
        const auto id = bench.core().state().requests.begin()->first;
        const auto approved = bench.carry("bea", bench.decision("bea", bench.kept(id)));
        const auto middle = bench.unchanged();
        CHECK(bench.code(proposed) == errors::question_again.code);
        CHECK(bench.unchanged() == middle);
        CHECK(bench.status(approved) == http_ok);
        const auto before = bench.unchanged();

        for (const auto& each : {proposed, approved, proposed}) {
            const auto code = bench.code(each);
            CHECK(code == errors::question_again.code);
        }
        bench.restart_people();
        for (const auto& each : {approved, proposed}) CHECK(bench.status(each) == http_ok);

        CHECK(bench.unchanged().rows == before.rows);
        CHECK(bench.acts("vault add") == 1);
    }

    TEST_CASE("a hold or a freeze that was lifted does not come back when a front repeats it") {
        FrontBench bench;
        bench.found();
        bench.by_two(vault("prod"));
        const auto hold =
            bench.carry("ana", bench.proposal("ana", operate::VaultHoldAsk{"prod", "a disk"}));
        const auto freeze = bench.carry("ana", bench.proposal("ana", operate::FreezeAsk{"odd"}));
        CHECK(bench.status(hold) == http_ok);
        CHECK(bench.status(freeze) == http_ok);
        const auto wall_ms = bench.clock.now().wall_ms;
        const auto id = bench.core().state().vault_named("prod")->id;
        const auto held = bench.core().state().standing_of(id).holds.now(wall_ms)->entry;
        const auto frozen = bench.core().state().freeze.now(wall_ms)->entry;
        bench.by_two(operate::VaultLiftAsk{"prod", "found", held});
        bench.by_two(operate::LiftFreezeAsk{frozen, "it was nothing"});
        REQUIRE_FALSE(bench.is_held("prod"));

        bench.restart_people();
        CHECK(bench.status(hold) == http_ok);
        CHECK(bench.status(freeze) == http_ok);

        CHECK_FALSE(bench.is_held("prod"));
        CHECK(bench.core().state().freeze.now(wall_ms) == nullptr);
    }

    TEST_CASE("with any byte changed, a proposal and a decision are nobody's, and change nothing") {
        FrontBench bench;
        bench.found();
        const auto request = bench.propose("ana", vault("prod"));
        const auto before = bench.unchanged();
        for (const auto& carried : {bench.carry("bea", bench.decision("bea", request)),
                                    bench.carry("bea", bench.proposal("bea", vault("other")))}) {
            each_byte_changed(carried, [&](const auto& invented) {
                const auto heard = bench.status(invented);
                CHECK((heard == 400 || heard == 401));
            });
            CHECK(bench.unchanged() == before);
            CHECK(bench.status(carried) == http_ok);
            bench.restart_people();
            if (bench.core().state().vault_named("prod") != nullptr) break;
        }
    }

    TEST_CASE("a question that a front brings by another path is refused, and changes nothing") {
        FrontBench bench;
        bench.found();
        const auto before = bench.unchanged();
        for (const auto& route : operate::routes()) {
            if (route.type == operate::VaultAddAsk::type) continue;
            CAPTURE(route.name);
            auto carried = bench.carry("ana", bench.proposal("ana", vault("prod")));
            carried.route = route.type;
            CHECK(bench.code(carried) == errors::question_elsewhere.code);
        }
        CHECK(bench.unchanged() == before);
    }

    TEST_CASE("an answer is believed for its own question only, and with no byte changed") {
        FrontBench bench;
        bench.found();
        const auto ask = bench.signed_ask("ana", bench.question(operate::RosterAsk{}));
        const auto other = bench.signed_ask("ana", bench.question(operate::RosterAsk{}));
        const auto answer = bench.person_desk().answer(ask);
        REQUIRE(answer.ok());
        const auto& identity = bench.core().state().installation->verifier;
        const auto is_believed = [&](const operate::PersonAsk& of, const auto& given) {
            const auto digest = ceremony::answer_digest(ceremony::question_digest(of.question),
                                                        given.answer_type,
                                                        given.body,
                                                        given.wall_ms);
            return crypto::verify(identity, digest, given.signature).ok();
        };

        CHECK(is_believed(ask, *answer));
        CHECK_FALSE(is_believed(other, *answer));
        const auto bytes = wire::encode_public(*answer);
        for (std::size_t place = 0; place < bytes.size(); ++place) {
            auto invented = bytes;
            invented[place] ^= 1U;
            const auto read = wire::decode<operate::PersonAnswer>(invented);
            CHECK((!read.ok() || !is_believed(ask, *read)));
        }
    }
}

TEST_SUITE("keeper/front_lies/founding") {
    TEST_CASE("whatever order a front brings founders in, it is founded by all and not before") {
        std::vector<std::string> order{"ana", "bea", "cem", "wil"};
        do {
            FrontBench bench;
            bench.must<operate::FoundingShown>(bench.found_ask());
            std::map<std::string, operate::FoundingSignAsk> acts;
            for (const auto& name : order) acts.emplace(name, bench.founder(name));
            for (const auto& name : order) {
                CHECK_FALSE(bench.is_open());
                CHECK(bench.status(bench.carry(name, acts.at(name))) == http_ok);
            }
            CHECK(bench.core().state().is_founded());
        } while (std::next_permutation(order.begin(), order.end()));
    }

    TEST_CASE("a founder's act that a front repeats, or lets another bring, is that founder's") {
        FrontBench bench;
        bench.must<operate::FoundingShown>(bench.found_ask());
        const auto ana = bench.founder("ana");
        for (int repeated = 0; repeated < 8; ++repeated) {
            CHECK(bench.status(bench.carry("ana", ana)) == http_ok);
            CHECK(bench.status(bench.carry("bea", ana)) == http_ok);
        }

        CHECK_FALSE(bench.is_open());
        CHECK(bench.must<operate::FoundingShown>(operate::FoundingAsk{}).has_signed ==
              std::vector<std::string>{"ana"});
    }

    TEST_CASE("a founder whose answer a front dropped is told that it is founded already") {
        FrontBench bench;
        bench.must<operate::FoundingShown>(bench.found_ask());
        std::vector<operate::FoundingSignAsk> acts;
        for (const auto& whom : bench.persons) acts.push_back(bench.founder(whom.name));
        for (std::size_t each = 0; each < acts.size(); ++each) {
            REQUIRE(bench.status(bench.carry(bench.persons[each].name, acts[each])) == http_ok);
        }
        const auto before = bench.unchanged();

        CHECK(bench.code(bench.carry("wil", acts.back())) == errors::founded_already.code);
        // A tool that knows of no installation yet names none.
        CHECK(bench.code(bench.carry_nameless("wil", acts.back())) == errors::founded_already.code);
        CHECK(bench.code(bench.carry_nameless("wil", operate::FoundingAsk{})) == 0);
        CHECK(bench.code(bench.carry_nameless("wil", operate::RosterAsk{})) ==
              errors::person_unknown.code);
        CHECK(bench.unchanged() == before);
    }

    TEST_CASE("with any byte changed, a founder's act is none, and the founding stays as it was") {
        FrontBench bench;
        bench.must<operate::FoundingShown>(bench.found_ask());
        const auto carried = bench.carry("ana", bench.founder("ana"));
        const auto before = bench.core().state().digest();

        each_byte_changed(carried, [&](const auto& invented) {
            const auto heard = bench.status(invented);
            CHECK((heard == 400 || heard == 401));
        });

        CHECK(bench.core().state().digest() == before);
        CHECK(bench.core().state().founding->acts.empty());
        CHECK(bench.status(carried) == http_ok);
    }

    TEST_CASE("an act of a founding that was given up is none of the next one's") {
        FrontBench bench;
        bench.must<operate::FoundingShown>(bench.found_ask());
        const auto old = bench.founder("ana");
        bench.must<operate::FoundingShown>(operate::FoundingAbandonAsk{});
        CHECK(bench.status(bench.carry("ana", old)) == 401);
        bench.must<operate::FoundingShown>(bench.found_ask());

        CHECK(bench.code(bench.carry("ana", old)) == errors::act_elsewhere.code);

        CHECK(bench.core().state().founding->acts.empty());
    }

    TEST_CASE(
        "what is refused to a known person is signed over their question, to a stranger not") {
        FrontBench bench;
        bench.found();
        const auto request = bench.propose("ana", vault("prod"));
        bench.decide("bea", request, Choice::veto, "a trap");
        const auto over = bench.carry("cem", bench.decision("cem", request));
        auto elsewhere = bench.carry("cem", operate::RosterAsk{});
        elsewhere.route = operate::VaultsAsk::type;
        auto strange = bench.carry("ana", operate::RosterAsk{});
        strange.ask.back() ^= 1U;

        for (const auto& carry : {over, elsewhere}) {
            const auto heard = bench.hears(carry);
            REQUIRE(heard.kind == operate::Carried::signed_refusal);
            const auto answer = wire::decode<operate::PersonAnswer>(heard.body);
            REQUIRE(answer.ok());
            const auto ask = wire::decode<operate::PersonAsk>(carry.ask);
            REQUIRE(ask.ok());
            const auto digest = ceremony::answer_digest(ceremony::question_digest(ask->question),
                                                        answer->answer_type,
                                                        answer->body,
                                                        answer->wall_ms);
            const auto& identity = bench.core().state().installation->verifier;
            CHECK(crypto::verify(identity, digest, answer->signature).ok());
        }
        CHECK(bench.hears(strange).kind == operate::Carried::refusal);
    }
}
