// The pair that seals one box: derived from the dealer's seed and what the box is for, so that a
// dealer keeps one secret for all of them and shows one pair without the others. Process: cli.
#pragma once

#include "sealwright/crypto/exchange.hpp"

namespace sealwright::threshold {

inline crypto::ExchangePair sealing_pair(SecretRef<32> seed, const Digest& info) {
    return crypto::ExchangePair::derive(seed, info);
}

}  // namespace sealwright::threshold
