// The key under which the corpus's holdings are sealed. Nobody's.
#pragma once

#include "sealwright/crypto/derive.hpp"
#include "sealwright/crypto/shares.hpp"

#include <algorithm>

namespace sealwright::fuzz {

class Zeros final : public Random {
public:
    void fill(std::span<std::uint8_t> out) override { std::ranges::fill(out, std::uint8_t{0}); }
};

inline crypto::PassphraseKey known_key() {
    Zeros zeros;
    return crypto::ShareSplitter::fresh_key<crypto::PassphraseKeyTag>(zeros);
}

inline constexpr std::string_view known_head = "fuzz";

}  // namespace sealwright::fuzz
