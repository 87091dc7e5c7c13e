#include "wire_scalar.hpp"

namespace sealwright::threshold {

Scalar read_scalar(wire::Reader& reader) {
    const auto scalar = Scalar::parse(reader.raw(sizeof(ScalarBytes)));
    if (!scalar) reader.fail_value();
    return scalar ? *scalar : Scalar::zero();
}

Point read_point(wire::Reader& reader) {
    const auto point = Point::parse(reader.raw(sizeof(PointBytes)));
    if (!point) reader.fail_value();
    return point ? *point : *Element::base().point();
}

}  // namespace sealwright::threshold
