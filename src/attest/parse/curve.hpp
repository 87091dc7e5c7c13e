// Whether foreign coordinates are a point of their curve: a key that is none gives away what is
// agreed with it. Private to attest/parse.
#pragma once

#include "sealwright/core/bytes.hpp"

namespace sealwright::attest {

// Both coordinates have the curve's size, lie in its field and solve its equation.
bool is_on_p256(View x, View y);
bool is_on_p384(View x, View y);

}  // namespace sealwright::attest
