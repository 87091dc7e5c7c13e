// Who is in the room of a host that nothing proves, as those afar see it.
#include "asking_host.hpp"
#include "sealwright/custody/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::custody_test;
using ceremony_test::noon_ms;

namespace {

// What the custodian at this place signs, as the keeper shows it.
operate::InTheRoom one(const AskingHost& host, std::size_t place, const std::string& name) {
    const auto held = host.holdings(place);
    const auto asked = Asked::read(host.shown, held, noon_ms);
    REQUIRE(asked.ok());
    SystemRandom random;
    return {name, *asked->give(true, random)->room};
}

// What the tool of the custodian at place 0, who is far away, says to it.
Error refused(const AskingHost& host) {
    const auto held = host.holdings(0);
    const auto asked = Asked::read(host.shown, held, noon_ms);
    if (!asked) return asked.error();
    const auto checked = asked->check_host(false);
    REQUIRE_FALSE(checked.ok());
    return checked.error();
}

}  // namespace

TEST_SUITE("custody/room") {
    TEST_CASE("who is far away gives only when two others have signed that they are there") {
        AskingHost host;
        CHECK(refused(host).is(errors::room_empty));
        host.shown.room.push_back(one(host, 3, "gus"));
        CHECK(refused(host).is(errors::room_empty));
        CHECK(refused(host).sentence().find("gus (4)") != std::string::npos);
        host.shown.room.push_back(one(host, 4, "hal"));

        const auto held = host.holdings(0);
        const auto asked = Asked::read(host.shown, held, noon_ms);

        REQUIRE(asked.ok());
        CHECK(asked->check_host(false).ok());
        CHECK(words_of_room(asked->room()) == "gus (4), hal (5)");
        CHECK_FALSE(asked->give(false, host.random)->room.has_value());
    }

    TEST_CASE("who is in the room waits for nobody") {
        const AskingHost host;
        const auto held = host.holdings(0);

        const auto asked = Asked::read(host.shown, held, noon_ms);

        CHECK(asked->check_host(true).ok());
    }

    TEST_CASE("what a custodian said themselves is none of the two others") {
        AskingHost host;
        host.shown.room = {one(host, 0, "dan"), one(host, 3, "gus")};

        CHECK(refused(host).is(errors::room_empty));
    }

    TEST_CASE("a statement for another recovery is refused with the person named") {
        AskingHost other;
        other.plan.occasion.ceremony[0] ^= 1U;
        other.show();
        AskingHost host;
        host.shown.room = {one(host, 3, "gus"), one(other, 4, "hal")};

        const auto error = refused(host);

        CHECK(error.is(errors::room_statement));
        CHECK(error.sentence().find("hal") != std::string::npos);
    }

    TEST_CASE("a statement for a host with another key, of this very ceremony, is refused") {
        AskingHost other;
        other.plan.occasion.recipient[0] ^= 1U;
        other.show();
        AskingHost host;
        host.shown.room = {one(other, 4, "hal")};

        CHECK(refused(host).is(errors::room_statement));
    }

    TEST_CASE("one person under two indexes, or twice under one, is not two") {
        AskingHost host;
        const auto gus = one(host, 3, "gus");
        auto as_hal = gus;
        as_hal.person = "hal";
        as_hal.statement.index = 5;
        auto as_nobody = gus;
        as_nobody.statement.index = 9;

        for (const auto& second : {as_hal, gus, as_nobody}) {
            host.shown.room = {gus, second};
            CHECK(refused(host).is(errors::room_statement));
        }
    }

    TEST_CASE("a statement with one bit changed is refused") {
        AskingHost host;
        auto hal = one(host, 4, "hal");
        hal.statement.signature.back() ^= 1U;
        host.shown.room = {hal};

        CHECK(refused(host).is(errors::room_statement));
    }
}
