// Scalar and SecretScalar: numbers modulo the order of ristretto255, in their one encoding.
//
// 32 bytes, little-endian, smaller than the order; anything else is refused, since libsodium takes
// it silently. A Scalar is public (challenges, Lagrange coefficients); a SecretScalar (a share, a
// coefficient) lies in guarded memory, is never zero unless it was received so, and its arithmetic
// is libsodium's, in constant time. Process: keeper, cli. Spec: docs/protocol/threshold.md 3.
#pragma once

#include "sealwright/core/now.hpp"
#include "sealwright/core/secret.hpp"
#include "sealwright/threshold/terms.hpp"

namespace sealwright::threshold {

class Element;

using ScalarBytes = std::array<std::uint8_t, crypto_core_ristretto255_SCALARBYTES>;
using WideBytes = std::array<std::uint8_t, crypto_core_ristretto255_NONREDUCEDSCALARBYTES>;

class Scalar {
public:
    static Result<Scalar> parse(View bytes);
    static Scalar of(Index index);
    static Scalar zero();
    static Scalar one();
    // 64 bytes, little-endian, modulo the order.
    static Scalar reduce(const WideBytes& wide);

    [[nodiscard]] Scalar plus(const Scalar& other) const;
    [[nodiscard]] Scalar minus(const Scalar& other) const;
    [[nodiscard]] Scalar times(const Scalar& other) const;
    // Nothing is inverse to zero.
    [[nodiscard]] Result<Scalar> inverse() const;

    [[nodiscard]] const ScalarBytes& bytes() const { return bytes_; }
    bool operator==(const Scalar&) const = default;

private:
    friend class SecretScalar;
    explicit Scalar(const ScalarBytes& bytes) : bytes_(bytes) {}

    ScalarBytes bytes_{};
};

class SecretScalar {
public:
    using Held = Secret<32, struct ScalarTag>;
    using Wide = Secret<64, struct WideTag>;

    // Uniform; ends the process when the randomness gives zero.
    static SecretScalar draw(Random& random);
    // 64 bytes modulo the order; ends the process when that is zero.
    static SecretScalar reduce(const Wide& wide);
    // Takes the bytes of a share that came from somebody else.
    static Result<SecretScalar> take(Held held);

    [[nodiscard]] SecretScalar plus(const SecretScalar& other) const;
    [[nodiscard]] SecretScalar times(const Scalar& factor) const;
    // Multiplies a point by this; the identity only for zero.
    [[nodiscard]] Element times(const Element& element) const;
    [[nodiscard]] Element times_base() const;

    [[nodiscard]] const Held& held() const { return held_; }
    // Makes it public: a dealt share whose receiver complains of it.
    [[nodiscard]] Scalar show() const;

private:
    friend class Nonce;
    SecretScalar() = default;
    // this - factor * witness, which is public when this is used for nothing else.
    [[nodiscard]] Scalar minus_product(const Scalar& factor, const SecretScalar& witness) const;

    Held held_;
};

}  // namespace sealwright::threshold
