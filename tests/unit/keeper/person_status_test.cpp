// Which HTTP status the front answers a carried question with.
#include "errors.hpp"
#include "people_bench.hpp"
#include "requests.hpp"
#include "sealwright/operate/carry_messages.hpp"

using namespace sealwright;
using ceremony::Choice;
using test::PeopleBench;

namespace {

// What came back: its status, and the code of a refusal.
struct Heard {
    std::uint16_t status = 0;
    std::uint16_t code = 0;
    bool operator==(const Heard&) const = default;
};

class Carried : public PeopleBench {
public:
    Carried() {
        PeopleBench::found();
        by_two(operate::VaultAddAsk{"prod", "transit", "prod", {}, false});
    }
    Heard carry(const operate::PersonCarry& carry) {
        const auto carried = person_desk().carried(carry);
        const auto refusal = refusal_in(carried);
        return {carried.status, refusal ? refusal->code : std::uint16_t{0}};
    }
    Heard carry(std::uint16_t route, const operate::PersonAsk& ask) {
        return carry(operate::PersonCarry{route, wire::encode_public(ask), "10.0.0.1:5000"});
    }
    template <class Ask>
    Heard reads(const std::string& name, const Ask& ask) {
        return carry(Ask::type, signed_ask(name, question(ask)));
    }
    template <class Ask>
    Heard proposes(const std::string& name, const Ask& ask) {
        return carry(Ask::type, signed_ask(name, question(proposal(name, ask))));
    }
    Heard decides(const std::string& name,
                  const ceremony::Request& request,
                  Choice choice = Choice::approve) {
        const auto said = decision(name, request, choice, "because");
        return carry(operate::DecideAsk::type, signed_ask(name, question(said)));
    }
};

Heard as(std::uint16_t status, const ErrorSpec& spec) {
    return {status, spec.code};
}

}  // namespace

TEST_SUITE("keeper/person_status") {
    TEST_CASE("what is answered has status 200, what cannot be read or goes elsewhere 400") {
        Carried bench;
        CHECK(bench.reads("ana", operate::RosterAsk{}) == Heard{200, 0});
        CHECK(bench.carry(operate::PersonCarry{operate::RosterAsk::type, {1, 2, 3}, "x"}).status ==
              400);
        const auto ask = bench.signed_ask("ana", bench.question(operate::RosterAsk{}));
        CHECK(bench.carry(operate::StatusAsk::type, ask) == as(400, errors::question_elsewhere));
        CHECK(bench.reads("ana", operate::InitAsk{true}) == as(400, errors::ask_unknown));
    }

    TEST_CASE("whoever is not known has status 401, and who may not 403") {
        Carried bench;
        bench.add("eve", {PeopleBench::Role::operator_});
        CHECK(bench.reads("eve", operate::RosterAsk{}) == as(401, errors::person_unknown));
        CHECK(bench.proposes("wil", operate::VaultRotateKeyAsk{"prod"}) ==
              as(403, errors::person_role_missing));
        bench.proposes("ana", operate::FreezeAsk{"something is wrong"});
        CHECK(bench.proposes("ana", operate::VaultAllowInitAsk{"prod", 60}) ==
              as(403, errors::service_frozen));
    }

    TEST_CASE("what is not here has status 404") {
        Carried bench;
        CHECK(bench.reads("ana", operate::RequestAsk{}) == as(404, errors::request_unknown));
        CHECK(bench.proposes("ana", operate::VaultHoldAsk{"none", "gone"}) ==
              as(404, errors::vault_unknown));
        CHECK(bench.reads("ana", operate::NodeShowAsk{"", "prod", "none"}) ==
              as(404, errors::node_not_found));
        CHECK(bench.proposes("ana", operate::PersonKeyRevokeAsk{"nobody", {}, "lost"}) ==
              as(404, errors::person_removed));
    }

    TEST_CASE("what was asked, decided or done before has status 409") {
        Carried bench;
        const auto ask = bench.signed_ask("ana", bench.question(operate::RosterAsk{}));
        CHECK(bench.carry(operate::RosterAsk::type, ask).status == 200);
        CHECK(bench.carry(operate::RosterAsk::type, ask) == as(409, errors::question_again));

        const auto request =
            bench.propose("ana", operate::VaultAddAsk{"other", "transit", "other", {}, false});
        CHECK(bench.decides("bea", request, Choice::deny).status == 200);
        CHECK(bench.decides("bea", request) == as(409, errors::decided_already));
        CHECK(bench.decides("wil", request, Choice::veto).status == 200);
        CHECK(bench.decides("cem", request) == as(409, errors::request_over));

        CHECK(bench.proposes("ana", operate::VaultHoldAsk{"prod", "mine"}).status == 200);
        CHECK(bench.proposes("ana", operate::VaultHoldAsk{"prod", "mine"}) ==
              as(409, errors::vault_held_already));
        CHECK(bench.proposes("ana", operate::FreezeAsk{"mine"}).status == 200);
        CHECK(bench.proposes("ana", operate::FreezeAsk{"mine"}) ==
              as(409, errors::confirmed_already));
    }

    TEST_CASE("a limit of one person has status 429, and what passes 503") {
        Carried bench;
        for (std::size_t each = 0; each < keeper::Requests::open_of_one_max; ++each) {
            const auto name = "v" + std::to_string(each);
            bench.propose("ana", operate::VaultAddAsk{name, "transit", name, {}, false});
        }
        CHECK(bench.proposes("ana", operate::VaultAllowInitAsk{"prod", 60}) ==
              as(429, errors::requests_full));

        for (std::size_t each = 0; each < keeper::PersonDesk::nonces_of_key_max; ++each) {
            REQUIRE(bench.reads("cem", operate::RosterAsk{}).status == 200);
        }
        CHECK(bench.reads("cem", operate::RosterAsk{}) == as(503, errors::busy));
        const auto ask =
            bench.signed_ask("bea", bench.question(bench.proposal("bea", operate::FreezeAsk{"x"})));
        bench.depot.memory.fail_commit(1);
        CHECK(bench.carry(operate::FreezeAsk::type, ask).status == 503);
        bench.core().refresh();
        bench.clock.set_wall_back(120'000);
        CHECK(bench.proposes("bea", operate::FreezeAsk{"x"}) == as(503, errors::clock_behind));
    }
}
