#include "sealwright/crypto/hpke.hpp"
#include "sealwright/threshold/errors.hpp"
#include "vector_values.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::threshold;
using test::unhex;

namespace {

// The order of the group, little-endian.
constexpr std::string_view order =
    "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";

std::vector<std::vector<std::string>> rows(std::string_view kind) {
    std::vector<std::vector<std::string>> found;
    for (auto& row : test::vector_rows("threshold/rfc9496.txt")) {
        if (row[0] == kind) found.push_back(std::move(row));
    }
    return found;
}

Index index_of(std::uint64_t value) {
    return *Index::make(value);
}

Scalar small(std::uint8_t value) {
    return *Scalar::parse(ScalarBytes{value});
}

}  // namespace

TEST_SUITE("threshold/encodings") {
    TEST_CASE("a scalar has one encoding: the order and what lies above it are refused") {
        const auto first_wrong = unhex(order);
        auto last_right = first_wrong;
        --last_right.front();

        CHECK(Scalar::parse(last_right).ok());
        CHECK(Scalar::parse(first_wrong).error().is(errors::scalar_invalid));
        CHECK(Scalar::parse(Bytes(32, 0xff)).error().is(errors::scalar_invalid));
        CHECK(Scalar::parse(Bytes(31, 0)).error().is(errors::scalar_invalid));
        CHECK(Scalar::parse(Bytes(33, 0)).error().is(errors::scalar_invalid));
    }

    TEST_CASE("multiples of the base are those of RFC 9496") {
        REQUIRE(rows("multiple").size() == 16);
        for (const auto& row : rows("multiple")) {
            const auto number = static_cast<std::uint8_t>(std::stoi(row[1]));
            const auto multiple = Element::base_times(small(number));
            if (number == 0) {
                CHECK(multiple.is_identity());
                continue;
            }
            CHECK(to_hex(multiple.point()->bytes()) == row[2]);
            CHECK(Point::parse(unhex(row[2])).ok());
        }
    }

    TEST_CASE("uniform bytes lead to the points of RFC 9496") {
        REQUIRE(rows("map").size() == 11);
        for (const auto& row : rows("map")) {
            WideBytes uniform{};
            std::ranges::copy(unhex(row[1]), uniform.begin());
            CHECK(to_hex(Element::from_uniform(uniform).point()->bytes()) == row[2]);
        }
    }

    TEST_CASE("what RFC 9496 says is no encoding of a point is refused") {
        REQUIRE(rows("bad").size() == 29);
        for (const auto& row : rows("bad")) {
            CHECK(Point::parse(unhex(row[1])).error().is(errors::point_invalid));
            CHECK(Element::take(unhex(row[1])).error().is(errors::point_invalid));
        }
        CHECK(Point::parse(Bytes(31, 1)).error().is(errors::point_invalid));
    }

    TEST_CASE("the identity is no point, though libsodium says it is valid") {
        CHECK(Point::parse(Bytes(32, 0)).error().is(errors::point_identity));
        CHECK(Element::take(Bytes(32, 0)).error().is(errors::point_identity));
        CHECK(Element().point().error().is(errors::point_identity));
    }

    TEST_CASE("a product that is the identity is the identity, and not what lay there before") {
        const auto base = Element::base();

        CHECK(base.times(Scalar::zero()).is_identity());
        CHECK(Element::base_times(Scalar::zero()).is_identity());
        CHECK(Element().times(small(5)).is_identity());
        CHECK(base.minus(base).is_identity());
        CHECK(base.plus(Element()).is(base));
        CHECK(base.times(small(2)).is(base.plus(base)));
        CHECK_FALSE(base.times(small(2)).is(base));
    }

    TEST_CASE("a share that is no scalar in its one encoding is not taken") {
        test::SeededRandom random;
        const auto box = [&random](const Bytes& message) {
            const auto own = crypto::ExchangePair::shown({9});
            const auto pair = crypto::ExchangePair::generate(random);
            return *crypto::Hpke::open_key<ScalarTag>(
                own, {}, *crypto::Hpke::seal(own.public_key(), {}, {}, message, pair));
        };

        CHECK(SecretScalar::take(box(unhex(order))).error().is(errors::scalar_invalid));
        CHECK(SecretScalar::take(box(Bytes(32, 0xff))).error().is(errors::scalar_invalid));
        const auto seven = small(7).bytes();
        CHECK(SecretScalar::take(box({seven.begin(), seven.end()})).ok());
    }

    TEST_CASE("an index is never zero, over 65535, or twice in a set") {
        CHECK(Index::make(0).error().is(errors::index_invalid));
        CHECK(Index::make(65536).error().is(errors::index_invalid));
        CHECK(Index::make(65535)->bytes() == std::array<std::uint8_t, 2>{0xff, 0xff});
        CHECK(IndexSet::make({index_of(3), index_of(1), index_of(3)})
                  .error()
                  .is(errors::index_twice));
        CHECK(IndexSet::make({index_of(3), index_of(1)})->indices().front() == index_of(1));
    }

    TEST_CASE("a group has 2 to 64 custodians and needs at least 2 of them") {
        CHECK(GroupSize::make(2, 2).ok());
        CHECK(GroupSize::make(64, 64).ok());
        CHECK(GroupSize::make(1, 3).error().is(errors::group_size_invalid));
        CHECK(GroupSize::make(4, 3).error().is(errors::group_size_invalid));
        CHECK(GroupSize::make(0, 0).error().is(errors::group_size_invalid));
        CHECK(GroupSize::make(2, 65).error().is(errors::group_size_invalid));
        CHECK(GroupSize::make_measured(34, 100).ok());
        CHECK(GroupSize::make_measured(34, 101).error().is(errors::group_size_invalid));
    }
}
