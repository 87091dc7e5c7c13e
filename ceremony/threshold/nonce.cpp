#include "sealwright/threshold/nonce.hpp"

#include "sealwright/crypto/hash.hpp"

namespace sealwright::threshold {

Nonce Nonce::hedged(const SecretScalar& witness,
                    const Transcript& statement,
                    const Domain& domain,
                    Random& random) {
    std::array<std::uint8_t, 32> fresh{};
    random.fill(fresh);
    Transcript input;
    input.add(witness).add(fresh).add(statement.view()).add(domain.bytes());
    sodium_memzero(fresh.data(), fresh.size());
    const auto own = Domain::of(Domain::Role::nonce, crypto::th("dleq/nonce", {domain.bytes()}));
    return Nonce(input.secret_scalar(own));
}

}  // namespace sealwright::threshold
