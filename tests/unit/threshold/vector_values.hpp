// Vectors' bytes as values, secret ones too.
#pragma once

#include "../crypto/secret_bytes.hpp"
#include "../crypto/vectors.hpp"
#include "sealwright/threshold/commitments.hpp"
#include "sealwright/threshold/dleq.hpp"

namespace sealwright::test {

inline threshold::SecretScalar secret_scalar(const Bytes& bytes) {
    return *threshold::SecretScalar::take(secret_of<threshold::ScalarTag>(bytes));
}

inline threshold::Point point_of(View bytes) {
    return *threshold::Point::parse(bytes);
}

// Pieces of 32 bytes.
inline std::vector<Bytes> pieces(View bytes) {
    check(bytes.size() % 32 == 0);
    std::vector<Bytes> found;
    for (std::size_t from = 0; from < bytes.size(); from += 32) {
        const auto piece = bytes.subspan(from, 32);
        found.emplace_back(piece.begin(), piece.end());
    }
    return found;
}

inline threshold::Commitments commitments_of(View bytes) {
    std::vector<threshold::Point> points;
    for (const auto& each : pieces(bytes)) points.push_back(point_of(each));
    const auto size = *threshold::GroupSize::make(points.size(), points.size());
    return *threshold::Commitments::make(size, points);
}

inline const NamedVectors& circl() {
    static const NamedVectors vectors("threshold/circl.txt");
    return vectors;
}

inline const NamedVectors& frost() {
    static const NamedVectors vectors("threshold/frost.txt");
    return vectors;
}

}  // namespace sealwright::test
