#include "sealwright/threshold/possession.hpp"

#include "sealwright/threshold/errors.hpp"
#include "wire_scalar.hpp"

namespace sealwright::threshold {
namespace {

Scalar challenge_of(const Element& commitment,
                    const Element& point,
                    Index index,
                    const Domain& context) {
    Transcript transcript;
    transcript.add(Element::base()).add(commitment).add(point);
    transcript.add_long(index.bytes()).add_long(context.bytes());
    return transcript.scalar(context);
}

// `key` is what the witness times the base is: a multiplication that the caller has made already.
Possession prove_of(const SecretScalar& witness,
                    const Element& key,
                    Index index,
                    Nonce nonce,
                    const Domain& context) {
    const auto commitment = nonce.times_base();
    const auto challenge = challenge_of(commitment, key, index, context);
    return {*commitment.point(), std::move(nonce).answer(challenge, witness)};
}

}  // namespace

void Possession::write(wire::Writer& writer) const {
    writer.raw(commitment.bytes());
    writer.raw(response.bytes());
}

Possession Possession::read(wire::Reader& reader) {
    const auto commitment = read_point(reader);
    return {commitment, read_scalar(reader)};
}

Possession prove_possession(const SecretScalar& witness,
                            Index index,
                            Nonce nonce,
                            const Domain& context) {
    return prove_of(witness, witness.times_base(), index, std::move(nonce), context);
}

Possession prove_possession(const SecretScalar& witness,
                            Index index,
                            const Domain& context,
                            Random& random) {
    Transcript statement;
    const auto key = witness.times_base();
    statement.add(key).add(index.bytes());
    return prove_of(
        witness, key, index, Nonce::hedged(witness, statement, context, random), context);
}

Result<void> verify_possession(const Point& point,
                               Index index,
                               const Possession& proof,
                               const Domain& context) {
    const Element commitment(proof.commitment);
    const Element key(point);
    const auto challenge = challenge_of(commitment, key, index, context);
    const auto expected = Element::base_times(proof.response).plus(key.times(challenge));
    if (!expected.is(commitment)) {
        return Error(errors::possession_unproven, {fact("custodian", index.value())});
    }
    return done;
}

}  // namespace sealwright::threshold
