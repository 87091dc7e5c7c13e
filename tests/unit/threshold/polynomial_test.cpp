// Shares, commitments and Lagrange: against shares that circl and frost-ristretto255 made.
#include "sealwright/threshold/polynomial.hpp"

#include "sealwright/threshold/errors.hpp"
#include "sealwright/threshold/lagrange.hpp"
#include "seeded_random.hpp"
#include "vector_values.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::threshold;
using test::circl;
using test::frost;
using test::pieces;

namespace {

Index index_of(std::uint64_t value) {
    return *Index::make(value);
}

// What the shares of these indices (from 1) give at zero, times the base.
Element combined(const std::vector<Bytes>& shares, const std::vector<std::size_t>& numbers) {
    std::vector<Index> indices;
    for (const auto each : numbers) indices.push_back(index_of(each));
    const auto weights = weights_at_zero(*IndexSet::make(indices));
    Element sum;
    for (std::size_t place = 0; place < numbers.size(); ++place) {
        const auto share = test::secret_scalar(shares[numbers[place] - 1]);
        sum = sum.plus(share.times(weights[place]).times_base());
    }
    return sum;
}

void check_shares(const Commitments& commitments, const std::vector<Bytes>& shares) {
    for (std::size_t place = 0; place < shares.size(); ++place) {
        const auto share = test::secret_scalar(shares[place]);
        CHECK(share.times_base().is(commitments.at(index_of(place + 1))));
    }
}

}  // namespace

TEST_SUITE("threshold/polynomial") {
    TEST_CASE("shares that circl made fit their commitments and give the secret") {
        for (const std::string each : {"feld.3.", "feld.7."}) {
            const auto commitments = test::commitments_of(circl().at(each + "comm"));
            const auto shares = pieces(circl().at(each + "shares"));
            check_shares(commitments, shares);
            std::vector<std::size_t> last;
            for (std::size_t taken = 0; taken < commitments.points().size(); ++taken) {
                last.push_back(shares.size() - taken);
            }
            std::ranges::sort(last);
            const auto secret = test::secret_scalar(circl().at(each + "secret"));

            CHECK(combined(shares, last).is(secret.times_base()));
            CHECK(Element(commitments.constant()).is(secret.times_base()));
        }
    }

    TEST_CASE("the sum of what five FROST dealers published is what their shares fit") {
        std::vector<Commitments> dealers;
        const auto& all = frost().at("fdkg.comm");
        for (std::size_t dealer = 0; dealer < 5; ++dealer) {
            dealers.push_back(test::commitments_of(View(all).subspan(dealer * 96, 96)));
        }
        std::vector<const Commitments*> parts;
        for (const auto& each : dealers) parts.push_back(&each);

        const auto sum = Commitments::sum(parts);

        REQUIRE(sum.ok());
        CHECK(std::ranges::equal(sum->constant().bytes(), frost().at("fdkg.Y")));
        check_shares(*sum, pieces(frost().at("fdkg.shares")));
        const auto points = pieces(frost().at("fdkg.vshares"));
        for (std::size_t place = 0; place < points.size(); ++place) {
            CHECK(sum->at(index_of(place + 1)).is(Element(test::point_of(points[place]))));
        }
    }

    TEST_CASE("FROST's shares before and after a refresh give one key, and mixed ones another") {
        const Element key(test::point_of(frost().at("fdkg.Y")));
        const auto before = pieces(frost().at("fdkg.shares"));
        const auto after = pieces(frost().at("fref.shares"));
        auto mixed = before;
        mixed[1] = after[1];

        CHECK(combined(before, {1, 2, 3}).is(key));
        CHECK(combined(before, {2, 4, 5}).is(key));
        CHECK(combined(after, {1, 3, 5}).is(key));
        CHECK_FALSE(combined(mixed, {1, 2, 3}).is(key));
        CHECK_FALSE(combined(before, {1, 2}).is(key));
    }

    TEST_CASE("a FROST dealer's 7 of 13 fit their commitments") {
        const auto commitments = test::commitments_of(frost().at("fdeal.comm"));

        CHECK(std::ranges::equal(commitments.constant().bytes(), frost().at("fdeal.Y")));
        check_shares(commitments, pieces(frost().at("fdeal.shares")));
    }

    TEST_CASE("our shares fit our commitments, at the first index and at the last") {
        test::SeededRandom random;
        const auto polynomial = Polynomial::draw(*GroupSize::make(3, 5), random);
        const auto commitments = polynomial.commitments();
        for (const std::uint64_t each : {1, 2, 65535}) {
            const auto index = index_of(each);
            CHECK(polynomial.at(index).times_base().is(commitments.at(index)));
            CHECK_FALSE(polynomial.at(index).times_base().is(commitments.at(index_of(77))));
        }
    }

    TEST_CASE("commitments are exactly as many as shares are needed") {
        const auto size = *GroupSize::make(3, 5);
        const std::vector<Point> points(4, *Element::base().point());

        CHECK(Commitments::make(size, points).error().is(errors::commitments_count));
        CHECK(
            Commitments::make(size, {points[0], points[1]}).error().is(errors::commitments_count));
        CHECK(Commitments::make(size, {points[0], points[1], points[2]}).ok());
    }

    TEST_CASE("commitments whose sum is the identity are refused") {
        const auto size = *GroupSize::make(2, 2);
        const auto one = *Element::base().point();
        const auto minus_one = *Element().minus(Element::base()).point();
        const auto left = *Commitments::make(size, {one, one});
        const auto right = *Commitments::make(size, {one, minus_one});

        CHECK(Commitments::sum({&left, &left}).ok());
        CHECK(Commitments::sum({&left, &right}).error().is(errors::point_identity));
    }
}
