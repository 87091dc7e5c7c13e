// Signer and verify: Ed25519 (RFC 8032) for checkpoints and statements.
//
// The private key is a 32-byte seed in guarded memory; libsodium's expanded key exists for the
// length of one call and is wiped. Process: keeper signs, every process and the CLI may verify.
#pragma once

#include "sealwright/core/secret.hpp"

namespace sealwright::crypto {

using SigningSeed = Secret<32, struct SigningSeedTag>;
using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

class Signer {
public:
    static PublicKey public_key(const SigningSeed& seed);
    static Signature sign(const SigningSeed& seed, View message);
};

Result<void> verify(const PublicKey& key, View message, const Signature& signature);

}  // namespace sealwright::crypto
