// Who may ask what, by every row of the matrix: at the local socket, and as a person of each role.
#include "errors.hpp"
#include "every_message.hpp"
#include "people_bench.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/operate/routes.hpp"

using namespace sealwright;
using ceremony::Role;
using operate::Effect;
using test::PeopleBench;

namespace {

// One message of a type, with nothing in it.
WipedBytes blank(std::uint16_t type) {
    WipedBytes body;
    const bool is_known =
        test::EveryMessage::with(type, [&]<class Message>() { body = wire::encode(Message{}); });
    REQUIRE(is_known);
    return body;
}

// Persons of each role, so many that what is tried changes no quorum.
class Matrix : public PeopleBench {
public:
    static constexpr std::array<std::pair<const char*, Role>, 5> each_role{{
        {"ana", Role::operator_},
        {"cus", Role::custodian},
        {"rob", Role::responder},
        {"wil", Role::witness},
        {"aud", Role::auditor},
    }};

    Matrix() {
        add("cus", {Role::custodian});
        add("rob", {Role::responder});
        add("aud", {Role::auditor});
        PeopleBench::found();
    }

    std::uint16_t at_socket(std::uint16_t type) {
        return code_of(operating().answer({type, blank(type), {person}}));
    }
    std::uint16_t plain(const std::string& name, std::uint16_t type) {
        auto asked = question(operate::StatusAsk{});
        asked.type = type;
        asked.body = blank(type);
        return code_of(hear(signed_ask(name, asked)));
    }
    keeper::Reply proposes(const std::string& name, std::uint16_t type) {
        const auto body = blank(type);
        const ceremony::Plan plan{type, {body.begin(), body.end()}};
        operate::ProposeAsk propose{type, plan.body, {}, {}};
        random.fill(propose.nonce);
        propose.act = wire::encode_public(sign(name, act_on(plan, name, propose.nonce)));
        return asks(name, propose);
    }
};

bool changes_something(Effect effect) {
    return effect != Effect::read && effect != Effect::local;
}

}  // namespace

TEST_SUITE("keeper/route_matrix") {
    TEST_CASE("in a founded installation the local socket makes no change of any row but a hold") {
        Matrix bench;
        for (const auto& route : operate::routes()) {
            INFO(route.name);
            const bool is_for_people =
                changes_something(route.effect) && route.effect != Effect::hold;
            const auto before = bench.unchanged();

            const auto code = bench.at_socket(route.type);

            CHECK((code == errors::needs_people.code) == is_for_people);
            CHECK(code != errors::ask_unknown.code);
            CHECK(bench.unchanged() == before);
        }
    }

    TEST_CASE("the local socket of a founded installation reads, holds and freezes") {
        Matrix bench;
        bench.by_two(operate::VaultAddAsk{"prod", "transit", "prod", {}, false});
        std::size_t holds = 0;
        for (const auto& route : operate::routes()) {
            if (route.effect == Effect::hold) ++holds;
            if (route.effect != Effect::read) continue;
            INFO(route.name);
            // Of an ask with nothing in it the name of a vault, a node or a request is unknown.
            const auto code = bench.at_socket(route.type);
            const bool is_served = code == 0 || code == errors::vault_unknown.code ||
                                   code == errors::request_unknown.code ||
                                   code == errors::ceremony_unknown.code;
            CHECK(is_served);
        }
        REQUIRE(holds == 2);

        CHECK(bench.refused(operate::VaultHoldAsk{"prod", "a stolen disk"}) == 0);
        CHECK(bench.refused(operate::FreezeAsk{"a stolen laptop"}) == 0);

        const auto& state = bench.core().state();
        const auto wall_ms = bench.clock.now().wall_ms;
        CHECK(state.standing_of(state.vault_named("prod")->id).is_held(wall_ms));
        CHECK(state.freeze.now(wall_ms) != nullptr);
    }

    TEST_CASE("each change is proposed by the roles of its row, and by no other") {
        for (const auto& route : operate::routes()) {
            if (!changes_something(route.effect)) continue;
            Matrix bench;
            for (const auto& [name, role] : Matrix::each_role) {
                INFO(route.name, " by ", name);
                const bool may = (route.roles >> static_cast<unsigned>(role) & 1U) != 0;
                const auto before = bench.unchanged();

                const auto reply = bench.proposes(name, route.type);

                const auto code = PeopleBench::code_of(reply);
                CHECK((code == errors::person_role_missing.code) == !may);
                const bool waits = may && route.effect == Effect::loosen;
                CHECK((bench.unchanged() == before) == !(waits || code == 0));
                if (!waits) continue;
                const auto request = bench.shown(reply);
                CHECK(request.state == ceremony::RequestState::collecting);
                // Who is no operator proposes, and approves nothing by it.
                const auto& roster = bench.core().state().roster.roster;
                CHECK(request.approvals(roster) == (role == Role::operator_ ? 1U : 0U));
            }
        }
    }

    TEST_CASE("each row that reads is answered to the roles of the row, and to no other") {
        Matrix bench;
        for (const auto& route : operate::routes()) {
            if (route.effect != Effect::read) continue;
            for (const auto& [name, role] : Matrix::each_role) {
                INFO(route.name, " by ", name);
                const bool may = (route.roles >> static_cast<unsigned>(role) & 1U) != 0;
                const auto before = bench.unchanged();

                const auto code = bench.plain(name, route.type);

                CHECK((code == errors::person_role_missing.code) == !may);
                CHECK(code != errors::ask_unknown.code);
                CHECK(bench.unchanged() == before);
            }
        }
    }

    TEST_CASE("what does not read is no plain question of anybody, of whichever type") {
        Matrix bench;
        // They bring an act of their own, and are refused for what is in it.
        const std::set<std::uint16_t> with_act{operate::ProposeAsk::type,
                                               operate::DecideAsk::type,
                                               operate::FoundingAsk::type,
                                               operate::FoundingSignAsk::type,
                                               operate::CeremonyActAsk::type,
                                               operate::RecoveryAsk::type,
                                               operate::RecoveryGiveAsk::type,
                                               operate::HeldChallengeAsk::type,
                                               operate::HeldAsk::type};
        for (const auto type : test::EveryMessage::types()) {
            const auto* route = operate::route_of(type);
            if (route != nullptr && route->effect == Effect::read) continue;
            for (const auto& [name, role] : Matrix::each_role) {
                INFO(type, " by ", name);
                const auto before = bench.unchanged();

                const auto code = bench.plain(name, type);

                // Of an installation that is founded everybody may be told that it is.
                CHECK((code != 0 || type == operate::FoundingAsk::type));
                CHECK((code == errors::ask_unknown.code) == !with_act.contains(type));
                CHECK(bench.unchanged() == before);
            }
            // A key asks only so often in ten minutes.
            bench.clock.advance(1000);
        }
    }

    TEST_CASE("what is asked at the local socket alone no person can propose") {
        Matrix bench;
        for (const auto& route : operate::routes()) {
            if (route.effect != Effect::local && route.effect != Effect::read) continue;
            INFO(route.name);
            const auto before = bench.unchanged();
            CHECK(PeopleBench::code_of(bench.proposes("ana", route.type)) ==
                  errors::ask_unknown.code);
            CHECK(bench.unchanged() == before);
        }
    }
}
