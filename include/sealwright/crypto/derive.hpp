// KeyDeriver: HKDF (RFC 5869) over libsodium's HMAC, for the few derivations this house has.
//
// `hkdf_*` are the plain functions that the RFC 5869 and Wycheproof vectors drive; they work on
// caller's buffers. The named derivations return Secrets. Process: keeper, token (tests: all).
// Sizes: output at most 255 hash lengths. Spec: RFC 5869; docs/protocol/keys.md section 3.
#pragma once

#include "sealwright/core/secret.hpp"

#include <optional>
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

// What trying one passphrase costs (Argon2id, RFC 9106, one lane).
struct Effort {
    std::uint32_t passes = 3;
    std::uint32_t memory_kib = 256 * 1024;

    // Neither so little that guessing is cheap, nor so much that a foreign file takes a machine
    // down.
    [[nodiscard]] bool is_allowed() const;
    bool operator==(const Effort&) const = default;
};
using EffortSalt = std::array<std::uint8_t, 16>;

class KeyDeriver {
public:
    // A key of what a person remembers, at an effort that is allowed. Nothing when there is not as
    // much memory.
    static std::optional<Secret<32, struct PassphraseKeyTag>> passphrase_key(
        View passphrase, const Effort& effort, const EffortSalt& salt);

    // The one-time key of a row or a seal ciphertext: HKDF-SHA512, salt 32 random bytes.
    static CommittedKey row_key(SecretRef<32> key, View salt, View associated_data);

    // The one-time key of a share's envelope from a token's PRF output: HKDF-Expand-SHA256.
    static CommittedKey envelope_key(SecretRef<32> prf_output);

    // A sub-key for one purpose of one vault's data key (or of the service key).
    static Secret<32, struct RecordKeyTag> record_key(SecretRef<32> data_key,
                                                      std::string_view purpose,
                                                      View subject,
                                                      std::uint32_t version);

    // A seed that signs for one purpose and one subject, so that what it signs is nothing of the
    // key's own.
    static Secret<32, struct SigningSeedTag> signing_seed(SecretRef<32> key,
                                                          std::string_view purpose,
                                                          View subject);

    // By which a secret key is known and recognised, and which opens nothing.
    static Digest digest_of(SecretRef<32> key, std::string_view purpose, View subject);
};

using PassphraseKey = Secret<32, PassphraseKeyTag>;
using RecordKey = Secret<32, struct RecordKeyTag>;

}  // namespace sealwright::crypto
