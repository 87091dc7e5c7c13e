#include "../wire/round_trip.hpp"
#include "sealwright/claims/origin.hpp"
#include "sealwright/claims/provenance.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/claims/seal_class.hpp"
#include "sealwright/wire/errors.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace sealwright;
using namespace sealwright::claims;

namespace {

Origin channel() {
    Digest spki{};
    spki.fill(0x3f);
    return {ChannelOrigin{spki, 17, "127.0.0.1:5000"}};
}

Origin local() {
    return {LocalOrigin{1000, 100, 4711}};
}

Provenance provenance() {
    IdBytes instance{};
    instance.fill(7);
    return {"trying", "platform", InstanceId(instance), "main"};
}

}  // namespace

TEST_SUITE("claims/origin") {
    TEST_CASE("an origin has one form and reads back as itself") {
        const Origin people{claims::PersonOrigin{"ana, bea", {1, 2, 3}}};
        for (const auto& origin : {channel(), local(), people}) {
            test::keeps_its_form(origin);
            test::has_one_form(origin);
            CHECK(*wire::decode<Origin>(wire::encode(origin)) == origin);
        }
    }

    TEST_CASE("an origin of another kind is refused") {
        auto bytes = wire::encode_public(local());
        bytes.front() = 4;

        CHECK(wire::decode<Origin>(bytes).error().is(errors::wire_value));
    }

    TEST_CASE("a peer's address that could not be shown is refused") {
        auto origin = channel();
        for (const auto* peer : {"a\nb", "\x1b[31m", "\xc3\xa9", "\x7f"}) {
            std::get<ChannelOrigin>(origin.of).peer = peer;
            CHECK(wire::decode<Origin>(wire::encode(origin)).error().is(errors::wire_value));
        }
        std::get<ChannelOrigin>(origin.of).peer = std::string(65, 'a');
        CHECK(wire::decode<Origin>(wire::encode(origin)).error().is(errors::wire_limit));
    }

    TEST_CASE("an origin is told in a sentence") {
        CHECK(channel().sentence() == "certificate 3f3f3f3f3f3f3f3f from 127.0.0.1:5000");
        CHECK(local().sentence() == "uid 1000 (pid 4711)");
    }
}

TEST_SUITE("claims/provenance") {
    TEST_CASE("a provenance has one form and reads back as itself") {
        test::keeps_its_form(provenance());
        test::has_one_form(provenance());
        CHECK(*wire::decode<Provenance>(wire::encode(provenance())) == provenance());
    }

    TEST_CASE("a text of a provenance over 64 bytes is refused") {
        for (const auto text :
             {&Provenance::environment, &Provenance::owner, &Provenance::token_group}) {
            auto longest = provenance();
            longest.*text = std::string(64, 'a');
            REQUIRE(wire::decode<Provenance>(wire::encode(longest)));

            longest.*text += 'a';

            CHECK(wire::decode<Provenance>(wire::encode(longest)).error().is(errors::wire_limit));
        }
    }
}

TEST_SUITE("claims/refusal") {
    TEST_CASE("a refusal says what its error says") {
        const Refusal refusal(Error(errors::io_failed, {fact("path", "/x")}));

        CHECK(refusal.code == 1001);
        CHECK(refusal.sentence == "a file operation failed (path=/x)");
        CHECK(refusal.remedy == "check the path, its owner, its mode and the disk");
    }

    TEST_CASE("a refusal has one form and reads back as itself") {
        const Refusal refusal(Error(errors::io_failed, {fact("path", "/x")}));
        const auto back = wire::decode<Refusal>(wire::encode(refusal));

        test::keeps_its_form(refusal);
        test::has_one_form(refusal);
        REQUIRE(back);
        CHECK(back->code == refusal.code);
        CHECK(back->sentence == refusal.sentence);
        CHECK(back->remedy == refusal.remedy);
    }

    TEST_CASE("the longest sentence of an error fits into a refusal") {
        const std::string longest(PublicText::length_max, 'a');
        const std::vector<Fact> facts(Error::facts_max, fact("a name of a fact", longest));

        const Refusal refusal(Error(errors::io_failed, facts));

        CHECK(wire::decode<Refusal>(wire::encode(refusal)).ok());
    }
}

TEST_SUITE("claims/seal_class") {
    TEST_CASE("each class has a name of its own") {
        std::set<std::string_view> names;
        const auto last = static_cast<int>(seal_class_last);

        for (int number = 0; number <= last; ++number) {
            names.insert(name_of(static_cast<SealClass>(number)));
        }

        CHECK(names.size() == static_cast<std::size_t>(last) + 1);
    }
}
