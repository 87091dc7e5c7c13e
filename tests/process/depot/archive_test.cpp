// A depot that is killed while it takes entries away.
#include "depot_values.hpp"
#include "running_depot.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <chrono>
#include <random>

using namespace sealwright;
using test::row;
using test::RunningDepot;
using test::StateFolder;

namespace {

const InstanceId instance = test::instance_named(1);
constexpr std::uint64_t filled = 600;

// The chain of `filled` entries and, behind them, the commit that takes all but the last 10 away.
store::Commit archive_of(store::Depot& depot) {
    auto archive = test::commit_on(depot, instance, {row("archives", 1)}, 1);
    archive.removes_to = filled - 10;
    return archive;
}

void fill(store::Depot& depot) {
    const auto now = test::all_of(depot, instance);
    const store::Commit commit{now.revision,
                               instance,
                               now.head,
                               {row("a", 1)},
                               test::entries_after(now.head, filled, 600)};
    test::made(depot, commit);
}

// Whether it was archived; checks that nothing is half there.
bool is_archived(store::Depot& depot) {
    const auto now = test::all_of(depot, instance);
    const bool archived = now.rows.size() == 2;
    std::uint64_t expected = archived ? filled - 9 : 1;
    for (;;) {
        const auto page = depot.read({instance, expected, 512});
        REQUIRE(page);
        if (page->entries.empty()) break;
        for (const auto& entry : page->entries) {
            REQUIRE(entry.sequence == expected);
            ++expected;
        }
    }
    CHECK(depot.read({instance, 1, 1})->entries.front().sequence == (archived ? filled - 9 : 1));
    CHECK(now.head.sequence == expected - 1);
    CHECK(now.head.sequence == filled + (archived ? 1 : 0));
    CHECK(now.revision == (archived ? 2 : 1));
    return archived;
}

void send(ipc::Connection& connection, const store::Commit& commit) {
    connection.queue(store::Archive::type, 1, wire::encode(store::Archive{commit}));
    REQUIRE(connection.flush());
}

std::uint64_t archive_us() {
    StateFolder folder;
    RunningDepot running(folder);
    fill(running.depot());
    const auto archive = archive_of(running.depot());
    const auto start = std::chrono::steady_clock::now();
    test::made(running.depot(), archive);
    const auto taken = std::chrono::steady_clock::now() - start;
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(taken).count());
}

}  // namespace

TEST_SUITE("depot/archive") {
    TEST_CASE("killed at any instant of an archive, its entries are there or their row is") {
        constexpr int kills = 24;
        std::mt19937_64 random(20261122);
        const auto wait_max_us = 2 * archive_us();
        int old = 0;
        int fresh = 0;

        for (int round = 0; round < kills; ++round) {
            CAPTURE(round);
            StateFolder folder;
            {
                RunningDepot running(folder);
                fill(running.depot());
                const auto archive = archive_of(running.depot());
                ipc::Connection connection(running.connect());
                // The first and the last round are sure to be too early and late enough.
                if (round > 0) send(connection, archive);
                if (round + 1 == kills) {
                    SystemClock clock;
                    REQUIRE(ipc::receive(connection, clock, clock.now().boottime_ms + 10'000));
                }
                ::usleep(static_cast<unsigned>(random() % wait_max_us));
                running.kill();
                REQUIRE(running.ended() == 128 + 9);
            }
            RunningDepot again(folder);
            ++(is_archived(again.depot()) ? fresh : old);
        }

        CHECK(old > 0);
        CHECK(fresh > 0);
        MESSAGE(old << " kills left the old state, " << fresh << " the new one");
    }

    TEST_CASE("what was archived frees its pages for what comes, and no byte of it stays") {
        StateFolder folder;
        RunningDepot running(folder);
        fill(running.depot());
        test::made(running.depot(), archive_of(running.depot()));
        running.terminate();
        REQUIRE(running.ended() == 0);
        const auto bytes = folder.database_bytes();

        RunningDepot again(folder);
        const auto now = test::all_of(again.depot(), instance);
        const store::Commit more{
            now.revision, instance, now.head, {}, test::entries_after(now.head, filled - 20, 600)};
        test::made(again.depot(), more);
        again.terminate();
        REQUIRE(again.ended() == 0);

        // Entries' bodies of these tests are 0xe5 from end to end; eleven are left.
        std::size_t found = 0;
        for (auto at = bytes.find(std::string(600, '\xe5')); at != std::string::npos;
             at = bytes.find(std::string(600, '\xe5'), at + 600)) {
            ++found;
        }
        CHECK(found <= 11);
        CHECK(folder.database_bytes().size() <= bytes.size() + 8192);
    }
}
