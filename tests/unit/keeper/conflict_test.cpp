// Another writer is always faster: each decision is made again on what it left.
#include "errors.hpp"
#include "keeper_bench.hpp"

using namespace sealwright;
using test::KeeperBench;
using test::Plain;

namespace {

// A second keeper over the same store: whatever it does is done between our draft and our commit.
struct Other {
    explicit Other(KeeperBench& bench)
        : depot_events(),
          tokens(bench.tokens, depot_events),
          core(bench.depot.memory, tokens, bench.clock, bench.random, bench.settings),
          sealing(core),
          canary(core),
          operating(core, sealing, bench.desk, canary, bench.fronts) {
        core.refresh();
    }
    template <class Ask>
    void must(const Ask& ask) {
        const auto reply = operating.answer({Ask::type, wire::encode(ask), KeeperBench::person});
        REQUIRE(reply.type != claims::Refusal::type);
    }

    std::vector<test::Event> depot_events;
    test::WatchedTokens tokens;
    keeper::Core core;
    keeper::Sealing sealing;
    keeper::Canary canary;
    keeper::Operating operating;
};

}  // namespace

TEST_SUITE("keeper/conflict") {
    TEST_CASE("with a conflict at every first try of every commit a whole life still works") {
        KeeperBench bench;
        bench.init();
        bench.depot.memory.conflict_at_every_first_try();

        bench.add_vault("main");
        bench.add_node("main", "one", 1);
        bench.allow_init("main");
        const auto root = bench.sealed(Plain::root_key);
        CHECK(bench.opened(root) == Plain::root_key);
        CHECK(bench.serve(bench.encrypt_ask(Plain::root_key, 9)).status == 403);
        bench.idle();
        bench.restart();
        CHECK(bench.opened(root) == Plain::root_key);
        bench.idle();

        CHECK(bench.window_of("main") == 0);
        CHECK(bench.entries(journal::Kind::started).size() == 1);
        CHECK(bench.verified().open_intents.empty());
    }

    TEST_CASE("a node that another writer revoked meanwhile is refused on the second try") {
        KeeperBench bench;
        bench.found_and_init();
        bench.depot.before_commit = [&] {
            Other(bench).must(operate::NodeRevokeAsk{"main", "one"});
        };
        const auto questions = bench.watched.questions;

        const auto answer = bench.serve(bench.decrypt_ask(bench.root));

        CHECK(answer.status == 403);
        CHECK(bench.watched.questions == questions);
        const auto refusal = bench.entries(journal::Kind::refusal).back();
        CHECK(*refusal.number("code") == errors::node_revoked.code);
        CHECK(bench.verified().open_intents.empty());
    }

    TEST_CASE("a node that another writer added meanwhile is not added twice") {
        KeeperBench bench;
        bench.found();
        const auto until = bench.clock.now().wall_ms + KeeperBench::day_ms;
        const operate::NodeAddAsk ask{"main", "two", test::spki_named(2), until};
        bench.depot.before_commit = [&] { Other(bench).must(ask); };

        CHECK(bench.refused(ask) == errors::node_exists.code);

        CHECK(bench.core().state().nodes.size() == 2);
    }

    TEST_CASE("a vault that another writer added meanwhile is not added twice") {
        KeeperBench bench;
        bench.init();
        const operate::VaultAddAsk ask{"main", "transit", "unseal"};
        bench.depot.before_commit = [&] { Other(bench).must(ask); };

        CHECK(bench.refused(ask) == errors::vault_exists.code);

        CHECK(bench.core().state().vaults.size() == 1);
    }

    TEST_CASE("of two inits one founds the installation and the other is told so") {
        KeeperBench bench;
        bench.depot.before_commit = [&] { Other(bench).must(operate::InitAsk{true}); };

        CHECK(bench.refused(operate::InitAsk{true}) == errors::keeper_initialised.code);

        CHECK(bench.is_open());
        CHECK(bench.entries(journal::Kind::founded).size() == 1);
    }

    TEST_CASE("a heartbeat that is decided twice is counted once") {
        KeeperBench bench;
        bench.found_and_init();
        bench.depot.before_commit = [&] { bench.depot.memory.move_by_another(); };
        bench.take(bench.encrypt_ask(Plain::heartbeat));
        bench.take(bench.decrypt_ask(bench.root));

        CHECK(bench.turn().size() == 2);

        CHECK(bench.sealing().heartbeats() == 1);
    }

    TEST_CASE("an export signs its checkpoint although somebody else wrote first") {
        KeeperBench bench;
        bench.found();
        bench.depot.before_commit = [&] { bench.depot.memory.move_by_another(); };

        bench.must<operate::JournalPage>(operate::JournalAsk{1, 1, true});

        CHECK(bench.core().book().unsigned_entries() == 0);
    }

    TEST_CASE("a start is journalled although somebody else wrote first") {
        KeeperBench bench;
        bench.init();
        bench.depot.before_commit = [&] { ++bench.depot.memory.tampered().revision; };

        bench.restart();
        bench.core().refresh();

        CHECK(bench.entries(journal::Kind::started).size() == 1);
    }

    TEST_CASE("a change that keeps losing is given up and nothing of it stays") {
        KeeperBench bench;
        bench.found();
        const auto nodes = bench.core().state().nodes.size();
        int lost = 0;
        std::function<void()> faster = [&] {
            ++lost;
            bench.depot.memory.move_by_another();
            bench.depot.before_commit = faster;
        };
        bench.depot.before_commit = faster;

        CHECK(bench.refused(operate::NodeRevokeAsk{"main", "one"}) ==
              errors::commit_contended.code);

        bench.depot.before_commit = nullptr;
        CHECK(lost == 8);
        CHECK(bench.core().state().node_of(test::spki_named(1))->in_force());
        CHECK(bench.core().state().nodes.size() == nodes);
    }
}
