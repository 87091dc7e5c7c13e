#include "sealwright/crypto/sign.hpp"

#include "sealwright/crypto/errors.hpp"

namespace sealwright::crypto {
namespace {

struct Pair {
    PublicKey public_key{};
    Secret<64, struct ExpandedTag> expanded;
};

}  // namespace

PublicKey Signer::public_key(const SigningSeed& seed) {
    Pair pair;
    const auto made = crypto_sign_seed_keypair(pair.public_key.data(),
                                               pair.expanded.write(SecretAccess()).data(),
                                               seed.reveal(SecretAccess()).data());
    check(made == 0);
    return pair.public_key;
}

Signature Signer::sign(const SigningSeed& seed, View message) {
    Pair pair;
    const auto made = crypto_sign_seed_keypair(pair.public_key.data(),
                                               pair.expanded.write(SecretAccess()).data(),
                                               seed.reveal(SecretAccess()).data());
    check(made == 0);
    Signature signature{};
    const auto done_signing = crypto_sign_detached(signature.data(),
                                                   nullptr,
                                                   message.data(),
                                                   message.size(),
                                                   pair.expanded.reveal(SecretAccess()).data());
    check(done_signing == 0);
    return signature;
}

Result<void> verify(const PublicKey& key, View message, const Signature& signature) {
    const auto verified =
        crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.data());
    if (verified != 0) return errors::signature_invalid;
    return done;
}

}  // namespace sealwright::crypto
