#include "sealwright/threshold/possession.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/threshold/errors.hpp"
#include "seeded_random.hpp"
#include "vector_values.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::threshold;
using test::circl;

namespace {

Index index_of(std::uint64_t value) {
    return *Index::make(value);
}

Domain context_of(std::string_view session) {
    return Domain::of(Domain::Role::possession, crypto::th("example", {view_of(session)}));
}

}  // namespace

TEST_SUITE("threshold/possession") {
    TEST_CASE("a proof that circl made holds") {
        const auto context = Domain::foreign(view_of("VUS-V1-POP-sid"));
        const Possession proof{test::point_of(circl().at("dl.V")),
                               *Scalar::parse(circl().at("dl.r"))};
        const auto key = test::point_of(circl().at("dl.kG"));

        CHECK(verify_possession(key, index_of(3), proof, context).ok());
        CHECK(verify_possession(key, index_of(4), proof, context)
                  .error()
                  .is(errors::possession_unproven));
    }

    TEST_CASE("a proof holds for its point, index and session only") {
        test::SeededRandom random;
        const auto witness = SecretScalar::draw(random);
        const auto key = *witness.times_base().point();
        const auto other = *SecretScalar::draw(random).times_base().point();
        const auto proof = prove_possession(witness, index_of(3), context_of("a"), random);
        const auto holds = [&proof](const Point& point, Index index, const Domain& context) {
            return verify_possession(point, index, proof, context).ok();
        };

        CHECK(holds(key, index_of(3), context_of("a")));
        CHECK_FALSE(holds(key, index_of(2), context_of("a")));
        CHECK_FALSE(holds(key, index_of(3), context_of("b")));
        CHECK_FALSE(holds(other, index_of(3), context_of("a")));
    }
}
