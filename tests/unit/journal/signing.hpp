// Signing seeds of the tests. A Secret can only be filled by a key's own makers: here by a fake
// random source whose bytes are the seed.
#pragma once

#include "sealwright/crypto/shares.hpp"
#include "sealwright/crypto/sign.hpp"
#include "sealwright/journal/note.hpp"

#include <algorithm>

namespace sealwright::journal_test {

class FixedRandom final : public Random {
public:
    explicit FixedRandom(View bytes) : bytes_(bytes.begin(), bytes.end()) {}
    void fill(std::span<std::uint8_t> out) override {
        check(out.size() == bytes_.size());
        std::copy(bytes_.begin(), bytes_.end(), out.begin());
    }

private:
    Bytes bytes_;
};

inline crypto::SigningSeed seed_of(View bytes) {
    FixedRandom random(bytes);
    return crypto::ShareSplitter::fresh_key<crypto::SigningSeedTag>(random);
}

}  // namespace sealwright::journal_test
