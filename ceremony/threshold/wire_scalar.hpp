// How scalars, points and lists of them are read: one that is none fails the reader, like any field
// with a value that is not allowed. Process: keeper, cli. Spec: docs/protocol/threshold.md 3.
#pragma once

#include "sealwright/threshold/point.hpp"

namespace sealwright::threshold {

Scalar read_scalar(wire::Reader& reader);
// After a failure, the base.
Point read_point(wire::Reader& reader);

}  // namespace sealwright::threshold
