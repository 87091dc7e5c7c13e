// Known bytes into a Secret and back out of one, by the ways that the product has: a random source
// that is not random, and a share that is exported. Nothing here can mint a SecretAccess.
#pragma once

#include "sealwright/crypto/shares.hpp"
#include "seeded_random.hpp"

namespace sealwright::test {

// Gives these bytes, in this order, and no more.
class FixedRandom final : public Random {
public:
    explicit FixedRandom(View bytes) : bytes_(bytes.begin(), bytes.end()) {}

    void fill(std::span<std::uint8_t> out) override {
        check(used_ + out.size() <= bytes_.size());
        const auto from = bytes_.begin() + static_cast<std::ptrdiff_t>(used_);
        std::copy_n(from, out.size(), out.begin());
        used_ += out.size();
    }
    [[nodiscard]] bool is_used_up() const { return used_ == bytes_.size(); }

private:
    Bytes bytes_;
    std::size_t used_ = 0;
};

template <class Tag>
Secret<32, Tag> secret_of(View bytes) {
    FixedRandom random(bytes);
    return crypto::ShareSplitter::fresh_key<Tag>(random);
}

using AnyKey = Secret<32, struct AnyKeyTag>;

inline AnyKey key_of(std::uint8_t byte) {
    return secret_of<AnyKeyTag>(Bytes(32, byte));
}

inline Bytes bytes_of(SecretRef<32> secret) {
    SeededRandom random;
    const auto shares = crypto::ShareSplitter::split(secret, {2, 2}, random);
    auto combined = crypto::ShareSplitter::combine<crypto::ShareTag>(shares);
    check(combined.ok());
    const crypto::Share share{1, *std::move(combined)};
    const auto exported = crypto::ShareSplitter::export_share(share);
    return {exported.begin(), exported.end() - 1};
}

}  // namespace sealwright::test
