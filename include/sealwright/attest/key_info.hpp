// A public key as SubjectPublicKeyInfo, in the one form that we compare, hash and pin (RFC 3279
// 2.3.1, RFC 5480). Process: verifier, agent.
#pragma once

#include "sealwright/core/bytes.hpp"

namespace sealwright::attest::der {

Bytes rsa_key(View modulus, std::uint32_t exponent);
Bytes p256_key(View x, View y);
Bytes p384_key(View x, View y);

}  // namespace sealwright::attest::der
