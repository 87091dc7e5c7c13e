#include "sealwright/threshold/lagrange.hpp"

namespace sealwright::threshold {
std::vector<Scalar> weights_at_zero(const IndexSet& indices) {
    std::vector<Scalar> weights;
    for (const auto each : indices.indices()) {
        auto above = Scalar::one();
        auto below = Scalar::one();
        for (const auto other : indices.indices()) {
            if (other == each) continue;
            above = above.times(Scalar::of(other));
            below = below.times(Scalar::of(other).minus(Scalar::of(each)));
        }
        // Indices differ and are smaller than the order, so this is not zero.
        weights.push_back(above.times(*below.inverse()));
    }
    return weights;
}

}  // namespace sealwright::threshold
