// What time, and rules that change meanwhile, make of requests; and how many of them there may be.
#include "people_bench.hpp"
#include "requests.hpp"

using namespace sealwright;
using ceremony::Choice;
using ceremony::RequestState;
using test::PeopleBench;

namespace {

constexpr std::uint64_t hour_ms = 3'600'000;
constexpr std::uint64_t kept_ms = keeper::Requests::kept_ms;

operate::VaultAddAsk vault(const std::string& name) {
    return {name, "transit", name, {}, false};
}

// Requests as they stand, and what the journal says of their ends.
class Timed : public PeopleBench {
public:
    explicit Timed(const ceremony::Rules& rules = {}) { PeopleBench::found(rules); }

    const keeper::KeptRequest& kept(const ceremony::Request& request) {
        return core().state().requests.at(request.id);
    }
    RequestState state_of(const ceremony::Request& request) { return kept(request).request.state; }
    bool is_kept(const ceremony::Request& request) {
        return core().state().requests.contains(request.id);
    }
    void pass(std::uint64_t milliseconds) {
        clock.advance(milliseconds);
        person_desk().step();
    }
    // That the entry which the request names is the one of this end.
    void check_entry(const ceremony::Request& request, const std::string& what) {
        const auto sequence = kept(request).entry;
        REQUIRE(sequence != 0);
        const auto all = entries();
        REQUIRE(sequence <= all.size());
        const auto& entry = all.at(sequence - 1);
        CHECK(*entry.text("what") == what);
        CHECK(*entry.text("request") == request.id.str());
    }
    // So many like this one, as if others had proposed them.
    void fill(const ceremony::Request& like, std::size_t count, const std::string& proposer) {
        auto draft = core().draft();
        for (std::size_t each = 0; each < count; ++each) {
            auto another = like;
            another.id = RequestId::random(random);
            another.decisions.front().act.act.person = proposer;
            draft.put(keeper::KeptRequest{another, like.is_open() ? 0U : 1U});
        }
        REQUIRE(core().commit_once(std::move(draft)).ok());
    }
};

}  // namespace

