// Nonce: the secret number of one proof, which is used up by it.
//
// Two proofs with one nonce give the witness away, so a Nonce moves and its one answer ends it. It
// is hashed from the witness, fresh randomness and the statement: a broken generator, or a state
// that is played again, does not repeat it for another statement. Process: keeper, cli.
// Spec: docs/protocol/threshold.md section 5.
#pragma once

#include "sealwright/threshold/transcript.hpp"

namespace sealwright::threshold {

class Nonce {
public:
    // `statement` holds all that the proof is about.
    static Nonce hedged(const SecretScalar& witness,
                        const Transcript& statement,
                        const Domain& domain,
                        Random& random);
    // For vectors, and to seal again with what was sealed with.
    static Nonce exactly(SecretScalar value) { return Nonce(std::move(value)); }

    [[nodiscard]] Element times_base() const { return value_.times_base(); }
    [[nodiscard]] Element times(const Element& element) const { return value_.times(element); }
    // nonce - challenge * witness.
    [[nodiscard]] Scalar answer(const Scalar& challenge, const SecretScalar& witness) && {
        const auto used = std::move(value_);
        return used.minus_product(challenge, witness);
    }

private:
    explicit Nonce(SecretScalar value) : value_(std::move(value)) {}

    SecretScalar value_;
};

}  // namespace sealwright::threshold
