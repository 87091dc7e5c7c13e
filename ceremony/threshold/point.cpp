#include "sealwright/threshold/point.hpp"

#include "sealwright/threshold/errors.hpp"

#include <algorithm>

namespace sealwright::threshold {
namespace {

static_assert(crypto_core_ristretto255_BYTES == 32);

}  // namespace

Result<Point> Point::parse(View bytes) {
    if (bytes.size() != crypto_core_ristretto255_BYTES) return errors::point_invalid;
    if (sodium_is_zero(bytes.data(), bytes.size()) == 1) return errors::point_identity;
    if (crypto_core_ristretto255_is_valid_point(bytes.data()) != 1) return errors::point_invalid;
    PointBytes own{};
    std::ranges::copy(bytes, own.begin());
    return Point(own);
}

Element::Element(const Point& point) {
    std::ranges::copy(point.bytes(), held_.write(SecretAccess()).begin());
}

// Every proof and its check need it: made once, it saves each a multiplication.
Element Element::base() {
    static const auto known = *base_times(Scalar::one()).point();
    return Element(known);
}

Result<Element> Element::take(View bytes) {
    if (bytes.size() != crypto_core_ristretto255_BYTES) return errors::point_invalid;
    const bool is_zero = sodium_is_zero(bytes.data(), bytes.size()) == 1;
    if (is_zero) return errors::point_identity;  // Public: whether it is a point.
    const bool is_valid = crypto_core_ristretto255_is_valid_point(bytes.data()) == 1;
    if (!is_valid) return errors::point_invalid;  // Public: whether it is a point.
    Element element;
    std::ranges::copy(bytes, element.held_.write(SecretAccess()).begin());
    return element;
}

Element Element::from_uniform(const WideBytes& uniform) {
    Element element;
    const auto room = element.held_.write(SecretAccess());
    check(crypto_core_ristretto255_from_hash(room.data(), uniform.data()) == 0);
    return element;
}

Element Element::base_times(const Scalar& factor) {
    return base_times(SecretRef<32>(factor.bytes().data()));
}

Element Element::base_times(SecretRef<32> scalar) {
    Element product;
    auto* const out = product.held_.write(SecretAccess()).data();
    const auto* const by = scalar.reveal(SecretAccess()).data();
    const auto result = crypto_scalarmult_ristretto255_base(out, by);
    if (result != 0) return {};  // Public: the identity.
    return product;
}

// Apart from its twin below: here the element may be secret, and libsodium looks whether it is one.
Element Element::times(const Scalar& factor) const {
    Element product;
    auto* const out = product.held_.write(SecretAccess()).data();
    const auto* const by = factor.bytes().data();
    const auto* const of = held_.reveal(SecretAccess()).data();
    const auto result = crypto_scalarmult_ristretto255(out, by, of);  // Public: that it is one.
    if (result != 0) return {};                                       // Public: the identity.
    return product;
}

Element Element::times(SecretRef<32> scalar) const {
    Element product;
    auto* const out = product.held_.write(SecretAccess()).data();
    const auto* const by = scalar.reveal(SecretAccess()).data();
    const auto* const of = held_.reveal(SecretAccess()).data();
    const auto result = crypto_scalarmult_ristretto255(out, by, of);
    if (result != 0) return {};  // Public: the identity.
    return product;
}

Element Element::plus(const Element& other) const {
    Element sum;
    auto* const out = sum.held_.write(SecretAccess()).data();
    const auto* const left = held_.reveal(SecretAccess()).data();
    const auto* const right = other.held_.reveal(SecretAccess()).data();
    const auto result = crypto_core_ristretto255_add(out, left, right);  // Public: both are valid.
    if (result != 0) check(false);                                       // Public: as before.
    return sum;
}

Element Element::minus(const Element& other) const {
    Element difference;
    auto* const out = difference.held_.write(SecretAccess()).data();
    const auto* const left = held_.reveal(SecretAccess()).data();
    const auto* const right = other.held_.reveal(SecretAccess()).data();
    const auto result = crypto_core_ristretto255_sub(out, left, right);  // Public: both are valid.
    if (result != 0) check(false);                                       // Public: as before.
    return difference;
}

bool Element::is(const Element& other) const {
    const auto left = held_.reveal(SecretAccess());
    const auto right = other.held_.reveal(SecretAccess());
    return sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

bool Element::is_identity() const {
    const auto bytes = held_.reveal(SecretAccess());
    return sodium_is_zero(bytes.data(), bytes.size()) == 1;
}

Result<Point> Element::point() const {
    if (is_identity()) return errors::point_identity;  // Public: what becomes a Point.
    PointBytes bytes{};
    std::ranges::copy(held_.reveal(SecretAccess()), bytes.begin());
    return Point(bytes);
}

Element Element::copy() const {
    Element same;
    std::ranges::copy(held_.reveal(SecretAccess()), same.held_.write(SecretAccess()).begin());
    return same;
}

}  // namespace sealwright::threshold
