// Another instance decides between our draft and our commit: what was counted is counted again.
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

// A second keeper over the same store, whom people ask as well.
class Other {
public:
    explicit Other(PeopleBench& bench)
        : tokens_(bench.tokens, events_),
          core_(bench.depot.memory, tokens_, bench.clock, bench.random, bench.settings),
          sealing_(core_),
          canary_(core_),
          operating_(core_, sealing_, bench.desk, canary_, bench.fronts),
          desk_(core_, operating_) {
        core_.refresh();
    }
    void hear(const operate::PersonAsk& ask) {
        const auto answer = desk_.answer(ask);
        REQUIRE(answer.ok());
        REQUIRE(answer->answer_type != claims::Refusal::type);
    }

private:
    std::vector<test::Event> events_;
    test::WatchedTokens tokens_;
    keeper::Core core_;
    keeper::Sealing sealing_;
    keeper::Canary canary_;
    keeper::Operating operating_;
    keeper::PersonDesk desk_;
};

// What somebody asks of the other instance just before the next commit of this one.
template <class Ask>
void comes_first(PeopleBench& bench, const std::string& name, const Ask& ask) {
    const auto asked = bench.signed_ask(name, bench.question(ask));
    bench.depot.before_commit = [&bench, asked] { Other(bench).hear(asked); };
}

}  // namespace

TEST_SUITE("keeper/request_conflict") {
    TEST_CASE(
        "an approval of who was removed meanwhile is not counted, and nothing is carried out") {
        PeopleBench bench;
        bench.found();
        const auto request = bench.propose("ana", vault("prod"));
        comes_first(bench, "ana", bench.proposal("ana", operate::PersonRemoveAsk{"ana", "leaves"}));

        const auto code = bench.code_of(bench.asks("bea", bench.decision("bea", request)));

        CHECK(code == errors::commit_contended.code);
        CHECK(bench.core().state().vaults.empty());
        CHECK(bench.core().state().roster.roster.person_named("ana") == nullptr);
        const auto& kept = bench.core().state().requests.at(request.id).request;
        CHECK(kept.is_open());
        CHECK(kept.decisions.size() == 1);
        CHECK(bench.code_of(bench.asks("cem", bench.decision("cem", kept))) == 0);
        CHECK(bench.core().state().vaults.empty());
    }

    TEST_CASE("a denial that came meanwhile at another instance is not lost by the last approval") {
        PeopleBench bench;
        bench.found();
        const auto request = bench.propose("ana", vault("prod"));
        comes_first(bench, "cem", bench.decision("cem", request, Choice::deny, "not with my name"));

        const auto code = bench.code_of(bench.asks("bea", bench.decision("bea", request)));

        CHECK(code == errors::commit_contended.code);
        CHECK(bench.core().state().vaults.empty());
        CHECK(bench.decide("bea", request).state == RequestState::committed);
        CHECK(bench.core().state().requests.at(request.id).request.decisions.size() == 3);
    }

    TEST_CASE("what another instance has written that is about something else delays nothing") {
        PeopleBench bench;
        bench.found();
        const auto request = bench.propose("ana", vault("prod"));
        comes_first(bench, "cem", bench.proposal("cem", vault("other")));

        CHECK(bench.decide("bea", request).state == RequestState::committed);
        CHECK(bench.core().state().vault_named("prod") != nullptr);
    }
}
