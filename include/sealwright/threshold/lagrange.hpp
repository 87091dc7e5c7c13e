// Lagrange coefficients: by what a share is multiplied so that the sum is the polynomial's value.
//
// Pure and public. Process: keeper, cli. Spec: docs/protocol/threshold.md section 7.
#pragma once

#include "sealwright/threshold/scalar.hpp"

namespace sealwright::threshold {

// For each of the indices, in their order, the weight of its share in the value at zero.
std::vector<Scalar> weights_at_zero(const IndexSet& indices);

}  // namespace sealwright::threshold
