// Tdh2: sealing a key to a group of custodians, and opening it from what k of them gave.
//
// Sealing takes only the group's public key, so it needs nobody. The pepper is 32 bytes that lie
// with the custodians and with the service and never travel: whoever breaks the group's arithmetic
// one day still lacks it. Process: keeper, cli. Spec: docs/protocol/threshold.md section 10.
#pragma once

#include "sealwright/threshold/ciphertext.hpp"

namespace sealwright::threshold {

using Pepper = Secret<32, struct PepperTag>;

// What one sealing draws. Kept where it is sealed again to see that it is right; then it dies.
struct SealingCoins {
    SecretScalar ephemeral;
    Nonce nonce;
};

class Tdh2 {
public:
    // The label's group is the key's.
    template <class Tag>
    static Result<Ciphertext> seal(const GroupKey& key,
                                   const Label& label,
                                   const Pepper& pepper,
                                   const Secret<32, Tag>& secret,
                                   Random& random) {
        return seal_bytes(key, label, pepper, secret.ref(), random);
    }
    // With given coins, and a label of another form: for vectors.
    static Ciphertext seal_with(const GroupKey& key,
                                View label,
                                const Pepper& pepper,
                                SecretRef<32> secret,
                                SealingCoins coins);

    // `agreed` is what the custodians' parts combine to.
    template <class Tag>
    static Result<Secret<32, Tag>> open(const GroupKey& key,
                                        View label,
                                        const Pepper& pepper,
                                        const Ciphertext& ciphertext,
                                        const Element& agreed) {
        Secret<32, Tag> out;
        TRY(open_into(key, label, pepper, ciphertext, agreed, out.write(SecretAccess())));
        return out;
    }

private:
    struct Keys;

    static Result<Ciphertext> seal_bytes(const GroupKey& key,
                                         const Label& label,
                                         const Pepper& pepper,
                                         SecretRef<32> secret,
                                         Random& random);
    static Keys derive(const GroupKey& key,
                       View label,
                       const Pepper& pepper,
                       const Point& ephemeral,
                       const Element& agreed);
    static Result<void> open_into(const GroupKey& key,
                                  View label,
                                  const Pepper& pepper,
                                  const Ciphertext& ciphertext,
                                  const Element& agreed,
                                  std::span<std::uint8_t, 32> out);
};

}  // namespace sealwright::threshold
