// Possession: a proof that somebody knows the number behind a point, for one occasion only.
//
// Schnorr's proof in the form of RFC 8235, over base, commitment, point, index and context: a
// dealer's for one session of a ceremony, a custodian's for one challenge. Another index, session
// or challenge refuses it. Process: keeper, cli. Spec: docs/protocol/threshold.md section 6.
#pragma once

#include "sealwright/threshold/nonce.hpp"

namespace sealwright::threshold {

struct Possession {
    static constexpr std::size_t size = 64;

    Point commitment;  // V
    Scalar response = Scalar::zero();

    void write(wire::Writer& writer) const;
    static Possession read(wire::Reader& reader);
    bool operator==(const Possession&) const = default;
};

Possession prove_possession(const SecretScalar& witness,
                            Index index,
                            Nonce nonce,
                            const Domain& context);
Possession prove_possession(const SecretScalar& witness,
                            Index index,
                            const Domain& context,
                            Random& random);
Result<void> verify_possession(const Point& point,
                               Index index,
                               const Possession& proof,
                               const Domain& context);

}  // namespace sealwright::threshold
