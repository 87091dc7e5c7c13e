#include "sealwright/threshold/polynomial.hpp"

namespace sealwright::threshold {

Polynomial Polynomial::draw(GroupSize size, Random& random) {
    std::vector<SecretScalar> coefficients;
    while (coefficients.size() < size.needed()) coefficients.push_back(SecretScalar::draw(random));
    return {size, std::move(coefficients)};
}

SecretScalar Polynomial::at(Index index) const {
    const auto x = Scalar::of(index);
    auto value = coefficients_.back().times(Scalar::one());
    for (auto each = coefficients_.rbegin() + 1; each != coefficients_.rend(); ++each) {
        value = value.times(x).plus(*each);
    }
    return value;
}

Commitments Polynomial::commitments() const {
    std::vector<Point> points;
    for (const auto& each : coefficients_) points.push_back(*each.times_base().point());
    return *Commitments::make(size_, std::move(points));
}

}  // namespace sealwright::threshold
