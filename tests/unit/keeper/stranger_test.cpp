// What a stranger hears: the same bytes on every route, whoever and whatever exists, before, during
// and after a founding.
#include "errors.hpp"
#include "people_bench.hpp"
#include "sealwright/operate/routes.hpp"

#include <set>

using namespace sealwright;
using test::PeopleBench;

namespace {

// The people of the house, two who are none any more, and Eve, who never was.
class StrangerBench : public PeopleBench {
public:
    StrangerBench() {
        add("rex", {Role::auditor});
        add("sue", {Role::operator_});
    }
    // Rex leaves, and a second key of Sue's is taken back.
    void send_away() {
        add_stranger("sue-2");
        auto second = proof(people.at("sue-2"));
        second.proof =
            crypto::Signer::sign(people.at("sue-2").seed, ceremony::key_proof("sue", second.key));
        by_two(operate::PersonKeyAddAsk{"sue", second});
        propose("ana", operate::PersonKeyRevokeAsk{"sue", second.key, "lost"});
        by_two(operate::PersonRemoveAsk{"rex", "left"});
    }
    // Somebody with a key who is in no roster.
    void add_stranger(const std::string& name) {
        auto seed = crypto::ShareSplitter::fresh_key<crypto::SigningSeedTag>(random);
        const auto key = crypto::Signer::public_key(seed);
        people.emplace(name, test::Signatory{name, std::move(seed), key});
    }

    operate::Question about(std::uint16_t type, WipedBytes body) {
        operate::Question question;
        if (const auto& installation = core().state().installation) {
            question.installation = installation->id.bytes();
            question.environment = "trying";
        }
        question.wall_ms = clock.now().wall_ms;
        random.fill(question.nonce);
        question.type = type;
        question.body = std::move(body);
        return question;
    }
    // A proposal with an act in somebody's name, by whoever signs it.
    WipedBytes proposal_by(const std::string& name, std::uint16_t plan_type, const char* in_name) {
        operate::ProposeAsk propose;
        propose.plan_type = plan_type;
        propose.plan_body = {1, 2, 3};
        random.fill(propose.nonce);
        ceremony::Act act;
        act.person = in_name;
        act.index = 1;
        act.epoch = 1;
        act.expiry_ms = clock.now().wall_ms + day_ms;
        propose.act = wire::encode_public(sign(name, act));
        return wire::encode(propose);
    }

    // The answers to everybody who is not known, as the front gets them.
    void hear_strangers(std::uint16_t route, std::uint16_t type, const WipedBytes& body) {
        const auto question = about(type, body);
        for (const auto& [name, whom] : people) {
            if (is_known(name)) continue;
            hear(route, signed_ask(name, question));
        }
        auto unsigned_ask = signed_ask("ana", question);
        unsigned_ask.signature = {};
        hear(route, unsigned_ask);
        auto borrowed = signed_ask("eve", question);
        borrowed.key = people.at("ana").key;
        hear(route, borrowed);
        auto torn = signed_ask("ana", question);
        torn.question.pop_back();
        hear(route, torn);
        auto elsewhere = question;
        elsewhere.installation[3] ^= 1U;
        hear(route, signed_ask("ana", elsewhere));
    }
    void hear_everywhere() {
        for (const auto& route : operate::routes()) {
            if (route.effect == operate::Effect::read) {
                hear_strangers(route.type, route.type, {});
            } else {
                hear_strangers(
                    route.type, operate::ProposeAsk::type, proposal_by("eve", route.type, "ana"));
                hear_strangers(
                    route.type, operate::ProposeAsk::type, proposal_by("eve", route.type, "xyz"));
            }
        }
        for (const auto type : {operate::DecideAsk::type,
                                operate::RequestsAsk::type,
                                operate::FoundingAsk::type,
                                operate::FoundingSignAsk::type}) {
            hear_strangers(type, type, {});
            hear_strangers(type, type, {1, 2, 3});
        }
    }
    std::uint16_t status_for(const std::string& name, std::uint16_t type) {
        const auto ask = signed_ask(name, about(type, {}));
        return person_desk().carried({type, wire::encode_public(ask), "10.0.0.1:5000"}).status;
    }

    std::set<std::string> heard;

private:
    bool is_known(const std::string& name) {
        const auto& state = core().state();
        const auto& key = people.at(name).key;
        if (state.is_founded()) return state.roster.roster.owner_of(key) != nullptr;
        return state.founding && state.founding->plan.roster.owner_of(key) != nullptr;
    }
    void hear(std::uint16_t route, const operate::PersonAsk& ask) {
        const auto answer =
            person_desk().carried({route, wire::encode_public(ask), "10.0.0.1:5000"});
        CHECK(answer.status == 401);
        heard.insert(to_hex(wire::encode(answer)));
    }
};

}  // namespace

TEST_SUITE("keeper/stranger") {
    TEST_CASE("before, during and after a founding a stranger hears the same on every route") {
        StrangerBench bench;
        bench.add_stranger("eve");

        bench.hear_everywhere();
        CHECK(bench.heard.size() == 1);
        bench.must<operate::FoundingShown>(bench.found_ask());
        bench.hear_everywhere();
        CHECK(bench.heard.size() == 1);
        for (const auto& whom : bench.persons) {
            bench.must<operate::FoundingShown>(bench.founder(whom.name));
        }
        bench.hear_everywhere();
        CHECK(bench.heard.size() == 1);
        bench.send_away();
        const auto before = bench.unchanged();
        bench.hear_everywhere();

        CHECK(bench.heard.size() == 1);
        CHECK(bench.unchanged() == before);
    }

    TEST_CASE("control: whoever is known hears something else, on the very same routes") {
        StrangerBench bench;
        bench.add_stranger("eve");
        bench.must<operate::FoundingShown>(bench.found_ask());
        CHECK(bench.status_for("ana", operate::FoundingAsk::type) == 200);
        CHECK(bench.status_for("eve", operate::FoundingAsk::type) == 401);
        for (const auto& whom : bench.persons) {
            bench.must<operate::FoundingShown>(bench.founder(whom.name));
        }

        CHECK(bench.status_for("rex", operate::RosterAsk::type) == 200);
        bench.send_away();
        CHECK(bench.status_for("rex", operate::RosterAsk::type) == 401);
        CHECK(bench.status_for("sue-2", operate::RosterAsk::type) == 401);
        CHECK(bench.status_for("sue", operate::RosterAsk::type) == 200);
    }

    TEST_CASE("in a solo installation nobody is known, and everybody hears that") {
        StrangerBench bench;
        bench.add_stranger("eve");
        bench.init();

        bench.hear_everywhere();

        CHECK(bench.heard.size() == 1);
        CHECK(bench.status_for("ana", operate::StatusAsk::type) == 401);
    }
}
