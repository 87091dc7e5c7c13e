// Hpke: sealing to somebody's X25519 key in base mode, one message a key (RFC 9180).
//
// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305. `info` says what the message is for:
// with another one it does not open. Who sealed is not proven here. The ephemeral pair is an
// argument, so that a sealer who is accused can show how it was sealed. Process: keeper, cli.
// Sizes: 48 bytes longer than the message. Spec: RFC 9180 section 5.1.1; docs/protocol/keys.md 7.
#pragma once

#include "sealwright/crypto/exchange.hpp"

namespace sealwright::crypto {

class Hpke {
public:
    static constexpr std::size_t overhead = 32 + crypto_aead_chacha20poly1305_ietf_ABYTES;

    // Encapsulated key || ciphertext. Fails for a key that is none: of low order.
    static Result<Bytes> seal(const ExchangeKey& to,
                              View info,
                              View associated_data,
                              View message,
                              const ExchangePair& ephemeral);
    static Result<WipedBytes> open(const ExchangePair& own,
                                   View info,
                                   View associated_data,
                                   View sealed);

    // The same for a message that is itself 32 secret bytes and never leaves guarded memory.
    static Result<Bytes> seal_key(const ExchangeKey& to,
                                  View info,
                                  SecretRef<32> message,
                                  const ExchangePair& ephemeral) {
        return seal(to, info, {}, message.reveal(SecretAccess()), ephemeral);
    }
    template <class Tag>
    static Result<Secret<32, Tag>> open_key(const ExchangePair& own, View info, View sealed) {
        Secret<32, Tag> out;
        TRY(open_into(own, info, {}, sealed, out.write(SecretAccess())));
        return out;
    }

private:
    struct Keys;

    static Result<void> open_into(const ExchangePair& own,
                                  View info,
                                  View associated_data,
                                  View sealed,
                                  std::span<std::uint8_t> out);
    static Keys schedule(const AgreedSecret& agreed,
                         const ExchangeKey& encapsulated,
                         const ExchangeKey& receiver,
                         View info);
};

}  // namespace sealwright::crypto
