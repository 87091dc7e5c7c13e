#include "sealwright/crypto/hash.hpp"
#include "sealwright/threshold/group.hpp"
#include "vector_values.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::threshold;
using test::circl;

TEST_SUITE("threshold/transcript") {
    TEST_CASE("messages expand as RFC 9380 says") {
        const auto rows = test::vector_rows("threshold/rfc9380.txt");
        REQUIRE(rows.size() == 10);
        for (const auto& row : rows) {
            const auto expected = test::unhex(row[2]);
            Bytes uniform(expected.size());
            expand_message_xmd(test::unhex(row[1]), test::unhex(row[0]), uniform);
            CHECK(uniform == expected);
        }
    }

    TEST_CASE("a message hashes to the scalar that circl says") {
        Transcript transcript;
        transcript.add(view_of("msg"));

        const auto scalar = transcript.scalar(Domain::foreign(view_of("dst")));
        const auto behind_long = transcript.scalar(Domain::foreign(Bytes(300, 0)));

        CHECK(View(scalar.bytes()).size() == 32);
        CHECK(std::ranges::equal(scalar.bytes(), circl().at("h2s")));
        CHECK(std::ranges::equal(behind_long.bytes(), circl().at("h2s.long")));
    }

    TEST_CASE("a key's second base is the one that circl says, and each key has its own") {
        const GroupKey key(test::point_of(circl().at("dl.kG")));
        const GroupKey other(test::point_of(circl().at("dleq.B")));

        CHECK(std::ranges::equal(key.second_base().bytes(), circl().at("gbar")));
        CHECK_FALSE(other.second_base() == key.second_base());
        CHECK(other.id() != key.id());
    }

    TEST_CASE("no two roles share a domain") {
        const Digest context = crypto::th("example", {});
        std::vector<Bytes> found;
        using Role = Domain::Role;
        for (const auto role :
             {Role::possession, Role::held, Role::encryption, Role::partial, Role::nonce}) {
            const auto domain = Domain::of(role, context);
            found.emplace_back(domain.bytes().begin(), domain.bytes().end());
            CHECK(std::ranges::equal(domain.bytes().last(32), context));
        }

        std::ranges::sort(found);
        CHECK(std::ranges::adjacent_find(found) == found.end());
    }
}
