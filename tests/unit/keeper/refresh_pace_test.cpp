#include "refresh_pace.hpp"

#include <doctest/doctest.h>

using sealwright::keeper::RefreshPace;

namespace {

constexpr bool locked = true;
constexpr bool open = false;
constexpr std::uint64_t start_ms = 50'000;  // Of a host that has been up for some time.

}  // namespace

TEST_SUITE("keeper/refresh pace") {
    TEST_CASE(
        "a locked keeper tries at once when a token comes or goes, and when the depot comes") {
        RefreshPace pace;
        REQUIRE(pace.is_due(locked, 0, start_ms));

        CHECK_FALSE(pace.is_due(locked, 0, start_ms + 1));
        CHECK(pace.is_due(locked, 1, start_ms + 1));
        CHECK(pace.is_due(locked, 2, start_ms + 1));
        CHECK_FALSE(pace.is_due(locked, 2, start_ms + 1));
        CHECK(pace.is_due(locked, 1, start_ms + 2));
        pace.depot_came();
        CHECK(pace.is_due(locked, 1, start_ms + 2));
        CHECK_FALSE(pace.is_due(locked, 1, start_ms + 2));
    }

    TEST_CASE("a depot and a token that come together are one reason to try, not two") {
        RefreshPace pace;
        REQUIRE(pace.is_due(locked, 0, start_ms));

        pace.depot_came();

        CHECK(pace.is_due(locked, 1, start_ms + 1));
        CHECK_FALSE(pace.is_due(locked, 1, start_ms + 2));
    }

    TEST_CASE("without news a locked keeper tries ten times a second, and later once a second") {
        RefreshPace pace;
        pace.depot_came();
        int early = 0;
        int late = 0;

        for (std::uint64_t ms = 0; ms < RefreshPace::eager_ms; ++ms) {
            early += pace.is_due(locked, 0, start_ms + ms) ? 1 : 0;
        }
        for (std::uint64_t ms = RefreshPace::eager_ms; ms < 10 * RefreshPace::eager_ms; ++ms) {
            late += pace.is_due(locked, 0, start_ms + ms) ? 1 : 0;
        }

        CHECK(early == 30);
        CHECK(late == 27);
    }

    TEST_CASE("an open keeper looks ten times a second, whatever its tokens do") {
        RefreshPace pace;
        REQUIRE(pace.is_due(open, 3, start_ms));

        CHECK_FALSE(pace.is_due(open, 2, start_ms + 1));
        CHECK_FALSE(pace.is_due(open, 3, start_ms + 2));
        CHECK(pace.is_due(open, 3, start_ms + RefreshPace::retry_ms));
    }
}