TEST_SUITE("keeper/request_time") {
    TEST_CASE("a request that nobody approved in time expires, and the journal says so") {
        Timed bench;
        const auto request = bench.propose("ana", vault("prod"));
        bench.pass(PeopleBench::day_ms - 1);
        CHECK(bench.state_of(request) == RequestState::collecting);

        bench.pass(1);

        CHECK(bench.state_of(request) == RequestState::expired);
        bench.check_entry(request, "request expired");
        CHECK(bench.code_of(bench.asks("bea", bench.decision("bea", request))) != 0);
        CHECK(bench.core().state().vault_named("prod") == nullptr);
    }

    TEST_CASE("a request that too many deny is over, and the journal says so") {
        Timed bench;
        const auto request = bench.propose("ana", vault("prod"));
        CHECK(bench.decide("bea", request, Choice::deny, "no").state == RequestState::collecting);

        CHECK(bench.decide("cem", request, Choice::deny, "nor I").state == RequestState::denied);

        bench.check_entry(request, "request denied");
    }

    TEST_CASE("an approved request that a freeze stops for too long expires, and says why") {
        Timed bench({2, 2, 600});
        const auto request = bench.by_two(vault("prod"));
        REQUIRE(request.state == RequestState::armed);
        bench.propose("cem", operate::FreezeAsk{"something is wrong"});
        bench.propose("bea", operate::FreezeAsk{"so it is"});
        bench.pass(600'000 + ceremony::armed_life_ms - 1);
        CHECK(bench.state_of(request) == RequestState::armed);

        bench.pass(1);

        CHECK(bench.state_of(request) == RequestState::expired);
        CHECK(bench.kept(request).request.why == "it was stopped for too long");
        bench.check_entry(request, "request expired");
        const auto entry = bench.core().state().freeze.now(bench.clock.now().wall_ms)->entry;
        bench.by_two(operate::LiftFreezeAsk{entry, "over"});
        bench.pass(1);
        CHECK(bench.core().state().vault_named("prod") == nullptr);
    }

    TEST_CASE("rules that ask for more hold for a request that is open already") {
        Timed bench;
        const auto request = bench.propose("ana", vault("prod"));
        bench.by_two(operate::RulesSetAsk{3, 3, 0});

        const auto second = bench.decide("bea", request);

        CHECK(second.state == RequestState::collecting);
        CHECK(second.terms.needed == 3);
        CHECK(bench.core().state().vault_named("prod") == nullptr);
        CHECK(bench.decide("cem", request).state == RequestState::committed);
    }

    TEST_CASE("an approved request waits again when the rules then ask for more") {
        Timed bench({2, 2, 600});
        const auto rules = bench.by_two(operate::RulesSetAsk{3, 3, 7200});
        bench.clock.advance(60'000);
        const auto request = bench.by_two(vault("prod"));
        bench.pass(540'000);
        REQUIRE(bench.state_of(rules) == RequestState::committed);
        for (int turns = 0; turns < 3; ++turns) bench.person_desk().step();
        CHECK(bench.state_of(request) == RequestState::collecting);

        CHECK(bench.decide("cem", bench.kept(request).request).state == RequestState::armed);
        bench.pass(7'200'000 - 1);
        CHECK(bench.core().state().vault_named("prod") == nullptr);
        bench.pass(1);
        CHECK(bench.core().state().vault_named("prod") != nullptr);
    }

    TEST_CASE("rules that ask for less do not hold for a request that is open already") {
        Timed bench({3, 3, 0});
        const auto request = bench.propose("ana", vault("prod"));
        const auto rules = bench.propose("ana", operate::RulesSetAsk{2, 2, 0});
        bench.decide("bea", rules);
        REQUIRE(bench.decide("cem", rules).state == RequestState::committed);

        CHECK(bench.decide("bea", request).state == RequestState::collecting);
        CHECK(bench.decide("cem", request).state == RequestState::committed);
    }

    TEST_CASE("an ended request is kept for 30 days, and then forgotten with the next") {
        Timed bench;
        const auto request = bench.by_two(vault("prod"));
        bench.clock.advance(kept_ms - 1);
        bench.propose("ana", vault("other"));
        CHECK(bench.is_kept(request));

        bench.clock.advance(1);
        bench.propose("ana", vault("another"));

        CHECK_FALSE(bench.is_kept(request));
        CHECK(bench.code_of(bench.asks("ana", operate::RequestAsk{request.id.bytes()})) ==
              errors::request_unknown.code);
    }

    TEST_CASE("a veto is remembered for 30 days, over a restart, and not longer") {
        Timed bench({2, 3, 0});
        const auto request = bench.propose("ana", vault("prod"));
        bench.decide("wil", request, Choice::veto, "not today");
        bench.clock.advance(ceremony::veto_lasts_ms - 60'000);
        bench.restart_people();
        CHECK(bench.propose("ana", vault("prod"), 1).terms.needed == 3);
        CHECK(bench.code_of(bench.asks("ana", bench.proposal("ana", vault("prod")))) != 0);

        bench.clock.advance(60'001);

        CHECK(bench.propose("ana", vault("prod")).terms.needed == 2);
    }

    TEST_CASE("one person has 16 requests open and no more, and an ended one makes room") {
        Timed bench;
        std::vector<ceremony::Request> open;
        for (std::size_t each = 0; each < keeper::Requests::open_of_one_max; ++each) {
            open.push_back(bench.propose("ana", vault("v" + std::to_string(each))));
        }
        const auto before = bench.core().state().digest();
        CHECK(bench.code_of(bench.asks("ana", bench.proposal("ana", vault("more")))) ==
              errors::requests_full.code);
        CHECK(bench.core().state().digest() == before);

        CHECK(bench.propose("bea", vault("hers")).state == RequestState::collecting);
        bench.decide("wil", open.front(), Choice::veto, "no");
        CHECK(bench.propose("ana", vault("more")).state == RequestState::collecting);
    }

    TEST_CASE("256 requests are open at once, and one more is refused whoever proposes it") {
        Timed bench;
        const auto first = bench.propose("ana", vault("prod"));
        bench.fill(first, keeper::Requests::open_max - 2, "nobody");
        CHECK(bench.propose("bea", vault("last")).state == RequestState::collecting);
        const auto before = bench.core().state().digest();

        CHECK(bench.code_of(bench.asks("cem", bench.proposal("cem", vault("more")))) ==
              errors::requests_full.code);

        CHECK(bench.core().state().digest() == before);
        // What one person carries out takes no room.
        CHECK(bench.code_of(
                  bench.asks("cem", bench.proposal("cem", operate::FreezeAsk{"too many"}))) == 0);
    }

    TEST_CASE("of more than 1,024 requests those that are over are forgotten sooner, but no veto") {
        Timed bench({2, 3, 0});
        const auto vetoed = bench.propose("ana", vault("prod"));
        bench.decide("wil", vetoed, Choice::veto, "not today");
        const auto done = bench.by_two(vault("done"));
        bench.fill(bench.kept(done).request, keeper::Requests::kept_max, "nobody");
        bench.clock.advance(PeopleBench::day_ms - 1);
        bench.propose("cem", vault("one"));
        CHECK(bench.is_kept(done));

        bench.clock.advance(hour_ms);
        bench.propose("cem", vault("two"));

        CHECK(bench.core().state().requests.size() <
              keeper::Requests::kept_max + keeper::Requests::forgotten_at_once);
        CHECK(bench.is_kept(vetoed));
        CHECK(bench.propose("ana", vault("prod"), 1).terms.needed == 3);
    }
}
