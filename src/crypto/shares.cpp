#include "sealwright/crypto/shares.hpp"

#include "sealwright/crypto/errors.hpp"

#include <bitset>
#include <cstring>

namespace sealwright::crypto {
namespace {

// 32 field elements side by side, eight a word, so that one operation works on all of them without
// a table and without a branch on their values.
using Lanes = std::array<std::uint64_t, 4>;

Lanes load(std::span<const std::uint8_t, 32> bytes) {
    Lanes lanes{};
    std::memcpy(lanes.data(), bytes.data(), bytes.size());
    return lanes;
}

// Multiplies every lane by x (the polynomial variable) modulo 0x11b.
std::uint64_t times_x(std::uint64_t word) {
    const auto high = word & 0x8080808080808080U;
    return ((word ^ high) << 1) ^ ((high >> 7) * 0x1b);
}

void add(Lanes& left, const Lanes& right) {
    for (std::size_t index = 0; index < left.size(); ++index) left[index] ^= right[index];
}

// Multiplies secret lanes by a public factor; control flow follows the factor only.
Lanes times(Lanes lanes, std::uint8_t factor) {
    Lanes product{};
    for (; factor != 0; factor = static_cast<std::uint8_t>(factor >> 1)) {
        if ((factor & 1) != 0) add(product, lanes);
        for (auto& word : lanes) word = times_x(word);
    }
    return product;
}

// Arithmetic on the public coordinates.
std::uint8_t multiply(std::uint8_t left, std::uint8_t right) {
    std::uint8_t product = 0;
    for (; right != 0; right = static_cast<std::uint8_t>(right >> 1)) {
        if ((right & 1) != 0) product ^= left;
        left = static_cast<std::uint8_t>((left << 1) ^ ((left & 0x80) != 0 ? 0x1b : 0));
    }
    return product;
}

// a^254, which is the inverse in a field of 256 elements.
std::uint8_t inverse(std::uint8_t value) {
    std::uint8_t power = value;
    for (int step = 0; step < 6; ++step) power = multiply(multiply(power, power), value);
    return multiply(power, power);
}

// The Lagrange coefficient of share `index` at 0.
std::uint8_t coefficient(const std::vector<Share>& shares, std::size_t index) {
    std::uint8_t numerator = 1;
    std::uint8_t denominator = 1;
    for (std::size_t other = 0; other < shares.size(); ++other) {
        if (other == index) continue;
        numerator = multiply(numerator, shares[other].x);
        denominator =
            multiply(denominator, static_cast<std::uint8_t>(shares[other].x ^ shares[index].x));
    }
    return multiply(numerator, inverse(denominator));
}

Result<void> check_indices(const std::vector<Share>& shares) {
    std::bitset<256> seen;
    for (const auto& share : shares) {
        if (share.x == 0 || seen.test(share.x)) {
            return Error(errors::shares_invalid, {fact("index", share.x)});
        }
        seen.set(share.x);
    }
    if (shares.size() < 2) return Error(errors::shares_invalid, {fact("shares", shares.size())});
    return done;
}

}  // namespace

std::vector<Share> ShareSplitter::split(SecretRef<32> secret, Threshold threshold, Random& random) {
    check(threshold.is_valid());
    // Coefficients of x^1..x^(k-1); the secret is the constant term.
    std::vector<Secret<32, struct CoefficientTag>> coefficients(threshold.needed - 1U);
    for (auto& each : coefficients) random.fill(each.write(SecretAccess()));

    std::vector<Share> shares;
    for (std::uint8_t x = 1; x <= threshold.total; ++x) {
        Lanes value{};
        for (auto each = coefficients.rbegin(); each != coefficients.rend(); ++each) {
            add(value, load(each->reveal(SecretAccess())));
            value = times(value, x);
        }
        add(value, load(secret.reveal(SecretAccess())));

        Share share{x, {}};
        std::memcpy(share.y.write(SecretAccess()).data(), value.data(), sizeof value);
        sodium_memzero(value.data(), sizeof value);
        shares.push_back(std::move(share));
    }
    return shares;
}

Result<void> ShareSplitter::combine_into(const std::vector<Share>& shares,
                                         std::span<std::uint8_t, 32> out) {
    TRY(check_indices(shares));
    Lanes sum{};
    for (std::size_t index = 0; index < shares.size(); ++index) {
        auto term = times(load(shares[index].y.reveal(SecretAccess())), coefficient(shares, index));
        add(sum, term);
        sodium_memzero(term.data(), sizeof term);
    }
    std::memcpy(out.data(), sum.data(), out.size());
    sodium_memzero(sum.data(), sizeof sum);
    return done;
}

WipedBytes ShareSplitter::export_share(const Share& share) {
    const auto y = share.y.reveal(SecretAccess());
    WipedBytes out(y.begin(), y.end());
    out.push_back(share.x);
    return out;
}

Result<Share> ShareSplitter::import_share(View exported) {
    if (exported.size() != exported_size) {
        return Error(errors::shares_invalid, {fact("bytes", exported.size())});
    }
    Share share{exported.back(), {}};
    if (share.x == 0) return Error(errors::shares_invalid, {fact("index", 0)});
    std::copy_n(exported.begin(), 32, share.y.write(SecretAccess()).begin());
    return share;
}

}  // namespace sealwright::crypto
