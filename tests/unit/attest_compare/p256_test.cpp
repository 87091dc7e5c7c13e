#include "../crypto/vectors.hpp"
#include "forged.hpp"
#include "sealwright/attest/compare/errors.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

using namespace sealwright;
using attest::AttestationKey;
using attest::Signature;
using attest::verify_p256;

namespace {

AttestationKey key_of(const std::string& uncompressed) {
    const auto point = test::unhex(uncompressed);
    check(point.size() == 65);
    AttestationKey key;
    std::copy_n(point.begin() + 1, 32, key.x.begin());
    std::copy_n(point.begin() + 33, 32, key.y.begin());
    return key;
}

// A positive integer of at most 32 bytes in the one DER form, which it takes off the front.
std::optional<Bytes> take_integer(View& rest) {
    if (rest.size() < 3 || rest[0] != 0x02 || rest[1] == 0 || rest[1] > 33) return {};
    const std::size_t size = rest[1];
    if (rest.size() < 2 + size) return {};
    auto digits = rest.subspan(2, size);
    rest = rest.subspan(2 + size);
    if ((digits[0] & 0x80) != 0) return {};  // Negative.
    const bool padded = size > 1 && digits[0] == 0;
    if (padded && (digits[1] & 0x80) == 0) return {};  // Longer than it needs to be.
    if (padded) digits = digits.subspan(1);
    if (digits.size() > 32) return {};
    Bytes number(32 - digits.size(), 0);
    number.insert(number.end(), digits.begin(), digits.end());
    return number;
}

// The product reads r || s only; the vectors in DER are given to it through this.
std::optional<Signature> from_der(const Bytes& der) {
    if (der.size() < 2 || der[0] != 0x30 || der[1] >= 0x80 || der[1] != der.size() - 2) return {};
    auto rest = View(der).subspan(2);
    const auto r = take_integer(rest);
    const auto s = r ? take_integer(rest) : std::nullopt;
    if (!s || !rest.empty()) return {};
    Signature signature{};
    std::ranges::copy(*r, signature.begin());
    std::ranges::copy(*s, signature.begin() + 32);
    return signature;
}

std::optional<Signature> from_raw(const Bytes& raw) {
    Signature signature{};
    if (raw.size() != signature.size()) return {};
    std::ranges::copy(raw, signature.begin());
    return signature;
}

// Number of vectors on which we and the file agree.
template <class Read>
std::size_t agreed(const std::string& name, Read read) {
    std::size_t count = 0;
    for (const auto& row : test::vector_rows("wycheproof/" + name)) {
        CAPTURE(row[0]);
        const auto signature = read(test::unhex(row[4]));
        const auto message = test::unhex(row[3]);
        const bool accepted = signature && verify_p256(key_of(row[2]), message, *signature).ok();
        CHECK(accepted == (row[1] == "valid"));
        ++count;
    }
    return count;
}

const Digest order = [] {
    Digest n{};
    std::ranges::copy(
        test::unhex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"), n.begin());
    return n;
}();

Signature with_half(Signature signature, std::size_t place, const Digest& half) {
    std::ranges::copy(half, signature.begin() + static_cast<std::ptrdiff_t>(place));
    return signature;
}

}  // namespace

TEST_SUITE("attest_compare/p256") {
    TEST_CASE("every Wycheproof vector of ECDSA P-256 with SHA-256, r and s in fixed width") {
        CHECK(agreed("ecdsa_secp256r1_sha256_p1363.txt", from_raw) == 241);
    }

    TEST_CASE("every Wycheproof vector of ECDSA P-256 with SHA-256, in DER") {
        CHECK(agreed("ecdsa_secp256r1_sha256.txt", from_der) == 484);
    }

    TEST_CASE("a number of a signature that is zero, the group's order or above is refused") {
        const test::SoftwareKey key;
        const Bytes message{'q'};
        const auto good = key.sign(message);
        Digest above = order;
        above.back() += 1;
        Digest all_ones{};
        all_ones.fill(0xff);

        REQUIRE(verify_p256(key.point(), message, good));
        for (const auto& half : {Digest{}, order, above, all_ones}) {
            for (const std::size_t place : {0, 32}) {
                const auto verified =
                    verify_p256(key.point(), message, with_half(good, place, half));
                CHECK_FALSE(verified);
            }
        }
        CHECK_FALSE(verify_p256(key.point(), message, Signature{}));
    }

    TEST_CASE("a key that is no point of the curve is refused before anything is computed") {
        const test::SoftwareKey key;
        const Bytes message{'q'};
        const auto good = key.sign(message);
        auto moved = key.point();
        moved.y.back() ^= 1;
        AttestationKey large = key.point();
        large.x.fill(0xff);

        for (const auto& wrong : {moved, large, AttestationKey{}}) {
            const auto verified = verify_p256(wrong, message, good);
            REQUIRE_FALSE(verified);
            CHECK(verified.error().is(errors::quote_key_invalid));
        }
    }
}
