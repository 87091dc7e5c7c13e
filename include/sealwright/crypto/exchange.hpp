// ExchangePair: an X25519 key pair (RFC 7748) whose private half lies in guarded memory.
//
// Agreeing with a point of low order gives zeros, whatever the private key is: then there is no
// agreed secret. Process: keeper, agent. Sizes: 32 bytes each. Spec: RFC 7748 section 6.1.
#pragma once

#include "sealwright/core/now.hpp"
#include "sealwright/core/secret.hpp"

#include <optional>

namespace sealwright::crypto {

using ExchangeKey = std::array<std::uint8_t, 32>;
using ExchangeSecret = Secret<32, struct ExchangeSecretTag>;
using AgreedSecret = Secret<32, struct AgreedSecretTag>;

class ExchangePair {
public:
    static ExchangePair generate(Random& random);
    // The pair of a private key that was derived elsewhere; any 32 bytes are one.
    explicit ExchangePair(ExchangeSecret secret);
    // One of many pairs that hang on one secret, by what it is for.
    static ExchangePair derive(SecretRef<32> seed, View purpose);
    // A pair whose private key somebody has shown, and the private key of one that is shown: for a
    // pair that sealed one message, to prove how. Nothing else that it sealed is secret then.
    static ExchangePair shown(const ExchangeKey& private_key);
    [[nodiscard]] ExchangeKey show_private_key() const;

    [[nodiscard]] const ExchangeKey& public_key() const { return public_key_; }
    // Nothing when the result is all zeros.
    [[nodiscard]] std::optional<AgreedSecret> agree(const ExchangeKey& peer) const;

private:
    ExchangeSecret secret_;
    ExchangeKey public_key_{};
};

}  // namespace sealwright::crypto
