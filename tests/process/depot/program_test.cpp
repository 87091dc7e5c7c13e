#include "depot_contract.hpp"
#include "running_depot.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/store/errors.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace sealwright;
using test::instance_named;
using test::row;
using test::RunningDepot;
using test::StateFolder;

namespace {

// Where SQLite's file format keeps them (section 1.3 of "Database File Format").
constexpr std::size_t user_version_offset = 60;
constexpr std::size_t application_id_offset = 68;

// A database with one commit in it that nobody holds any more.
void settle(const StateFolder& folder) {
    RunningDepot running(folder);
    test::made(running.depot(),
               test::commit_on(running.depot(), instance_named(1), {row("a", 1)}, 1));
    running.terminate();
    REQUIRE(running.ended() == 0);
}

bool says(const StateFolder& folder, const std::string& text) {
    return folder.log_text().find(text) != std::string::npos;
}

}  // namespace

TEST_SUITE("depot/program") {
    TEST_CASE("the program on SQLite keeps the contract of every depot") {
        StateFolder folder;
        RunningDepot running(folder);

        test::keep_the_contract(running.depot());
    }

    TEST_CASE("a clean end leaves everything in one file of mode 0600") {
        StateFolder folder;

        settle(folder);

        struct stat database {};
        REQUIRE(::stat(folder.database().c_str(), &database) == 0);
        CHECK((database.st_mode & 07777U) == 0600);
        CHECK(std::filesystem::file_size(folder.database() + "-wal") == 0);
        RunningDepot again(folder);
        CHECK(test::all_of(again.depot(), instance_named(1)).rows == std::vector{row("a", 1)});
    }

    TEST_CASE("two connections share one state, and each hears of the other's changes") {
        StateFolder folder;
        RunningDepot running(folder);
        SystemClock clock;
        store::RemoteDepot other(clock);
        other.attach(running.connect());
        const auto stale = test::commit_on(other, instance_named(2), {row("b", 1)}, 1);

        test::made(running.depot(),
                   test::commit_on(running.depot(), instance_named(1), {row("a", 1)}, 1));
        test::lost(other, stale);

        CHECK(other.take_changed() == 1);
        CHECK_FALSE(running.depot().take_changed());
    }

    TEST_CASE("sixteen connections are served, a seventeenth is closed") {
        StateFolder folder;
        RunningDepot running(folder);
        SystemClock clock;
        std::vector<store::RemoteDepot> depots;
        for (int index = 0; index < 16; ++index) {
            depots.emplace_back(clock);
            depots.back().attach(running.connect());
            CHECK(depots.back().load({instance_named(1), ""}));
        }

        store::RemoteDepot late(clock);
        late.attach(running.connect());

        CHECK_FALSE(late.load({instance_named(1), ""}));
        depots.pop_back();
        CHECK(depots.front().load({instance_named(1), ""}));
        late.attach(running.connect());
        CHECK(late.load({instance_named(1), ""}));
    }

    TEST_CASE("another user is not served, even one who can reach the socket") {
        if (::geteuid() != 0) {
            MESSAGE("only root can try to be another user");
            return;
        }
        StateFolder folder;
        RunningDepot running(folder);
        REQUIRE(::chmod(folder.path("").c_str(), 0755) == 0);
        REQUIRE(::chmod(folder.path("depot.sock").c_str(), 0666) == 0);
        SystemClock clock;
        store::RemoteDepot other(clock);

        constexpr uid_t nobody = 65534;
        REQUIRE(::seteuid(nobody) == 0);
        other.attach(running.connect());
        REQUIRE(::seteuid(0) == 0);

        CHECK_FALSE(other.load({instance_named(1), ""}));
        CHECK(says(folder, "E1304 ipc-peer"));
        CHECK(running.depot().load({instance_named(1), ""}));
    }

    TEST_CASE("a message it does not know is refused, a frame that is none closes the connection") {
        StateFolder folder;
        RunningDepot running(folder);
        SystemClock clock;
        ipc::Connection connection(running.connect());
        const auto deadline = clock.now().boottime_ms + 5000;

        const auto refused = ipc::call(connection, 0x0399, 1, {}, clock, deadline);
        REQUIRE(refused);
        CHECK(refused->type == claims::Refusal::type);

        const Bytes garbage(64, 0xff);
        REQUIRE(::write(connection.number(), garbage.data(), garbage.size()) == 64);
        CHECK_FALSE(ipc::receive(connection, clock, deadline));
        CHECK(test::all_of(running.depot(), instance_named(1)).revision == 0);
    }

    TEST_CASE("a second depot on the same folder refuses, names the first and leaves it alone") {
        StateFolder folder;
        RunningDepot first(folder);
        test::made(first.depot(),
                   test::commit_on(first.depot(), instance_named(1), {row("a", 1)}, 1));

        RunningDepot second(folder);

        CHECK(second.ended() == 3);
        CHECK(says(folder, "E2603 depot-locked"));
        CHECK(says(folder, "pid=" + std::to_string(first.pid()) + ")"));
        test::made(first.depot(),
                   test::commit_on(first.depot(), instance_named(1), {row("a", 2)}, 1));
    }

    TEST_CASE("a database of a newer release is refused and not touched") {
        StateFolder folder;
        settle(folder);
        folder.patch_database(user_version_offset, 2);
        const auto before = folder.database_bytes();

        RunningDepot running(folder);

        CHECK(running.ended() == 1);
        CHECK(says(folder, "E2605 depot-newer"));
        CHECK(folder.database_bytes() == before);
    }

    TEST_CASE("a database of another application is refused and not touched") {
        StateFolder folder;
        settle(folder);
        folder.patch_database(application_id_offset, 0x12345678);
        const auto before = folder.database_bytes();

        RunningDepot running(folder);

        CHECK(running.ended() == 1);
        CHECK(says(folder, "E2604 depot-foreign"));
        CHECK(folder.database_bytes() == before);
    }

    TEST_CASE("a file that is no database is refused and not touched") {
        StateFolder folder;
        const std::string letter(5000, 'x');
        std::ofstream(folder.database()) << letter;
        REQUIRE(::chmod(folder.database().c_str(), 0600) == 0);

        RunningDepot running(folder);

        CHECK(running.ended() == 1);
        CHECK(says(folder, "E2604 depot-foreign"));
        CHECK(folder.database_bytes() == letter);
    }

    TEST_CASE("a damaged database is refused") {
        StateFolder folder;
        settle(folder);
        constexpr std::size_t second_page = 4096;
        for (std::size_t offset = 0; offset < 64; offset += 4) {
            folder.patch_database(second_page + offset, 0xdeadbeef);
        }

        RunningDepot running(folder);

        CHECK(running.ended() == 1);
        CHECK(says(folder, "E2606 depot-damaged"));
    }

    TEST_CASE("a database that others may read is refused") {
        StateFolder folder;
        settle(folder);
        REQUIRE(::chmod(folder.database().c_str(), 0640) == 0);

        RunningDepot running(folder);

        CHECK(running.ended() == 1);
        CHECK(says(folder, "E1003 file-mode-unsafe"));
    }

    TEST_CASE("without its folder the depot ends and says so") {
        StateFolder folder;
        REQUIRE(::rmdir(folder.path("state/depot").c_str()) == 0);

        RunningDepot running(folder);

        CHECK(running.ended() == 1);
        CHECK(says(folder, "E2602 depot-folder"));
    }
}
