// KeyDeriver: HKDF (RFC 5869) over libsodium's HMAC, for the few derivations this house has.
//
// `hkdf_*` are the plain functions that the RFC 5869 and Wycheproof vectors drive; they work on
// caller's buffers. The named derivations return Secrets. Process: keeper, token (tests: all).
// Sizes: output at most 255 hash lengths. Spec: RFC 5869; docs/protocol/keys.md section 3.
#pragma once

#include "sealwright/core/secret.hpp"

#include <string_view>

namespace sealwright::crypto {

void hkdf_sha256_expand(View prk, View info, std::span<std::uint8_t> out);
void hkdf_sha256(View salt, View ikm, View info, std::span<std::uint8_t> out);
void hkdf_sha512_expand(View prk, View info, std::span<std::uint8_t> out);
void hkdf_sha512(View salt, View ikm, View info, std::span<std::uint8_t> out);

// A key that opens one thing, and the 32 bytes that commit a ciphertext to it.
struct CommittedKey {
    Secret<32, struct MessageKeyTag> key;
    Digest commitment{};
};

class KeyDeriver {
public:
    // The one-time key of a row or a seal ciphertext: HKDF-SHA512, salt 32 random bytes.
    static CommittedKey row_key(SecretRef<32> key, View salt, View associated_data);

    // The one-time key of a share's envelope from a token's PRF output: HKDF-Expand-SHA256.
    static CommittedKey envelope_key(SecretRef<32> prf_output);

    // A sub-key for one purpose of one vault's data key (or of the service key).
    static Secret<32, struct RecordKeyTag> record_key(SecretRef<32> data_key,
                                                      std::string_view purpose,
                                                      View subject,
                                                      std::uint32_t version);
};

using RecordKey = Secret<32, struct RecordKeyTag>;

}  // namespace sealwright::crypto
