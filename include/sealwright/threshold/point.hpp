// Point and Element: members of the group ristretto255 (RFC 9496), in their one encoding.
//
// A Point is public, came through the check of its encoding and is never the identity. An Element
// is what arithmetic works on: it may be the identity, and it may be secret (a partial decryption,
// an agreed value), so it lies in guarded memory and only becomes public as a Point. libsodium
// answers -1 where a product is the identity; here that is the identity, and no answer of it is
// left unlooked at. Process: keeper, cli. Spec: RFC 9496; docs/protocol/threshold.md section 3.
#pragma once

#include "sealwright/threshold/scalar.hpp"

namespace sealwright::threshold {

using PointBytes = std::array<std::uint8_t, crypto_core_ristretto255_BYTES>;

class Point {
public:
    static Result<Point> parse(View bytes);

    [[nodiscard]] const PointBytes& bytes() const { return bytes_; }
    bool operator==(const Point&) const = default;

private:
    friend class Element;
    explicit Point(const PointBytes& bytes) : bytes_(bytes) {}

    PointBytes bytes_{};
};

class Element {
public:
    // The identity.
    Element() = default;
    explicit Element(const Point& point);
    static Element base();
    // Bytes from somebody that are secret until it is known whose they are.
    static Result<Element> take(View bytes);
    // RFC 9496 section 4.3.4: a member of which nobody knows the logarithm.
    static Element from_uniform(const WideBytes& uniform);

    static Element base_times(const Scalar& factor);
    static Element base_times(SecretRef<32> scalar);
    [[nodiscard]] Element times(const Scalar& factor) const;
    // `scalar` is in its one encoding: for SecretScalar.
    [[nodiscard]] Element times(SecretRef<32> scalar) const;
    [[nodiscard]] Element plus(const Element& other) const;
    [[nodiscard]] Element minus(const Element& other) const;

    // Constant time; that they differ is public then.
    [[nodiscard]] bool is(const Element& other) const;
    [[nodiscard]] bool is_identity() const;
    // Makes it public; refuses the identity.
    [[nodiscard]] Result<Point> point() const;
    [[nodiscard]] Element copy() const;

    [[nodiscard]] const Secret<32, struct ElementTag>& held() const { return held_; }

private:
    Secret<32, struct ElementTag> held_;
};

}  // namespace sealwright::threshold
