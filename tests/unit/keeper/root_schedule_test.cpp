// What is done in a vault with nobody asking: when, what comes of it, and who may change that.
#include "root_schedule.hpp"

#include "errors.hpp"
#include "judge.hpp"
#include "root_bench.hpp"
#include "sealwright/operate/routes.hpp"

using namespace sealwright;
using namespace sealwright::test;
using keeper::RootSchedule;
using operate::RootTaskState;
using operate::RootTimes;
using session::TaskKind;
using Step = session::TaskStep;

namespace {

constexpr std::uint64_t second_ms = 1'000;
constexpr std::uint64_t minute_ms = 60 * second_ms;
constexpr std::uint64_t hour_ms = 60 * minute_ms;
constexpr std::uint64_t day_ms = 24 * hour_ms;
constexpr std::uint64_t midnight_ms = 20'000 * day_ms;  // Of some day.
const VaultId vault{IdBytes{7}};

RootSchedule rotates_daily() {
    RootSchedule schedule;
    schedule.times.rotate_every_s = 24 * 3'600;
    schedule.rotated_ms = midnight_ms;
    return schedule;
}

bool is_due(const RootSchedule& schedule, std::uint64_t wall_ms, TaskKind kind) {
    const auto due = schedule.due(vault, wall_ms);
    return due && due->kind == kind;
}

// A house in which nothing is asked for, and what is due is begun.
struct QuietHouse : RootBench {
    QuietHouse() { become_ours(); }

    void pass(std::uint64_t ms) {
        clock.advance(ms);
        fresh();
        root_desk().step();
    }
    operate::RootTaskInfo newest() { return root_page().task; }
    void schedule(const RootTimes& times) {
        must<operate::RootShown>(operate::RootScheduleAsk{"main", times});
    }
    // A look by itself, in which one root token that nobody granted is found and ends.
    void find_one() {
        REQUIRE(newest().kind == "look");
        REQUIRE(take());
        session::TaskSaid said;
        said.task = task();
        said.step = Step::revoke;
        said.roots = {{"", "acc-planted", "auth/token/create", true}};
        said.roots_in_all = 1;
        REQUIRE(tell<session::TaskHeard>(said));
        REQUIRE(ended());
    }
    // A request's second try: the first was given the key, and its agent was not heard of again.
    void begin_behind_broken_try() {
        request();
        REQUIRE(take());
        REQUIRE(say(Step::begin_root));
        REQUIRE(say(Step::give_root, 1));
        clock.advance(61 * second_ms);
        fresh();
        REQUIRE(take());
    }
    std::size_t alerts(std::string_view what) {
        const auto all = entries(journal::Kind::alert);
        return static_cast<std::size_t>(std::ranges::count_if(
            all, [what](const journal::Entry& entry) { return *entry.text("what") == what; }));
    }
};

constexpr std::string_view missed = "what was due in a vault by itself was not done";

}  // namespace

