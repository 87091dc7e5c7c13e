// SealedBox: an anonymous box to a process's start-up key (X25519, XSalsa20-Poly1305).
//
// The CLI seals a PIN to the token process's key, so that nobody in between, the keeper included,
// sees it. The key pair lives as long as the process. Process: token opens, CLI seals.
#pragma once

#include "sealwright/core/secret.hpp"

namespace sealwright::crypto {

using BoxPublicKey = std::array<std::uint8_t, 32>;

class SealedBox {
public:
    static constexpr std::size_t overhead = crypto_box_SEALBYTES;

    // A key pair for this process.
    static SealedBox generate();

    [[nodiscard]] const BoxPublicKey& public_key() const { return public_key_; }
    [[nodiscard]] Result<WipedBytes> open(View box) const;

    // Fails for a key that is no key: one of the few points to which anybody could open.
    static Result<Bytes> seal(const BoxPublicKey& to, View message);

private:
    SealedBox() = default;

    BoxPublicKey public_key_{};
    Secret<32, struct BoxSecretTag> secret_key_;
};

}  // namespace sealwright::crypto
