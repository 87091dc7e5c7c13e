// Commitments: what a dealer publishes of a polynomial: each coefficient times the base.
//
// Exactly as many as shares are needed, checked where they come to be: with one more of them each
// share would still verify, and it would silently take one share more to open anything. None is the
// identity. Process: keeper, cli. Spec: docs/protocol/threshold.md section 7.
#pragma once

#include "sealwright/threshold/point.hpp"

namespace sealwright::threshold {

class Commitments {
public:
    // Exactly size.needed() points.
    static Result<Commitments> make(GroupSize size, std::vector<Point> points);
    // Of the sum of the polynomials, all of one length.
    static Result<Commitments> sum(const std::vector<const Commitments*>& parts);

    // The point of the constant term: a dealer's A_0, a group's key.
    [[nodiscard]] const Point& constant() const { return points_.front(); }
    [[nodiscard]] const std::vector<Point>& points() const { return points_; }
    // What a share of this index is times the base. The identity only for chosen polynomials.
    [[nodiscard]] Element at(Index index) const;
    // One after another, without a count.
    void write(wire::Writer& writer) const;
    [[nodiscard]] Bytes bytes() const;
    bool operator==(const Commitments&) const = default;

private:
    explicit Commitments(std::vector<Point> points) : points_(std::move(points)) {}

    std::vector<Point> points_;
};

}  // namespace sealwright::threshold
