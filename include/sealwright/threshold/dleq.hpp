// DLEQ: a proof that one secret number leads from the base to the key and from each `from` to its
// `to`, in 64 bytes however many pairs there are.
//
// Chaum and Pedersen's proof in the batched form of RFC 9497 section 2.2. What it is bound to
// stands in the domain. With the base left out of the challenge it is RFC 9497's to the byte; ours
// hashes it. Process: keeper, cli. Spec: docs/protocol/threshold.md section 5.
#pragma once

#include "sealwright/threshold/nonce.hpp"

namespace sealwright::threshold {

struct DleqPair {
    const Element& from;
    const Element& to;
};

// Refers to elements that outlive it.
struct DleqStatement {
    enum class Base : std::uint8_t { hashed, left_out };

    const Element& base;
    const Element& key;
    std::vector<DleqPair> pairs;  // At least one, at most 65535.
    Base form = Base::hashed;
};

struct DleqProof {
    static constexpr std::size_t size = 64;

    Scalar challenge = Scalar::zero();
    Scalar response = Scalar::zero();

    void write(wire::Writer& writer) const;
    static DleqProof read(wire::Reader& reader);
    bool operator==(const DleqProof&) const = default;
};

DleqProof prove(const DleqStatement& statement,
                const SecretScalar& witness,
                Nonce nonce,
                const Domain& domain);
// With a nonce that is hashed from all of it.
DleqProof prove(const DleqStatement& statement,
                const SecretScalar& witness,
                const Domain& domain,
                Random& random);
Result<void> verify(const DleqStatement& statement, const DleqProof& proof, const Domain& domain);

}  // namespace sealwright::threshold
