// Foreign points: whether coordinates are a point of their curve, since a key that is none gives
// away what is agreed with it, and what is agreed with one that is. Private to attest/parse.
#pragma once

#include "sealwright/core/bytes.hpp"

namespace sealwright::attest {

// Both coordinates have the curve's size, lie in its field and solve its equation.
bool is_on_p256(View x, View y);
bool is_on_p384(View x, View y);

// The x of scalar times a point that is on the curve, in the curve's size (SP 800-56A, 5.7.1.2).
WipedBytes agreed_p256(View scalar, View x, View y);
WipedBytes agreed_p384(View scalar, View x, View y);

}  // namespace sealwright::attest
