// ShareSplitter: Shamir's secret sharing of 32 bytes over GF(2^8), constant time in the secret.
//
// Polynomial 0x11b; coefficients are uniform including zero; share i is the evaluation at x = i.
// Only the x are public and only they steer control flow. Any k shares of one splitting combine to
// the secret and k-1 say nothing about it; integrity is not here but in the envelope around each
// share and the commitment of what the key opens. `export_share` and `import_share` speak the
// vault's own form: 32 y-bytes, then x. Process: keeper. Spec: docs/protocol/keys.md section 6.
#pragma once

#include "sealwright/core/now.hpp"
#include "sealwright/core/secret.hpp"

#include <vector>

namespace sealwright::crypto {

struct Share {
    std::uint8_t x = 0;
    Secret<32, struct ShareTag> y;
};

struct Threshold {
    std::uint8_t needed = 0;  // k
    std::uint8_t total = 0;   // n

    [[nodiscard]] bool is_valid() const { return needed >= 2 && total >= needed && total <= 64; }
    bool operator==(const Threshold&) const = default;
};

class ShareSplitter {
public:
    static constexpr std::size_t exported_size = 33;

    // x = 1..total.
    static std::vector<Share> split(SecretRef<32> secret, Threshold threshold, Random& random);

    template <class Tag>
    static Result<Secret<32, Tag>> combine(const std::vector<Share>& shares) {
        Secret<32, Tag> out;
        TRY(combine_into(shares, out.write(SecretAccess())));
        return out;
    }

    // A fresh random key: the only way a key comes to be.
    template <class Tag>
    static Secret<32, Tag> fresh_key(Random& random) {
        Secret<32, Tag> key;
        random.fill(key.write(SecretAccess()));
        return key;
    }

    static WipedBytes export_share(const Share& share);
    static Result<Share> import_share(View exported);

private:
    static Result<void> combine_into(const std::vector<Share>& shares,
                                     std::span<std::uint8_t, 32> out);
};

}  // namespace sealwright::crypto
