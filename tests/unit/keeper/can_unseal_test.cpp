#include "errors.hpp"
#include "people_bench.hpp"
#include "sealwright/policy/errors.hpp"

#include <algorithm>

using namespace sealwright;
using test::KeeperBench;

namespace {

operate::CanUnseal ask(KeeperBench& bench, bool now = false) {
    return bench.must<operate::CanUnseal>(operate::CanUnsealAsk{"main", now});
}

// The code of one check; 0 when it passed.
std::uint16_t code_of(const operate::CanUnseal& answer, const std::string& name) {
    for (const auto& check : answer.checks) {
        if (check.name != name) continue;
        CHECK(check.passed == (check.code == 0));
        CHECK_FALSE(check.found.empty());
        CHECK(check.remedy.empty() == check.passed);
        return check.code;
    }
    FAIL("no such check");
    return 0;
}

std::vector<std::string> failed(const operate::CanUnseal& answer) {
    std::vector<std::string> names;
    for (const auto& check : answer.checks) {
        if (!check.passed) names.push_back(check.name);
    }
    return names;
}

// Asked for, and tried to its end.
operate::CanUnseal tried(KeeperBench& bench) {
    CHECK(ask(bench, true).trying);
    for (int turn = 0; turn < 4; ++turn) bench.canary().step();
    auto answer = ask(bench);
    CHECK_FALSE(answer.trying);
    return answer;
}

void begin(KeeperBench& bench) {
    bench.found_and_init();
    bench.fronts.said(1, {bench.clock.now().wall_ms + KeeperBench::day_ms});
}

}  // namespace

TEST_SUITE("keeper/can_unseal") {
    TEST_CASE("a vault that could be unsealed passes every check, with each subset's trial") {
        KeeperBench bench;
        begin(bench);

        const auto answer = tried(bench);

        CHECK(failed(answer).empty());
        CHECK(answer.checks.size() == 7);
        REQUIRE(answer.subsets.size() == 3);
        CHECK(answer.subsets[1].tokens == "a+c");
        CHECK(answer.subsets[1].passed_ms == answer.subsets[1].tried_ms);
        CHECK(answer.environment == "trying");
    }

    TEST_CASE("a vault that is held could not be unsealed, and the check says how it could") {
        KeeperBench bench;
        begin(bench);
        bench.must<operate::Vaults>(operate::VaultHoldAsk{"main", "INC-412"});

        const auto held = tried(bench);

        CHECK(failed(held) == std::vector<std::string>{"policy"});
        CHECK(code_of(held, "policy") == errors::vault_held.code);
        bench.must<operate::Vaults>(operate::VaultLiftAsk{"main", "over"});
        CHECK(failed(tried(bench)).empty());
    }

    TEST_CASE("before its first canary a vault is not said to be unsealable, and asking is free") {
        KeeperBench bench;
        begin(bench);
        const auto before = bench.unchanged();

        const auto answer = ask(bench);

        CHECK(failed(answer) == std::vector<std::string>{"canary"});
        CHECK(code_of(answer, "canary") == errors::canary_not_yet.code);
        CHECK(bench.unchanged() == before);
    }

    TEST_CASE("one token of three away fails the canary; two away fail the tokens as well") {
        KeeperBench bench;
        begin(bench);
        bench.tokens.stop(2);
        auto answer = tried(bench);
        CHECK(failed(answer) == std::vector<std::string>{"canary"});
        CHECK(code_of(answer, "canary") == errors::canary_token_away.code);
        CHECK(answer.subsets[0].fault.empty());
        CHECK(answer.subsets[2].fault.find("token=c") != std::string::npos);

        bench.tokens.stop(1);
        answer = tried(bench);

        CHECK(failed(answer) == std::vector<std::string>{"tokens", "canary"});
    }

    TEST_CASE("a canary that was good two hours ago is not good enough") {
        KeeperBench bench;
        begin(bench);
        CHECK(failed(tried(bench)).empty());

        bench.clock.advance(2 * keeper::Canary::interval_ms + 1'000);

        CHECK(code_of(ask(bench), "canary") == errors::canary_old.code);
    }

    TEST_CASE("a vault that was never initialised has nothing to be unsealed with") {
        KeeperBench bench;
        bench.init();
        bench.add_vault("main");
        bench.add_node("main", "one", 1);

        CHECK(code_of(ask(bench), "vault") == errors::vault_not_begun.code);
    }

    TEST_CASE("without a node in force, or after its certificate's end, nobody could ask") {
        KeeperBench bench;
        begin(bench);
        bench.clock.advance(KeeperBench::day_ms);
        CHECK(code_of(ask(bench), "nodes") == errors::node_none_in_force.code);

        bench.add_node("main", "two", 2);
        CHECK(code_of(ask(bench), "nodes") == 0);
        bench.must<operate::Nodes>(operate::NodeRevokeAsk{"main", "two"});

        CHECK(code_of(ask(bench), "nodes") == errors::node_none_in_force.code);
    }

    TEST_CASE("the front must be there, and its certificate in force") {
        KeeperBench bench;
        begin(bench);
        CHECK(code_of(ask(bench), "front") == 0);
        bench.fronts.said(2, {bench.clock.now().wall_ms});
        CHECK(code_of(ask(bench), "front") == errors::server_certificate_expired.code);

        bench.fronts.left(2);
        CHECK(code_of(ask(bench), "front") == 0);
        bench.fronts.left(1);

        CHECK(code_of(ask(bench), "front") == errors::front_not_heard.code);
    }

    TEST_CASE("a commit that failed is a depot that cannot be written, until one succeeds") {
        KeeperBench bench;
        begin(bench);
        bench.depot.memory.fail_commit(1);
        CHECK(bench.refused(operate::CanUnsealAsk{"main", true}) == errors::commit_failed.code);
        bench.turn();
        REQUIRE(bench.is_open());

        CHECK(code_of(ask(bench), "depot") == errors::commit_failed.code);
        CHECK(code_of(ask(bench, true), "depot") == 0);
    }

    TEST_CASE("a vault that is not there is refused, and so is a locked service") {
        KeeperBench bench;
        begin(bench);
        CHECK(bench.refused(operate::CanUnsealAsk{"other", true}) == errors::vault_unknown.code);
        bench.tokens.stop(0);
        bench.tokens.stop(1);
        bench.restart();

        CHECK(bench.refused(operate::CanUnsealAsk{"main", true}) != 0);
        CHECK_FALSE(bench.canary().is_asked());
    }

    TEST_CASE("a person who has the subsets tried ends no keeper, and the journal names them") {
        test::PeopleBench bench;
        bench.found();
        bench.by_two(operate::VaultAddAsk{"main", "transit", "main", {}, false});

        const auto reply = bench.asks("wil", operate::CanUnsealAsk{"main", true});

        CHECK(reply.type == operate::CanUnseal::type);
        const auto act = bench.entries(journal::Kind::act).back();
        CHECK(*act.text("what") == "canary now");
        REQUIRE(act.origin.has_value());
        CHECK(act.origin->sentence() == "wil");
    }
}
