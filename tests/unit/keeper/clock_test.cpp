// What is over stays over: a clock that is put back opens nothing again, however often the keeper
// is started with it.
#include "node_bench.hpp"
#include "people_bench.hpp"

using namespace sealwright;
using ceremony::RequestState;
using test::PeopleBench;

namespace {

constexpr std::uint64_t hour_ms = 3'600'000;

operate::VaultAddAsk vault(const std::string& name) {
    return {name, "transit", name, {}, false};
}

class Clocked : public PeopleBench {
public:
    Clocked() {
        PeopleBench::found();
        by_two(vault("prod"));
    }
    // As the keeper's loop does it every minute, with nothing else to write.
    void idle_for(std::uint64_t milliseconds) {
        clock.advance(milliseconds);
        REQUIRE(core().checkpoint().ok());
    }
    void restart_twice() {
        restart_people();
        REQUIRE(core().phase() == keeper::Phase::open);
        REQUIRE(core().checkpoint().ok());
        restart_people();
        REQUIRE(core().phase() == keeper::Phase::open);
    }
    operate::VaultInfo shown() {
        const auto reply = asks("ana", operate::VaultsAsk{"prod"});
        const auto vaults = wire::decode<operate::Vaults>(reply.body);
        REQUIRE(vaults.ok());
        return vaults->vaults.front();
    }
    std::uint64_t entries_now() { return core().book().head().sequence; }
};

}  // namespace

TEST_SUITE("keeper/clock") {
    TEST_CASE("a clock that stays back through two restarts is not taken for right") {
        Clocked bench;
        const auto request = bench.propose("ana", vault("other"));
        bench.clock.set_wall_back(2 * hour_ms);

        bench.restart_twice();

        CHECK(bench.code_of(bench.asks("bea", bench.decision("bea", request))) ==
              errors::clock_behind.code);
        bench.clock.advance(2 * hour_ms);
        CHECK(bench.decide("bea", request).state == RequestState::committed);
    }

    TEST_CASE("an init or restore window that was over opens again under no clock and no restart") {
        Clocked bench;
        bench.by_two(operate::VaultAllowInitAsk{"prod", 600});
        bench.by_two(operate::VaultAllowRestoreAsk{"prod", 600});
        REQUIRE(bench.shown().init_until_ms != 0);
        REQUIRE(bench.shown().restore_until_ms != 0);
        bench.idle_for(550'000);
        bench.idle_for(100'000);
        CHECK(bench.shown().init_until_ms == 0);

        bench.clock.set_wall_back(500'000);
        CHECK(bench.shown().init_until_ms == 0);
        CHECK(bench.shown().restore_until_ms == 0);
        bench.restart_twice();

        CHECK(bench.shown().init_until_ms == 0);
        CHECK(bench.shown().restore_until_ms == 0);
    }

    TEST_CASE("a request that was over is not open again, and ends though the clock is back") {
        Clocked bench;
        const auto request = bench.propose("ana", vault("other"));
        bench.idle_for(PeopleBench::day_ms);
        bench.clock.set_wall_back(PeopleBench::day_ms);

        bench.restart_twice();
        bench.person_desk().step();

        CHECK(bench.core().state().requests.at(request.id).request.state == RequestState::expired);
    }

    TEST_CASE("a hold and a freeze end once, and lie under the clock that is latest") {
        Clocked bench;
        bench.propose("ana", operate::VaultHoldAsk{"prod", "a look"});
        bench.propose("ana", operate::FreezeAsk{"a look"});
        REQUIRE(bench.shown().held_since_ms != 0);
        bench.idle_for(2 * hour_ms);
        bench.idle_for(2 * hour_ms);
        bench.clock.set_wall_back(3 * hour_ms);

        bench.restart_twice();

        CHECK(bench.shown().held_since_ms == 0);
        CHECK(bench.core().state().freeze.now(bench.core().latest_ms()) == nullptr);
    }

    TEST_CASE(
        "time alone is written only while something waits for it, and only when it has passed") {
        Clocked bench;
        bench.idle_for(60'000);
        const auto quiet = bench.entries_now();
        bench.idle_for(60'000);
        bench.idle_for(60'000);
        CHECK(bench.entries_now() == quiet);

        bench.propose("ana", vault("other"));
        bench.idle_for(60'000);
        const auto waiting = bench.entries_now();
        bench.idle_for(60'000);
        CHECK(bench.entries_now() == waiting + 1);
        bench.clock.set_wall_back(30'000);
        bench.idle_for(0);
        CHECK(bench.entries_now() == waiting + 1);
    }
}
