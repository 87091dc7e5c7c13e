// Which ask is legal in which phase, and how an installation comes to be.
#include "errors.hpp"
#include "keeper_bench.hpp"
#include "sealwright/hsm/client/errors.hpp"

using namespace sealwright;
using test::KeeperBench;

namespace {

// The refusals of all asks in order of their types; 0 where an ask is legal.
std::vector<std::uint16_t> answers_of_all(KeeperBench& bench) {
    const auto until = bench.clock.now().wall_ms + KeeperBench::day_ms;
    return {bench.refused(operate::StatusAsk{}),
            bench.refused(operate::VaultAddAsk{"x", "transit", "unseal"}),
            bench.refused(operate::NodeAddAsk{"x", "y", test::spki_named(3), until}),
            bench.refused(operate::VaultAllowInitAsk{"x", 60}),
            bench.refused(operate::VaultsAsk{}),
            bench.refused(operate::NodeRevokeAsk{"x", "y"}),
            bench.refused(operate::NodesAsk{}),
            bench.refused(operate::TokenActAsk{"b", operate::TokenVerb::start}),
            bench.refused(operate::TokenLoginAsk{"b", Bytes(8)}),
            bench.refused(operate::TokensAsk{}),
            bench.refused(operate::JournalAsk{1, 1, false}),
            bench.refused(operate::CanUnsealAsk{"x", false})};
}

std::vector<std::uint16_t> only_tokens(std::uint16_t code) {
    return {0, code, code, code, code, code, code, 0, 0, 0, code, code};
}

}  // namespace

TEST_SUITE("keeper/route") {
    TEST_CASE("an empty service answers for itself and its tokens, and waits for init") {
        KeeperBench bench;
        CHECK(answers_of_all(bench) == only_tokens(errors::keeper_empty.code));
        CHECK(bench.depot.memory.history().empty());
    }

    TEST_CASE("a locked service answers for itself and its tokens, and says what it waits for") {
        KeeperBench bench;
        bench.init();
        bench.tokens.stop(0);
        bench.tokens.stop(1);
        bench.restart();
        const auto history = bench.depot.memory.history().size();
        CHECK(answers_of_all(bench) == only_tokens(errors::tokens_too_few.code));
        CHECK(bench.refused(operate::InitAsk{true}) == errors::tokens_too_few.code);
        CHECK(bench.depot.memory.history().size() == history);
        const auto status = bench.must<operate::Status>(operate::StatusAsk{});
        CHECK(status.waits_for.find("answered=1, needed=2") != std::string::npos);
        CHECK(status.installation.empty());
    }

    TEST_CASE("an open service answers everything but another init") {
        KeeperBench bench;
        bench.init();
        const auto digest = bench.core().state().digest();
        CHECK(bench.refused(operate::InitAsk{true}) == errors::keeper_initialised.code);
        CHECK(bench.core().state().digest() == digest);
        CHECK(answers_of_all(bench) == std::vector<std::uint16_t>(12, 0));
    }

    TEST_CASE("an ask of no known type, or with bytes too many, is refused") {
        KeeperBench bench;
        bench.init();
        const auto before = bench.unchanged();
        keeper::Operating operating(
            bench.core(), bench.sealing(), bench.desk, bench.canary(), bench.fronts);
        const auto unknown = operating.answer({0x05ff, {}, KeeperBench::person});
        const auto trailing =
            operating.answer({operate::NodesAsk::type, WipedBytes(1), KeeperBench::person});
        CHECK(unknown.type == claims::Refusal::type);
        CHECK(trailing.type == claims::Refusal::type);
        CHECK(bench.unchanged() == before);
    }

    TEST_CASE("init alone founds nothing that is not solo") {
        KeeperBench bench;
        CHECK(bench.refused(operate::InitAsk{false}) == errors::found_first.code);
        CHECK(bench.core().phase() == keeper::Phase::empty);
        CHECK(bench.depot.memory.history().empty());
    }

    TEST_CASE("init makes the keys of tokens that have none, and of no other") {
        KeeperBench bench;
        bench.tokens.token(1).room.generation.reset();
        bench.tokens.start(1);
        bench.init();
        CHECK(bench.desk.done_so_far == std::vector<std::string>{"enrol b"});
        CHECK(bench.tokens.token(0).room.keys_made == 0);
        CHECK(bench.tokens.token(1).room.keys_made == 1);
    }

    TEST_CASE("a key that is missing later is never made again") {
        KeeperBench bench;
        bench.found_and_init();
        bench.tokens.token(1).room.generation.reset();
        bench.tokens.start(1);
        bench.restart();
        REQUIRE(bench.is_open());
        CHECK(bench.refused(operate::VaultAddAsk{"second", "transit", "x"}) ==
              errors::tokens_all_needed.code);
        CHECK(bench.tokens.token(1).room.keys_made == 0);
        CHECK(bench.opened(bench.root) == test::Plain::root_key);
    }

    TEST_CASE("init needs every token, and leaves nothing when one is away") {
        KeeperBench bench;
        bench.tokens.stop(2);
        CHECK(bench.refused(operate::InitAsk{true}) == errors::tokens_all_needed.code);
        CHECK(bench.core().phase() == keeper::Phase::empty);
        CHECK(bench.depot.memory.history().empty());
        CHECK(bench.secrets() == 0);
    }

    TEST_CASE(
        "an init whose commit failed can be repeated; one whose answer was lost is in force") {
        KeeperBench failed;
        failed.depot.memory.fail_commit(1);
        CHECK(failed.refused(operate::InitAsk{true}) == errors::commit_failed.code);
        failed.core().refresh();
        CHECK(failed.core().phase() == keeper::Phase::empty);
        failed.init();
        CHECK(failed.verified().entries >= 2);

        KeeperBench lost;
        lost.depot.memory.lose_answer(1);
        CHECK(lost.refused(operate::InitAsk{true}) == errors::commit_failed.code);
        lost.core().refresh();
        CHECK(lost.is_open());
        CHECK(lost.entries().front().kind == journal::Kind::founded);
    }
}
