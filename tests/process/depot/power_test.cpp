// kill -9 is not power loss: what the kernel had not yet written is gone, torn, or out of order.
#include "depot_values.hpp"
#include "disk_replay.hpp"
#include "running_depot.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

using namespace sealwright;
using test::DiskReplay;
using test::row;
using test::RunningDepot;
using test::StateFolder;

namespace {

const InstanceId instance = test::instance_named(1);
constexpr std::uint64_t commits = 60;
constexpr std::uint64_t archived_at = 40;  // This commit takes the first ten entries away.
constexpr std::uint64_t archived_to = 10;
constexpr std::uint64_t seed = 20261122;
// Large enough that the log is moved into the database several times.
constexpr std::size_t row_size = 120'000;

struct Recording {
    std::string writes;
    std::vector<std::uint64_t>
        acknowledged;  // Where the writes stood when each commit was answered.
};

std::string content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

store::Commit nth_commit(std::uint64_t number) {
    const store::Head head{number - 1, number == 1 ? Digest{} : test::digest_named(number - 1)};
    store::Commit commit{number - 1,
                         instance,
                         head,
                         {row("left", number, row_size), row("right", number, 9000)},
                         test::entries_after(head, 1, 500)};
    if (number == archived_at) commit.removes_to = archived_to;
    return commit;
}

// Only the depot that is started in this scope records.
struct Preloaded {
    explicit Preloaded(const std::string& log) {
        ::setenv("LD_PRELOAD", SEALWRIGHT_PROGRAMS "/../tests/process/depot/write-log.so", 1);
        ::setenv("WRITE_LOG", log.c_str(), 1);
    }
    ~Preloaded() {
        ::unsetenv("LD_PRELOAD");
        ::unsetenv("WRITE_LOG");
    }
    Preloaded(const Preloaded&) = delete;
    Preloaded& operator=(const Preloaded&) = delete;
};

Recording record() {
    StateFolder folder(StateFolder::Place::memory);
    const auto log = folder.path("writes");
    Recording recording;
    std::optional<RunningDepot> running;
    {
        const Preloaded preloaded(log);
        running.emplace(folder);
    }
    for (std::uint64_t number = 1; number <= commits; ++number) {
        test::made(running->depot(), nth_commit(number));
        recording.acknowledged.push_back(std::filesystem::file_size(log));
    }
    running->kill();
    REQUIRE(running->ended() == 128 + 9);
    recording.writes = content(log);
    return recording;
}

void put(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
    REQUIRE(::chmod(path.c_str(), 0600) == 0);
}

// How many commits a depot finds on such a disk, each whole; nothing when it does not open it.
std::optional<std::uint64_t> commits_on(const test::DiskFiles& disk) {
    StateFolder folder(StateFolder::Place::memory);
    put(folder.database(), disk[0]);
    put(folder.database() + "-wal", disk[1]);
    RunningDepot running(folder);
    const auto loaded = running.depot().load({instance, ""});
    if (!loaded) return std::nullopt;
    const auto count = loaded->revision;
    if (count == 0) return 0;
    CHECK(loaded->head == store::Head{count, test::digest_named(count)});
    CHECK(loaded->rows == std::vector{row("left", count, row_size), row("right", count, 9000)});
    const auto entries = running.depot().read({instance, 1, 512});
    REQUIRE(entries);
    const auto gone = count >= archived_at ? archived_to : 0;
    CHECK(entries->entries.size() == count - gone);
    if (!entries->entries.empty()) CHECK(entries->entries.front().sequence == gone + 1);
    return count;
}

std::uint64_t acknowledged_by(const Recording& recording, std::uint64_t end) {
    std::uint64_t count = 0;
    for (const auto at : recording.acknowledged) count += at <= end ? 1 : 0;
    return count;
}

// Steps behind which the power goes away: after the first commit was answered, all over the rest.
std::vector<std::size_t> crash_points(const DiskReplay& replay,
                                      const Recording& recording,
                                      std::size_t count,
                                      std::mt19937_64& random) {
    std::size_t first = 0;
    while (acknowledged_by(recording, replay.step(first).end) == 0) ++first;
    std::vector<std::size_t> points;
    for (std::size_t each = 0; each < count; ++each) {
        points.push_back(first + 1 + random() % (replay.size() - first));
    }
    return points;
}

}  // namespace

TEST_SUITE("depot/power") {
    TEST_CASE(
        "after a power loss every acknowledged commit is there, whole, and the database sound") {
        constexpr std::size_t states = 60;
        const auto recording = record();
        const DiskReplay replay(recording.writes);
        REQUIRE(acknowledged_by(recording, recording.writes.size()) == commits);
        std::mt19937_64 random(seed);
        std::uint64_t unfinished = 0;

        for (const auto point : crash_points(replay, recording, states, random)) {
            CAPTURE(point);
            const auto disk = replay.after(point, DiskReplay::Syncs::all, random);
            const auto held = commits_on(disk);
            const auto promised = acknowledged_by(recording, replay.step(point - 1).end);
            REQUIRE(held);
            CHECK(*held >= promised);
            CHECK(*held <= promised + 1);
            unfinished += *held > promised ? 1 : 0;
        }
        MESSAGE(states << " states of " << replay.size() << " steps; " << unfinished
                       << " held a commit that was not answered yet");
    }

    TEST_CASE("control: with syncs as under synchronous=NORMAL acknowledged commits are lost") {
        constexpr std::size_t states = 20;
        const auto recording = record();
        const DiskReplay replay(recording.writes);
        std::mt19937_64 random(seed);
        std::uint64_t lost = 0;

        for (const auto point : crash_points(replay, recording, states, random)) {
            const auto disk = replay.after(point, DiskReplay::Syncs::normal, random);
            const auto held = commits_on(disk);
            const auto promised = acknowledged_by(recording, replay.step(point - 1).end);
            lost += held.value_or(0) < promised ? 1 : 0;
        }

        CHECK(lost > 0);
        MESSAGE(lost << " of " << states << " states lose an acknowledged commit");
    }
}
