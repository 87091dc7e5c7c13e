// Who may stop what, alone and for how long: the rules of a hold and a freeze by themselves.
#include "stop.hpp"

#include "sealwright/ceremony/errors.hpp"
#include "sealwright/ceremony/roster.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using keeper::Stops;

namespace {

constexpr std::uint64_t noon_ms = 1'800'000'000'000;

keeper::Stopper person(const std::string& name) {
    return {name, name, false};
}
bool is(const Result<Stops::Effect>& begun, const ErrorSpec& spec) {
    return !begun.ok() && begun.error().is(spec);
}

}  // namespace

TEST_SUITE("keeper/stop") {
    TEST_CASE("nobody confirms their own stop, and a confirmed one is not confirmed again") {
        Stops stops;
        REQUIRE(stops.begin(person("ana"), "odd", 7, noon_ms).ok());
        CHECK(is(stops.begin(person("ana"), "odd", 8, noon_ms + 1), errors::confirmed_already));
        CHECK(stops.now(noon_ms + 1)->until_ms == noon_ms + Stops::alone_ms);

        REQUIRE(*stops.begin(person("bea"), "so it is", 9, noon_ms) == Stops::Effect::confirmed);
        CHECK(is(stops.begin(person("cem"), "too", 10, noon_ms), errors::confirmed_already));

        CHECK(stops.now(noon_ms + 100 * Stops::alone_ms) != nullptr);
        CHECK(stops.now(noon_ms)->entry == 9);
    }

    TEST_CASE(
        "a lift of one person's stop does not end the one that a second person has confirmed") {
        Stops stops;
        REQUIRE(stops.begin(person("ana"), "odd", 7, noon_ms).ok());
        REQUIRE(stops.begin(person("bea"), "so it is", 9, noon_ms).ok());
        const auto before = stops;

        const auto crossed = stops.lift(7, noon_ms);

        REQUIRE_FALSE(crossed.ok());
        CHECK(crossed.error().is(errors::hold_is_another));
        CHECK(stops == before);
        CHECK(stops.lift(9, noon_ms).ok());
        CHECK(stops.now(noon_ms) == nullptr);
    }

    TEST_CASE(
        "as many as there may ever be are overruled at once, and nobody is forgotten for another") {
        Stops stops;
        const auto name = [](std::size_t number) { return "p" + std::to_string(number); };
        for (std::size_t each = 0; each < ceremony::persons_max; ++each) {
            REQUIRE(stops.begin(person(name(each)), "odd", each + 1, noon_ms).ok());
            REQUIRE(stops.lift(each + 1, noon_ms).ok());
        }
        REQUIRE(stops.begin({"local:uid 0", "", false}, "odd", 99, noon_ms).ok());
        REQUIRE(stops.lift(99, noon_ms).ok());

        for (std::size_t each = 0; each < ceremony::persons_max; ++each) {
            CHECK(
                is(stops.begin(person(name(each)), "odd", 100, noon_ms), errors::overruled_before));
        }
        CHECK(is(stops.begin({"local:uid 0", "", false}, "odd", 100, noon_ms),
                 errors::overruled_before));
        const auto read = wire::decode<Stops>(wire::encode_public(stops));
        REQUIRE(read.ok());
        CHECK(*read == stops);
    }

    TEST_CASE("who stopped alone and was lifted cannot do it again for a day, to the millisecond") {
        Stops stops;
        REQUIRE(stops.begin(person("ana"), "odd", 7, noon_ms).ok());
        REQUIRE(stops.lift(7, noon_ms).ok());

        const auto over_ms = noon_ms + Stops::overruled_ms;
        CHECK(is(stops.begin(person("ana"), "odd", 8, over_ms - 1), errors::overruled_before));
        CHECK(stops.now(over_ms - 1) == nullptr);
        CHECK(stops.begin(person("ana"), "odd", 8, over_ms).ok());
    }

    TEST_CASE("a stop that lapsed was nobody else's wish: its owner waits for a day from then") {
        Stops stops;
        REQUIRE(stops.begin(person("ana"), "odd", 7, noon_ms).ok());
        const auto lapsed_ms = noon_ms + Stops::alone_ms;
        CHECK(stops.now(lapsed_ms - 1) != nullptr);
        CHECK(stops.now(lapsed_ms) == nullptr);

        CHECK(is(stops.begin(person("ana"), "odd", 8, lapsed_ms), errors::overruled_before));
        CHECK(stops.begin(person("bea"), "odd", 8, lapsed_ms).ok());
    }

    TEST_CASE("who was confirmed was not overruled by a lift, and may stop again at once") {
        Stops stops;
        REQUIRE(stops.begin(person("ana"), "odd", 7, noon_ms).ok());
        REQUIRE(stops.begin(person("bea"), "so it is", 8, noon_ms).ok());
        REQUIRE(stops.lift(8, noon_ms).ok());

        CHECK(stops.begin(person("ana"), "again", 9, noon_ms).ok());
    }

    TEST_CASE("a lift names the stop it ends, and no other is ended by it") {
        Stops stops;
        REQUIRE(stops.begin(person("ana"), "odd", 7, noon_ms).ok());
        const auto before = stops;

        CHECK(stops.lift(6, noon_ms).error().is(errors::hold_is_another));

        CHECK(stops == before);
        CHECK(stops.lift(7, noon_ms)->by == "ana");
    }

    TEST_CASE(
        "those who were overruled are remembered up to a bound, and can always be read back") {
        constexpr int many = 70;
        Stops stops;
        for (int each = 0; each < many; ++each) {
            const auto entry = static_cast<std::uint64_t>(each) + 1;
            REQUIRE(stops.begin(person("p" + std::to_string(each)), "odd", entry, noon_ms).ok());
            REQUIRE(stops.lift(entry, noon_ms).ok());
        }

        const auto back = wire::decode<Stops>(wire::encode(stops));

        REQUIRE(back.ok());
        CHECK(*back == stops);
        CHECK(is(stops.begin(person("p69"), "odd", 99, noon_ms), errors::overruled_before));
    }
}