TEST_SUITE("keeper/root-schedule") {
    TEST_CASE("an interval ends up to a tenth early, the same each time it is asked for") {
        const auto schedule = rotates_daily();
        const auto next = schedule.next_rotation_ms(vault);

        CHECK(next > midnight_ms + day_ms - day_ms / 10);
        CHECK(next <= midnight_ms + day_ms);
        CHECK(schedule.next_rotation_ms(vault) == next);
        CHECK(schedule.next_rotation_ms(VaultId(IdBytes{8})) != next);
        CHECK_FALSE(schedule.due(vault, next - 1));
        CHECK(is_due(schedule, next, TaskKind::rotate));
    }

    TEST_CASE("no rotation begins by itself in quiet hours, over midnight too") {
        auto schedule = rotates_daily();
        schedule.times.quiet_from_min = 20 * 60;
        schedule.times.quiet_to_min = 6 * 60;
        const auto next = schedule.next_rotation_ms(vault);

        CHECK(next == midnight_ms + day_ms + 6 * hour_ms);
        CHECK_FALSE(schedule.due(vault, midnight_ms + day_ms + hour_ms));
        CHECK_FALSE(schedule.due(vault, midnight_ms + day_ms + 6 * hour_ms - 1));
        CHECK(is_due(schedule, next, TaskKind::rotate));
        CHECK(is_due(schedule, midnight_ms + day_ms + 20 * hour_ms - 1, TaskKind::rotate));
        CHECK_FALSE(schedule.due(vault, midnight_ms + day_ms + 20 * hour_ms));
        CHECK_FALSE(schedule.due(vault, midnight_ms + 2 * day_ms - 1));
    }

    TEST_CASE("one that was found is answered at once, at any hour, and once an hour at most") {
        RootSchedule schedule;
        schedule.times.quiet_to_min = RootTimes::minutes_of_day - 1;
        schedule.found_ms = midnight_ms;
        CHECK(is_due(schedule, midnight_ms, TaskKind::rotate));
        schedule.begin(TaskKind::rotate, midnight_ms);
        CHECK_FALSE(schedule.due(vault, midnight_ms + 1));
        CHECK(schedule.next_rotation_ms(vault) == midnight_ms + hour_ms);
        CHECK(is_due(schedule, midnight_ms + hour_ms, TaskKind::rotate));

        schedule.did(TaskKind::rotate, midnight_ms + minute_ms);

        CHECK_FALSE(schedule.due(vault, midnight_ms + day_ms));
        CHECK(schedule.next_rotation_ms(vault) == 0);
    }

    TEST_CASE("whatever looks at every token counts as a look, and a preview does not") {
        RootSchedule schedule;
        schedule.times.look_every_s = 600;
        schedule.looked_ms = midnight_ms;
        for (const auto kind : {TaskKind::look, TaskKind::rotate, TaskKind::request}) {
            schedule.did(kind, midnight_ms + hour_ms);
            CHECK_FALSE(schedule.due(vault, midnight_ms + hour_ms + 500 * second_ms));
            CHECK(is_due(schedule, midnight_ms + hour_ms + 600 * second_ms, TaskKind::look));
        }
        schedule.did(TaskKind::preview, midnight_ms + day_ms);
        CHECK(is_due(schedule, midnight_ms + day_ms, TaskKind::look));
    }

    TEST_CASE("a vault that has become ours is looked at each hour") {
        QuietHouse house;
        CHECK(house.root_page().times == RootTimes{0, 3'600, 0, 0});
        const auto before = house.newest().id;
        house.pass(53 * minute_ms);
        CHECK(house.newest().id == before);

        house.pass(7 * minute_ms);

        const auto look = house.newest();
        CHECK(look.kind == "look");
        CHECK(look.by == "the service");
        const auto begun = house.entries(journal::Kind::task).back();
        CHECK(*begun.text("step") == "begun by itself");
        REQUIRE(house.take());
        REQUIRE(house.ended());
        house.pass(minute_ms);
        CHECK(house.newest().id == look.id);
    }

    TEST_CASE("what a look finds is answered by one rotation, also if somebody asks for one") {
        QuietHouse house;
        house.pass(hour_ms);
        house.find_one();
        SUBCASE("nobody does") {
            house.pass(second_ms);
            CHECK(house.newest().kind == "rotate");
            CHECK(house.newest().reason == "root tokens that nobody granted were found");
            house.must<operate::RootShown>(operate::RootRotateAsk{"main", "INC-412"});
        }
        SUBCASE("somebody was quicker") {
            house.rotate();
        }
        const auto rotation = house.newest().id;
        REQUIRE(house.take());
        house.seal_recovery("another recovery key of 32 bytes");
        REQUIRE(house.ended());

        house.pass(2 * minute_ms);

        CHECK(house.newest().id == rotation);
        CHECK(house.root_page().next_rotation_ms == 0);
    }

    TEST_CASE("what a request finds is answered by a rotation when its token was fetched") {
        QuietHouse house;
        house.request();
        REQUIRE(house.take());
        session::TaskSaid said;
        said.task = house.task();
        said.step = Step::revoke;
        said.roots = {{"", "acc-planted", "auth/token/create", true}};
        said.roots_in_all = 1;
        REQUIRE(house.tell<session::TaskHeard>(said));
        session::TaskEnded end;
        end.task = house.task();
        end.token = {1, 2, 3};
        end.accessor = "acc-1";
        end.ends_ms = house.clock.now().wall_ms + hour_ms;
        REQUIRE(house.finish(end));
        house.pass(30 * second_ms);
        CHECK(house.newest().kind == "request");

        house.must<operate::RootToken>(operate::RootFetchAsk{"main", house.newest().id});
        house.pass(second_ms);

        CHECK(house.newest().kind == "rotate");
    }

    TEST_CASE("who watches a task sees its end before anything takes its place") {
        QuietHouse house;
        house.must<operate::RootShown>(operate::RootLookAsk{"main", "INC-5", false});
        house.find_one();
        house.pass(9 * second_ms);
        CHECK(house.newest().kind == "look");

        house.pass(second_ms);

        CHECK(house.newest().kind == "rotate");
    }

    TEST_CASE("whoever looks again and again keeps nothing back that is due") {
        QuietHouse house;
        house.schedule({0, 600, 0, 0});
        house.pass(8 * minute_ms);
        house.must<operate::RootShown>(operate::RootLookAsk{"main", "INC-5", true});
        REQUIRE(house.take());
        house.pass(3 * minute_ms);
        REQUIRE(house.ended());
        house.refused_unchanged(operate::RootLookAsk{"main", "INC-5", true},
                                errors::root_task_open);
        house.pass(10 * second_ms);
        CHECK(house.newest().kind == "look");
    }

    TEST_CASE("a look that cannot be done is tried each half an hour, and as said when it can") {
        RootSchedule schedule;
        schedule.times.look_every_s = 60;
        schedule.looked_ms = midnight_ms;
        schedule.is_missed = true;
        CHECK_FALSE(schedule.due(vault, midnight_ms + 30 * minute_ms - 1));
        CHECK(is_due(schedule, midnight_ms + 30 * minute_ms, TaskKind::look));
        schedule.did(TaskKind::look, midnight_ms + hour_ms);
        CHECK(is_due(schedule, midnight_ms + hour_ms + minute_ms, TaskKind::look));
    }

    TEST_CASE("a thief's tokens hide behind no broken try of ours") {
        QuietHouse house;
        house.begin_behind_broken_try();
        session::TaskSaid said;
        said.task = house.task();
        said.step = Step::revoke;
        said.roots_in_all = 3;
        REQUIRE(house.tell<session::TaskHeard>(said));
        CHECK(house.root_page().next_rotation_ms != 0);
    }

    TEST_CASE("what a broken try of a request has left is ended, and costs no rotation") {
        QuietHouse house;
        house.begin_behind_broken_try();
        session::TaskSaid said;
        said.task = house.task();
        said.step = Step::revoke;
        said.roots = {{"", "acc-left", "auth/token/root", true}};
        said.roots_in_all = 1;
        REQUIRE(house.tell<session::TaskHeard>(said));
        session::TaskEnded end;
        end.task = house.task();
        end.accessor = "acc-1";
        end.ends_ms = house.clock.now().wall_ms + hour_ms;
        REQUIRE(house.finish(end));

        house.pass(2 * minute_ms);

        CHECK(house.newest().kind == "request");
        CHECK(house.root_page().next_rotation_ms == 0);
    }

    TEST_CASE("what is due and is not done is told once, until it is") {
        QuietHouse house;
        house.pass(hour_ms);
        house.pass(11 * minute_ms);
        CHECK(house.newest().state == RootTaskState::failed);
        CHECK(house.alerts(missed) == 1);
        house.pass(hour_ms);
        house.pass(11 * minute_ms);
        CHECK(house.alerts(missed) == 1);
        house.pass(hour_ms);
        REQUIRE(house.take());
        REQUIRE(house.ended());
        house.pass(hour_ms);
        house.pass(11 * minute_ms);
        CHECK(house.alerts(missed) == 2);
    }

    TEST_CASE("a scheduled rotation waits for an open task, and begins by itself behind it") {
        QuietHouse house;
        house.schedule({3'600, 0, 0, 0});
        house.claim(24 * 3'600);
        house.pass(2 * hour_ms);
        CHECK(house.newest().kind == "claim");
        REQUIRE(house.take());
        REQUIRE(house.ended(3606));
        house.clock.advance(day_ms);
        house.pass(second_ms);
        CHECK(house.newest().kind == "claim");
        house.pass(10 * second_ms);
        CHECK(house.newest().kind == "rotate");
        CHECK(house.newest().reason == "it is time for it");
    }

    TEST_CASE("a schedule that cannot be is refused and changes nothing") {
        RootBench bench;
        bench.refused_unchanged(operate::RootScheduleAsk{"main", {3'600, 60, 0, 0}},
                                errors::root_not_ours);
        bench.become_ours();
        bench.refused_unchanged(operate::RootScheduleAsk{"other", {}}, errors::vault_unknown);
        for (const auto& times : {RootTimes{3'599, 0, 0, 0},
                                  RootTimes{31'622'401, 0, 0, 0},
                                  RootTimes{0, 59, 0, 0},
                                  RootTimes{0, 604'801, 0, 0},
                                  RootTimes{0, 0, 1'440, 0},
                                  RootTimes{0, 0, 0, 1'440}}) {
            bench.refused_unchanged(operate::RootScheduleAsk{"main", times},
                                    errors::root_schedule_invalid);
        }
    }

    TEST_CASE("less often, or not at other hours, takes more than one person") {
        QuietHouse house;
        house.schedule({7'200, 600, 60, 120});
        const auto is_loose = [&](const RootTimes& times) {
            const operate::RootScheduleAsk ask{"main", times};
            const ceremony::Plan plan{ask.type, wire::encode_public(ask)};
            return *keeper::loosens(*operate::route_of(ask.type),
                                    plan,
                                    "ana",
                                    house.core().state(),
                                    house.core().now());
        };
        CHECK_FALSE(is_loose({7'200, 600, 60, 120}));
        CHECK_FALSE(is_loose({3'600, 60, 60, 120}));
        CHECK_FALSE(is_loose({3'600, 60, 0, 0}));
        CHECK(is_loose({7'201, 600, 60, 120}));
        CHECK(is_loose({0, 600, 60, 120}));
        CHECK(is_loose({7'200, 601, 60, 120}));
        CHECK(is_loose({7'200, 0, 60, 120}));
        CHECK(is_loose({7'200, 600, 60, 121}));
        CHECK(is_loose({7'200, 600, 59, 120}));

        house.schedule({0, 600, 60, 120});
        CHECK(*house.entries(journal::Kind::act).back().text("what") ==
              "root schedule, less often");
    }

    TEST_CASE("a schedule and what is due by it outlive the keeper") {
        QuietHouse house;
        house.schedule({7'200, 600, 60, 120});
        const auto before = house.root_page();

        house.restart_all();

        const auto after = house.root_page();
        CHECK(after.times == before.times);
        CHECK(after.next_rotation_ms == before.next_rotation_ms);
        CHECK(after.next_look_ms == before.next_look_ms);
    }
}
