#include "sealwright/crypto/shares.hpp"

#include "ends_itself.hpp"
#include "sealwright/crypto/errors.hpp"
#include "secret_bytes.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::crypto;
using Combined = struct CombinedTag;

namespace {

Share share_of(std::uint8_t x, std::uint8_t y) {
    return {x, test::secret_of<ShareTag>(Bytes(32, y))};
}

std::vector<Share> some_of(const std::vector<Share>& shares,
                           const std::vector<std::size_t>& which) {
    std::vector<Share> some;
    for (const auto index : which) {
        some.push_back(*ShareSplitter::import_share(ShareSplitter::export_share(shares[index])));
    }
    return some;
}

Bytes combined(const std::vector<Share>& shares) {
    const auto secret = ShareSplitter::combine<Combined>(shares);
    REQUIRE(secret);
    return test::bytes_of(secret->ref());
}

std::vector<Share> split(const test::AnyKey& secret, Threshold threshold) {
    test::SeededRandom random;
    return ShareSplitter::split(secret.ref(), threshold, random);
}

// The textbook product, to check the shares against their definition.
std::uint8_t product(std::uint8_t left, std::uint8_t right) {
    std::uint8_t sum = 0;
    for (unsigned bit = 0; bit < 8; ++bit) {
        if ((right >> bit & 1U) != 0) sum ^= left;
        left = static_cast<std::uint8_t>(left << 1U ^ ((left & 0x80U) != 0 ? 0x1bU : 0U));
    }
    return sum;
}

}  // namespace

