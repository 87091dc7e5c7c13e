#include "sealwright/crypto/sealed_box.hpp"

#include "sealwright/crypto/errors.hpp"

namespace sealwright::crypto {

SealedBox SealedBox::generate() {
    SealedBox box;
    const auto made =
        crypto_box_keypair(box.public_key_.data(), box.secret_key_.write(SecretAccess()).data());
    check(made == 0);
    return box;
}

Result<WipedBytes> SealedBox::open(View box) const {
    if (box.size() < overhead) return errors::box_broken;
    WipedBytes message(box.size() - overhead);
    const auto opened = crypto_box_seal_open(message.data(),
                                             box.data(),
                                             box.size(),
                                             public_key_.data(),
                                             secret_key_.reveal(SecretAccess()).data());
    if (opened != 0) return errors::box_broken;
    return message;
}

Result<Bytes> SealedBox::seal(const BoxPublicKey& to, View message) {
    Bytes box(message.size() + overhead);
    const auto sealed = crypto_box_seal(box.data(), message.data(), message.size(), to.data());
    if (sealed != 0) return errors::box_broken;
    return box;
}

}  // namespace sealwright::crypto
