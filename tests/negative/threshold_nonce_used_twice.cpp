// expect: discards qualifiers
// A proof's secret nonce answers once: two answers would give the share away.
#include "sealwright/threshold/nonce.hpp"

#include <utility>

using namespace sealwright::threshold;

#ifdef CONTROL
Scalar answer(Nonce nonce, const Scalar& challenge, const SecretScalar& witness) {
    return std::move(nonce).answer(challenge, witness);
}
#else
Scalar answer(Nonce nonce, const Scalar& challenge, const SecretScalar& witness) {
    return nonce.answer(challenge, witness);
}
#endif