TEST_SUITE("crypto/shares") {
    TEST_CASE("every choice of 3 of 5 shares, in any order, is the secret") {
        const auto secret = test::secret_of<test::AnyKeyTag>(Bytes(32, 0x5a));
        const auto shares = split(secret, {3, 5});
        std::size_t choices = 0;

        for (std::size_t a = 0; a < 5; ++a) {
            for (std::size_t b = 0; b < 5; ++b) {
                for (std::size_t c = 0; c < 5; ++c) {
                    if (a == b || b == c || a == c) continue;
                    ++choices;
                    CHECK(combined(some_of(shares, {a, b, c})) == Bytes(32, 0x5a));
                }
            }
        }
        CHECK(choices == 60);
        CHECK(combined(some_of(shares, {0, 1, 2, 3})) == Bytes(32, 0x5a));
        CHECK(combined(shares) == Bytes(32, 0x5a));
    }

    TEST_CASE("fewer shares than the threshold do not give the secret") {
        const auto secret = test::key_of(0x5a);
        const auto shares = split(secret, {3, 5});

        for (std::size_t a = 0; a < 5; ++a) {
            for (std::size_t b = a + 1; b < 5; ++b) {
                CHECK(combined(some_of(shares, {a, b})) != Bytes(32, 0x5a));
            }
        }
    }

    TEST_CASE("every secret byte is possible under one share of a 2-of-2 splitting") {
        // Perfect secrecy in the small: with share 1 fixed, each secret has exactly one
        // coefficient.
        std::vector<bool> seen(256);
        for (int coefficient = 0; coefficient < 256; ++coefficient) {
            const auto secret = static_cast<std::uint8_t>(0x33 ^ coefficient);
            test::FixedRandom random(Bytes(32, static_cast<std::uint8_t>(coefficient)));
            const auto shares = ShareSplitter::split(test::key_of(secret).ref(), {2, 2}, random);
            CHECK(test::bytes_of(shares[0].y.ref()) == Bytes(32, 0x33));
            seen[secret] = true;
        }
        CHECK(std::count(seen.begin(), seen.end(), true) == 256);
    }

    TEST_CASE("a share is the polynomial at its x, for every coefficient and every x") {
        for (int coefficient = 0; coefficient < 256; ++coefficient) {
            const auto byte = static_cast<std::uint8_t>(coefficient);
            test::FixedRandom random(Bytes(32, byte));
            const auto shares = ShareSplitter::split(test::key_of(0).ref(), {2, 64}, random);
            REQUIRE(random.is_used_up());
            for (const auto& share : shares) {
                CHECK(ShareSplitter::export_share(share).front() == product(byte, share.x));
            }
        }
    }

    TEST_CASE("every non-zero x has an inverse: two shares at any two places combine") {
        // With y = c at x and 0 at x', the secret is c·x'·(x+x')^-1, so its product with x+x' is
        // c·x'.
        for (int one = 1; one < 256; ++one) {
            for (int other = one % 5 + 1; other < 256; other += 5) {
                if (one == other) continue;
                const auto x = static_cast<std::uint8_t>(one);
                const auto far = static_cast<std::uint8_t>(other);
                std::vector<Share> shares;
                shares.push_back(share_of(x, 0x57));
                shares.push_back(share_of(far, 0));

                const auto secret = ShareSplitter::combine<ShareTag>(shares);

                REQUIRE(secret);
                const auto byte = test::bytes_of(secret->ref()).front();
                CHECK(product(byte, static_cast<std::uint8_t>(x ^ far)) == product(0x57, far));
            }
        }
    }

    TEST_CASE("64 of 64 shares give the secret, and 63 do not") {
        const auto secret = test::key_of(0xc3);
        auto shares = split(secret, {64, 64});

        CHECK(combined(shares) == Bytes(32, 0xc3));
        shares.pop_back();
        CHECK(combined(shares) != Bytes(32, 0xc3));
    }

    TEST_CASE("a top coefficient of zero is a splitting like any other") {
        test::FixedRandom random(Bytes(64, 0));
        const auto shares = ShareSplitter::split(test::key_of(0x77).ref(), {3, 3}, random);

        for (const auto& share : shares) CHECK(test::bytes_of(share.y.ref()) == Bytes(32, 0x77));
        CHECK(combined(shares) == Bytes(32, 0x77));
    }

    TEST_CASE("an index of 0, one index twice, one share and none are refused") {
        const auto refused = [](std::vector<Share> shares) {
            const auto before = SecretPool::in_use();
            const auto secret = ShareSplitter::combine<Combined>(shares);
            return !secret && secret.error().is(errors::shares_invalid) &&
                   SecretPool::in_use() == before;
        };
        const auto pair = [](Share one, Share other) {
            std::vector<Share> shares;
            shares.push_back(std::move(one));
            shares.push_back(std::move(other));
            return shares;
        };
        std::vector<Share> single;
        single.push_back(share_of(1, 1));

        CHECK(refused({}));
        CHECK(refused(std::move(single)));
        CHECK(refused(pair(share_of(0, 1), share_of(1, 1))));
        CHECK(refused(pair(share_of(1, 1), share_of(0, 1))));
        CHECK(refused(pair(share_of(7, 1), share_of(7, 1))));
        CHECK(refused(pair(share_of(7, 1), share_of(7, 2))));
    }

    TEST_CASE("an exported share comes back, and any other size or an x of 0 is refused") {
        const auto exported = ShareSplitter::export_share(share_of(9, 0x44));
        const auto back = ShareSplitter::import_share(exported);

        REQUIRE(back);
        CHECK(exported.size() == ShareSplitter::exported_size);
        CHECK(exported.back() == 9);
        CHECK(back->x == 9);
        CHECK(test::bytes_of(back->y.ref()) == Bytes(32, 0x44));
        for (std::size_t size = 0; size < 70; ++size) {
            CHECK(ShareSplitter::import_share(Bytes(size, 1)).ok() == (size == 33));
        }
        CHECK(ShareSplitter::import_share(Bytes(33, 0)).error().is(errors::shares_invalid));
    }

    TEST_CASE("a threshold is 2 <= k <= n <= 64, and splitting with another ends the process") {
        for (int needed = 0; needed < 256; ++needed) {
            for (int total = 0; total < 256; ++total) {
                const Threshold threshold{static_cast<std::uint8_t>(needed),
                                          static_cast<std::uint8_t>(total)};
                CHECK(threshold.is_valid() == (needed >= 2 && needed <= total && total <= 64));
            }
        }
        const auto secret = test::key_of(1);
        CHECK(test::ends_itself([&] { split(secret, {1, 3}); }));
        CHECK(test::ends_itself([&] { split(secret, {2, 65}); }));
    }

    TEST_CASE("splitting twice gives other shares") {
        const auto secret = test::key_of(1);
        test::SeededRandom random;

        const auto one = ShareSplitter::split(secret.ref(), {2, 2}, random);
        const auto other = ShareSplitter::split(secret.ref(), {2, 2}, random);

        CHECK(test::bytes_of(one[0].y.ref()) != test::bytes_of(other[0].y.ref()));
        CHECK(combined(one) == combined(other));
    }
}
