#include "depot_values.hpp"
#include "running_depot.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/store/errors.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

using namespace sealwright;
using test::row;
using test::RunningDepot;
using test::StateFolder;

namespace {

const InstanceId instance = test::instance_named(1);

// The n-th commit of a service that writes the same two rows every time: whoever sees n in one row
// and not in the other sees neither old nor new.
store::Commit nth_commit(std::uint64_t number) {
    const store::Head head{number - 1, number == 1 ? Digest{} : test::digest_named(number - 1)};
    return {number - 1,
            instance,
            head,
            {row("left", number, 3000), row("right", number, 9000)},
            test::entries_after(head, 1, 500)};
}

// How many commits the depot holds; checks that they are all there and that none is half there.
std::uint64_t commits_held(store::Depot& depot) {
    const auto now = test::all_of(depot, instance);
    const auto count = now.revision;
    REQUIRE(now.head.sequence == count);
    if (count == 0) {
        REQUIRE(now.rows.empty());
        return 0;
    }
    REQUIRE(now.head.digest == test::digest_named(count));
    REQUIRE(now.rows == std::vector{row("left", count, 3000), row("right", count, 9000)});
    const auto first = count > 10 ? count - 10 : 1;
    const auto entries = depot.read({instance, first, 512});
    REQUIRE(entries);
    REQUIRE(entries->entries.size() == count - first + 1);
    return count;
}

// Sends the commits after the `before`-th at once, without waiting for an answer.
void send_burst(ipc::Connection& connection, std::uint64_t before, std::uint64_t count) {
    for (std::uint64_t number = 1; number <= count; ++number) {
        connection.queue(store::Commit::type, number, wire::encode(nth_commit(before + number)));
        // Piece by piece, so that the commits of a burst fall into several rounds.
        REQUIRE(connection.flush());
    }
}

// How long an undisturbed burst takes on this machine.
std::uint64_t burst_us(std::uint64_t count) {
    StateFolder folder;
    RunningDepot running(folder);
    commits_held(running.depot());
    ipc::Connection connection(running.connect());
    const auto start = std::chrono::steady_clock::now();
    send_burst(connection, 0, count);
    SystemClock clock;
    const auto deadline = clock.now().boottime_ms + 10'000;
    for (std::uint64_t number = 1; number <= count; ++number) {
        REQUIRE(ipc::receive(connection, clock, deadline));
    }
    const auto taken = std::chrono::steady_clock::now() - start;
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(taken).count());
}

// The answers that a dead depot had already sent.
std::uint64_t acknowledged(ipc::Connection& connection) {
    std::uint64_t count = 0;
    for (bool open = true; open;) {
        open = bool(connection.fill());
        for (auto frame = connection.next(); frame && *frame; frame = connection.next()) {
            REQUIRE((*frame)->type == store::Committed::type);
            ++count;
        }
    }
    return count;
}

}  // namespace

TEST_SUITE("depot/durability") {
    TEST_CASE("an acknowledged commit survives kill -9") {
        StateFolder folder;
        {
            RunningDepot running(folder);
            test::made(running.depot(), nth_commit(1));
            test::made(running.depot(), nth_commit(2));
            running.kill();
            REQUIRE(running.ended() == 128 + 9);
        }

        RunningDepot again(folder);

        CHECK(commits_held(again.depot()) == 2);
    }

    TEST_CASE("killed at any instant, what was acknowledged is there and nothing is half there") {
        constexpr int kills = 200;
        constexpr std::uint64_t burst = 6;
        constexpr std::uint64_t seed = 20240607;
        const auto wait_max_us = burst_us(burst) + 1;
        std::mt19937_64 random(seed);
        StateFolder folder;
        std::uint64_t held = 0;
        std::uint64_t sent = 0;
        std::uint64_t cut_short = 0;

        for (int round = 0; round < kills; ++round) {
            CAPTURE(round);
            RunningDepot running(folder);
            const auto before = commits_held(running.depot());
            REQUIRE(before >= held);
            REQUIRE(before <= sent);

            ipc::Connection connection(running.connect());
            send_burst(connection, before, burst);
            sent = before + burst;
            ::usleep(static_cast<unsigned>(random() % wait_max_us));
            running.kill();
            REQUIRE(running.ended() == 128 + 9);

            held = before + acknowledged(connection);
            if (held < before + burst) ++cut_short;
        }
        RunningDepot last(folder);
        const auto after = commits_held(last.depot());

        CHECK(after >= held);
        CHECK(after <= sent);
        // Otherwise the kills all came too late, or too early, and this test has shown nothing.
        CHECK(cut_short > 0);
        CHECK(held > burst);
        MESSAGE(cut_short << " of " << kills << " kills fell into a burst; " << after
                          << " commits held");
    }

    TEST_CASE("a full disk refuses the commit, ends the depot and leaves the database whole") {
        StateFolder folder;
        std::uint64_t held = 0;
        {
            constexpr std::uint64_t file_size_max = 200'000;
            RunningDepot running(folder, file_size_max);
            auto answer = running.depot().commit(nth_commit(1));
            while (answer) {
                REQUIRE(std::holds_alternative<store::Committed>(*answer));
                ++held;
                REQUIRE(held < 100);
                answer = running.depot().commit(nth_commit(held + 1));
            }
            REQUIRE(held > 0);
            CHECK(answer.error().is(errors::store_refused));
            CHECK(answer.error().facts().front().render() == "code=2102");
            CHECK(running.ended() == 1);
        }

        RunningDepot again(folder);

        CHECK(commits_held(again.depot()) == held);
        test::made(again.depot(), nth_commit(held + 1));
    }

    TEST_CASE("a long log is moved into the database while commits go on") {
        StateFolder folder;
        RunningDepot running(folder);
        constexpr std::uint64_t commits = 400;
        for (std::uint64_t number = 1; number <= commits; ++number) {
            test::made(running.depot(), nth_commit(number));
        }

        // Some 4 KiB pages a commit: without being moved the log would hold them all.
        CHECK(std::filesystem::file_size(folder.database() + "-wal") < std::uintmax_t{6} << 20U);
        CHECK(commits_held(running.depot()) == commits);
    }

    TEST_CASE("what a row held that was made empty is in neither file of the database any more") {
        StateFolder folder;
        RunningDepot running(folder);
        auto& depot = running.depot();
        std::string letters;
        for (int each = 0; each < 40; ++each) letters += "kept sealed until it is retired ";
        const auto held = view_of(letters);
        const auto files = [&] {
            const std::string log_path = folder.database() + "-wal";
            std::ifstream file(log_path, std::ios::binary);
            const std::string log{std::istreambuf_iterator<char>(file), {}};
            return folder.database_bytes() + log;
        };
        const auto written =
            test::commit_on(depot,
                            instance,
                            {row("a", 1, 900), {"sealkey/1", 1, Bytes(held.begin(), held.end())}},
                            1);
        test::made(depot, written);
        REQUIRE(files().find(letters) != std::string::npos);

        test::made(depot, test::commit_on(depot, instance, {{"sealkey/1", 2, {}}}, 1));
        test::all_of(depot, instance);  // Answered in a later round than the commit.

        CHECK(files().find(letters.substr(0, 64)) == std::string::npos);
        CHECK(test::all_of(depot, instance).rows.size() == 2);
        running.kill();
        running.ended();
        RunningDepot next(folder);
        CHECK(test::all_of(next.depot(), instance).rows.back().value.empty());
        CHECK(files().find(letters.substr(0, 64)) == std::string::npos);
    }
}
