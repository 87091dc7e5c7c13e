// Polynomial: a secret polynomial whose values are shares, of degree one less than are needed.
//
// Each coefficient is uniform, the highest too. Process: cli. Spec: docs/protocol/threshold.md 7.
#pragma once

#include "sealwright/threshold/commitments.hpp"

namespace sealwright::threshold {

class Polynomial {
public:
    static Polynomial draw(GroupSize size, Random& random);

    [[nodiscard]] SecretScalar at(Index index) const;
    [[nodiscard]] Commitments commitments() const;
    [[nodiscard]] const SecretScalar& constant() const { return coefficients_.front(); }

private:
    Polynomial(GroupSize size, std::vector<SecretScalar> coefficients)
        : size_(size), coefficients_(std::move(coefficients)) {}

    GroupSize size_;
    std::vector<SecretScalar> coefficients_;  // As many as are needed, the constant term first.
};

}  // namespace sealwright::threshold
