#include "sealwright/crypto/exchange.hpp"

#include "sealwright/crypto/derive.hpp"

#include <algorithm>

namespace sealwright::crypto {

ExchangePair ExchangePair::generate(Random& random) {
    ExchangeSecret secret;
    random.fill(secret.write(SecretAccess()));
    return ExchangePair(std::move(secret));
}

ExchangePair::ExchangePair(ExchangeSecret secret) : secret_(std::move(secret)) {
    check(crypto_scalarmult_base(public_key_.data(), secret_.reveal(SecretAccess()).data()) == 0);
}

ExchangePair ExchangePair::derive(SecretRef<32> seed, View purpose) {
    ExchangeSecret secret;
    hkdf_sha512_expand(seed.reveal(SecretAccess()), purpose, secret.write(SecretAccess()));
    return ExchangePair(std::move(secret));
}

ExchangePair ExchangePair::shown(const ExchangeKey& private_key) {
    ExchangeSecret secret;
    std::ranges::copy(private_key, secret.write(SecretAccess()).begin());
    return ExchangePair(std::move(secret));
}

ExchangeKey ExchangePair::show_private_key() const {
    ExchangeKey shown{};
    std::ranges::copy(secret_.reveal(SecretAccess()), shown.begin());
    return shown;
}

std::optional<AgreedSecret> ExchangePair::agree(const ExchangeKey& peer) const {
    AgreedSecret agreed;
    const auto result = crypto_scalarmult(
        agreed.write(SecretAccess()).data(), secret_.reveal(SecretAccess()).data(), peer.data());
    if (result != 0) return std::nullopt;  // Public: whether the peer's point is of low order.
    return agreed;
}

}  // namespace sealwright::crypto
