#include "sealwright/threshold/scalar.hpp"

#include "sealwright/threshold/errors.hpp"
#include "sealwright/threshold/point.hpp"

#include <algorithm>

namespace sealwright::threshold {
namespace {

static_assert(crypto_core_ristretto255_SCALARBYTES == 32);
static_assert(crypto_core_ristretto255_NONREDUCEDSCALARBYTES == 64);

// Whether these bytes are what reducing them gives. Constant time.
bool is_canonical(std::span<const std::uint8_t, 32> bytes, std::span<std::uint8_t, 64> wide) {
    ScalarBytes reduced{};
    std::ranges::copy(bytes, wide.begin());
    crypto_core_ristretto255_scalar_reduce(reduced.data(), wide.data());
    const bool same = sodium_memcmp(reduced.data(), bytes.data(), reduced.size()) == 0;
    sodium_memzero(reduced.data(), reduced.size());
    return same;
}

}  // namespace

Result<Scalar> Scalar::parse(View bytes) {
    if (bytes.size() != crypto_core_ristretto255_SCALARBYTES) return errors::scalar_invalid;
    WideBytes wide{};
    if (!is_canonical(bytes.first<32>(), wide)) return errors::scalar_invalid;
    ScalarBytes own{};
    std::ranges::copy(bytes, own.begin());
    return Scalar(own);
}

Scalar Scalar::of(Index index) {
    ScalarBytes bytes{};
    bytes[0] = static_cast<std::uint8_t>(index.value());
    bytes[1] = static_cast<std::uint8_t>(index.value() >> 8);
    return Scalar(bytes);
}

Scalar Scalar::zero() {
    return Scalar(ScalarBytes{});
}

Scalar Scalar::one() {
    return Scalar(ScalarBytes{1});
}

Scalar Scalar::reduce(const WideBytes& wide) {
    ScalarBytes bytes{};
    crypto_core_ristretto255_scalar_reduce(bytes.data(), wide.data());
    return Scalar(bytes);
}

Scalar Scalar::plus(const Scalar& other) const {
    ScalarBytes sum{};
    crypto_core_ristretto255_scalar_add(sum.data(), bytes_.data(), other.bytes_.data());
    return Scalar(sum);
}

Scalar Scalar::minus(const Scalar& other) const {
    ScalarBytes difference{};
    crypto_core_ristretto255_scalar_sub(difference.data(), bytes_.data(), other.bytes_.data());
    return Scalar(difference);
}

Scalar Scalar::times(const Scalar& other) const {
    ScalarBytes product{};
    crypto_core_ristretto255_scalar_mul(product.data(), bytes_.data(), other.bytes_.data());
    return Scalar(product);
}

Result<Scalar> Scalar::inverse() const {
    ScalarBytes inverted{};
    const auto result = crypto_core_ristretto255_scalar_invert(inverted.data(), bytes_.data());
    if (result != 0) return errors::scalar_invalid;
    return Scalar(inverted);
}

SecretScalar SecretScalar::draw(Random& random) {
    Wide wide;
    random.fill(wide.write(SecretAccess()));
    return reduce(wide);
}

SecretScalar SecretScalar::reduce(const Wide& wide) {
    SecretScalar scalar;
    const auto room = scalar.held_.write(SecretAccess());
    crypto_core_ristretto255_scalar_reduce(room.data(), wide.reveal(SecretAccess()).data());
    const bool is_zero = sodium_is_zero(room.data(), room.size()) == 1;
    if (is_zero) check(false);  // Public: that it is not zero.
    return scalar;
}

Result<SecretScalar> SecretScalar::take(Held held) {
    Wide wide;
    const bool is_one = is_canonical(held.reveal(SecretAccess()), wide.write(SecretAccess()));
    if (!is_one) return errors::scalar_invalid;  // Public: whether it is a scalar.
    SecretScalar scalar;
    scalar.held_ = std::move(held);
    return scalar;
}

SecretScalar SecretScalar::plus(const SecretScalar& other) const {
    SecretScalar sum;
    crypto_core_ristretto255_scalar_add(sum.held_.write(SecretAccess()).data(),
                                        held_.reveal(SecretAccess()).data(),
                                        other.held_.reveal(SecretAccess()).data());
    return sum;
}

SecretScalar SecretScalar::times(const Scalar& factor) const {
    SecretScalar product;
    crypto_core_ristretto255_scalar_mul(product.held_.write(SecretAccess()).data(),
                                        held_.reveal(SecretAccess()).data(),
                                        factor.bytes().data());
    return product;
}

Element SecretScalar::times(const Element& element) const {
    return element.times(held_.ref());
}

Element SecretScalar::times_base() const {
    return Element::base_times(held_.ref());
}

Scalar SecretScalar::show() const {
    ScalarBytes shown{};
    std::ranges::copy(held_.reveal(SecretAccess()), shown.begin());
    return Scalar(shown);
}

Scalar SecretScalar::minus_product(const Scalar& factor, const SecretScalar& witness) const {
    const auto product = witness.times(factor);
    ScalarBytes difference{};
    crypto_core_ristretto255_scalar_sub(difference.data(),
                                        held_.reveal(SecretAccess()).data(),
                                        product.held_.reveal(SecretAccess()).data());
    return Scalar(difference);
}

}  // namespace sealwright::threshold
