// RecordSealer: key-committing authenticated encryption of rows, seal ciphertexts and envelopes.
//
// Sealed form: suite (u16) || salt (32) || commitment (32) || XChaCha20-Poly1305 (plaintext + 16).
// The key is single-use (fresh salt, or an HMAC over one), so the nonce is 24 zero bytes; the
// commitment is compared in constant time before opening, so no ciphertext opens under two keys.
// What is sealed is bound to `associated_data`: other data, other row, other vault does not open.
// Process: keeper. Sizes: overhead 82 bytes. Spec: docs/protocol/keys.md sections 4 and 5.
#pragma once

#include "sealwright/core/now.hpp"
#include "sealwright/core/secret.hpp"
#include "sealwright/crypto/derive.hpp"

#include <string_view>

namespace sealwright::crypto {

// Every record names its suite, and a reader allows exactly the one it expects.
enum class Suite : std::uint16_t {
    hsm_prf_envelope = 0x0001,
    row_aead = 0x0101,
    // Reserved, not implemented: 0x0002 HPKE-P256 envelope, 0x0003 RSA-OAEP-KEM envelope,
    // 0x0102 AES-256-GCM rows, 0x0201 TDH2-ristretto255, 0x0202 TDH2 with X-Wing.
};

using Salt = std::array<std::uint8_t, 32>;

class RecordSealer {
public:
    static constexpr std::size_t overhead = 2 + 32 + 32 + crypto_aead_xchacha20poly1305_ietf_ABYTES;

    static Bytes seal(SecretRef<32> key, View associated_data, View plaintext, Random& random);
    static Result<WipedBytes> open(SecretRef<32> key, View associated_data, View sealed);

    // The same for a plaintext that is itself a 32-byte key and never leaves guarded memory.
    template <class Tag>
    static Bytes seal_key(SecretRef<32> key,
                          View associated_data,
                          const Secret<32, Tag>& plaintext,
                          Random& random) {
        return seal(key, associated_data, plaintext.reveal(SecretAccess()), random);
    }
    template <class Tag>
    static Result<Secret<32, Tag>> open_key(SecretRef<32> key, View associated_data, View sealed) {
        Secret<32, Tag> out;
        TRY(open_into(key, associated_data, sealed, out.write(SecretAccess())));
        return out;
    }

    // Envelopes of shares: the key comes from a token's PRF over (context, salt).
    static Bytes seal_envelope(SecretRef<32> prf_output,
                               const Salt& salt,
                               View context,
                               SecretRef<32> share);
    static Result<void> open_envelope(SecretRef<32> prf_output,
                                      View context,
                                      View envelope,
                                      Secret<32, struct ShareTag>& out);
    static Result<Salt> envelope_salt(View envelope);

private:
    static Result<void> open_into(SecretRef<32> key,
                                  View associated_data,
                                  View sealed,
                                  std::span<std::uint8_t> out);
};

}  // namespace sealwright::crypto
