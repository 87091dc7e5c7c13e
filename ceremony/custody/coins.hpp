// Coins: the randomness of one part in a ceremony, all of it derived from the part's seed, by
// purpose.
//
// The same seed and purpose give the same bytes, so that a tool that died sends the very same
// messages again. A purpose names everything that what is drawn is used for: what is drawn for one
// session is never drawn for another. Process: cli. Spec: docs/protocol/ceremony.md section 7.
#pragma once

#include "sealwright/core/now.hpp"
#include "sealwright/custody/part.hpp"

#include <string_view>

namespace sealwright::custody {

class Coins final : public Random {
public:
    // `seed` outlives it.
    Coins(const PartSeed& seed, std::string_view purpose, View subject = {});
    void fill(std::span<std::uint8_t> out) override;

private:
    const PartSeed& seed_;
    Digest purpose_{};
    std::uint64_t block_ = 0;
};

}  // namespace sealwright::custody
