#include "coins.hpp"

#include "sealwright/crypto/derive.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/wire/writer.hpp"

#include <sodium.h>

#include <algorithm>

namespace sealwright::custody {

Coins::Coins(const PartSeed& seed, std::string_view purpose, View subject)
    : seed_(seed), purpose_(crypto::th("custodian/coins", {view_of(purpose), subject})) {}

void Coins::fill(std::span<std::uint8_t> out) {
    while (!out.empty()) {
        wire::Writer which;
        which.raw(purpose_);
        which.u64(block_++);
        auto block = crypto::KeyDeriver::digest_of(seed_.ref(), "custodian/coins", which.view());
        const auto taken = std::min(block.size(), out.size());
        std::copy_n(block.begin(), taken, out.begin());
        sodium_memzero(block.data(), block.size());
        out = out.subspan(taken);
    }
}

}  // namespace sealwright::custody
