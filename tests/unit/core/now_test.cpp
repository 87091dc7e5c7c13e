#include "sealwright/core/now.hpp"

#include "sealwright/core/bytes.hpp"

#include <doctest/doctest.h>

using namespace sealwright;

TEST_SUITE("core/now") {
    TEST_CASE("the system's clock does not go back and knows the year") {
        const SystemClock clock;

        const auto before = clock.now();
        const auto after = clock.now();

        CHECK(after.boottime_ms >= before.boottime_ms);
        CHECK(before.wall_ms > 1'700'000'000'000);
    }

    TEST_CASE("the system's generator fills all of what it is given, each time anew") {
        SystemRandom random;
        Digest one{};
        Digest other{};

        random.fill(one);
        random.fill(other);

        CHECK(one != other);
        CHECK(one != Digest{});
    }
}
