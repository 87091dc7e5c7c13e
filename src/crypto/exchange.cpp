#include "sealwright/crypto/exchange.hpp"

namespace sealwright::crypto {

ExchangePair ExchangePair::generate(Random& random) {
    ExchangeSecret secret;
    random.fill(secret.write(SecretAccess()));
    return ExchangePair(std::move(secret));
}

ExchangePair::ExchangePair(ExchangeSecret secret) : secret_(std::move(secret)) {
    check(crypto_scalarmult_base(public_key_.data(), secret_.reveal(SecretAccess()).data()) == 0);
}

std::optional<AgreedSecret> ExchangePair::agree(const ExchangeKey& peer) const {
    AgreedSecret agreed;
    const auto result = crypto_scalarmult(
        agreed.write(SecretAccess()).data(), secret_.reveal(SecretAccess()).data(), peer.data());
    if (result != 0) return std::nullopt;  // Public: whether the peer's point is of low order.
    return agreed;
}

}  // namespace sealwright::crypto
