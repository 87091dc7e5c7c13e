// A token is stopped and started by people: what the journal says was done has been done.
#include "errors.hpp"
#include "people_bench.hpp"

using namespace sealwright;
using ceremony::RequestState;
using test::PeopleBench;

namespace {

const operate::TokenActAsk stop_b{"b", operate::TokenVerb::stop};

std::size_t stops_in_journal(PeopleBench& bench) {
    const auto all = bench.entries(journal::Kind::act);
    return static_cast<std::size_t>(std::ranges::count_if(all, [](const auto& entry) {
        const auto* what = entry.text("what");
        return what != nullptr && *what == "token stop";
    }));
}

// Asked of a keeper that does not live to answer.
void unheard(PeopleBench& bench, const operate::DecideAsk& decision) {
    const auto answer =
        bench.person_desk().answer(bench.signed_ask("bea", bench.question(decision)));
    CHECK((!answer || answer->answer_type == claims::Refusal::type));
}

}  // namespace

TEST_SUITE("keeper/token_act") {
    TEST_CASE(
        "a keeper that ends between the stop of a token and its commit finishes it when it is "
        "back") {
        PeopleBench bench;
        bench.found();
        const auto request = bench.propose("ana", stop_b);
        REQUIRE(request.state == RequestState::collecting);
        const auto decision = bench.decision("bea", request);
        bench.depot.memory.end_at(1, false);

        unheard(bench, decision);
        CHECK(bench.desk.done_so_far == std::vector<std::string>{"stop b"});
        bench.depot.memory.set_away(false);
        bench.restart_people();
        CHECK(stops_in_journal(bench) == 0);
        CHECK(bench.core().state().requests.at(request.id).request.is_open());

        CHECK(bench.code_of(bench.asks("bea", decision)) == 0);
        CHECK(bench.core().state().requests.at(request.id).request.state ==
              RequestState::committed);
        CHECK(bench.desk.done_so_far == std::vector<std::string>{"stop b", "stop b"});
        CHECK(stops_in_journal(bench) == 1);
    }

    TEST_CASE("a keeper that ends just behind the commit has done what it says") {
        PeopleBench bench;
        bench.found();
        const auto request = bench.propose("ana", stop_b);
        const auto decision = bench.decision("bea", request);
        bench.depot.memory.end_at(1, true);

        unheard(bench, decision);
        bench.depot.memory.set_away(false);
        bench.restart_people();

        CHECK(stops_in_journal(bench) == 1);
        CHECK(bench.desk.done_so_far == std::vector<std::string>{"stop b"});
        CHECK(bench.core().state().requests.at(request.id).request.state ==
              RequestState::committed);
    }

    TEST_CASE("a stop that could not be done is a request that failed, and no act says otherwise") {
        PeopleBench bench;
        bench.found();
        const auto request = bench.propose("ana", stop_b);
        bench.desk.trouble = Error(errors::token_unknown);

        CHECK(bench.decide("bea", request).state == RequestState::failed);
        CHECK(stops_in_journal(bench) == 0);
    }
}
