// Splitting a key over tokens and combining it again, with the kernel's randomness and without.
#include "meter.hpp"
#include "sealwright/crypto/shares.hpp"
#include "stopwatch.hpp"

#include <cstdio>

namespace sealwright::bench {
namespace {

// Takes the place of randomness where only the arithmetic is measured.
class NoRandom final : public Random {
public:
    void fill(std::span<std::uint8_t> out) override { std::ranges::fill(out, 0x5a); }
};

using Key = Secret<32, struct SplitKeyTag>;

double split_ns(const Stopwatch& watch, const Key& key, Random& random) {
    return watch.p50_ns([&] {
        if (crypto::ShareSplitter::split(key.ref(), {3, 5}, random).size() != 5) give_up("split");
    });
}

double combine_ns(const Stopwatch& watch, const Key& key, Random& random) {
    auto shares = crypto::ShareSplitter::split(key.ref(), {3, 5}, random);
    shares.resize(3);
    return watch.p50_ns([&] {
        if (!crypto::ShareSplitter::combine<SplitKeyTag>(shares)) give_up("combine");
    });
}

}  // namespace

int splitting(const Words& words) {
    const Stopwatch watch(std::chrono::milliseconds(words.number("run-ms", 500)), 100);
    SystemRandom random;
    NoRandom nothing;
    const auto key = crypto::ShareSplitter::fresh_key<SplitKeyTag>(random);
    const auto split = split_ns(watch, key, random);
    const auto arithmetic = split_ns(watch, key, nothing);
    const auto combined = combine_ns(watch, key, random);
    std::printf("{\"split\": %.1f, \"arithmetic\": %.1f, \"combine\": %.1f}\n",
                split,
                arithmetic,
                combined);
    return 0;
}

}  // namespace sealwright::bench
