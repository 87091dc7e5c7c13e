#include "sealwright/crypto/sign.hpp"

#include "sealwright/crypto/errors.hpp"
#include "secret_bytes.hpp"
#include "vectors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::crypto;

namespace {

template <class Array>
Array array_of(const std::string& digits) {
    const auto bytes = test::unhex(digits);
    Array array{};
    REQUIRE(bytes.size() == array.size());
    std::copy(bytes.begin(), bytes.end(), array.begin());
    return array;
}

}  // namespace

TEST_SUITE("crypto/sign") {
    TEST_CASE("a seed gives the public key and signature that RFC 8032 says") {
        // id seed public message signature
        for (const auto& row : test::vector_rows("rfc8032.txt")) {
            REQUIRE(row.size() == 5);
            const auto seed = test::secret_of<SigningSeedTag>(test::unhex(row[1]));

            CHECK_MESSAGE(to_hex(Signer::public_key(seed)) == row[2], row[0]);
            CHECK_MESSAGE(to_hex(Signer::sign(seed, test::unhex(row[3]))) == row[4], row[0]);
        }
    }

    TEST_CASE("a signature verifies when Wycheproof says so, and not otherwise") {
        std::size_t refused = 0;
        // id result public message signature
        for (const auto& row : test::vector_rows("wycheproof/ed25519.txt")) {
            REQUIRE(row.size() == 5);
            const auto verified = verify(
                array_of<PublicKey>(row[2]), test::unhex(row[3]), array_of<Signature>(row[4]));

            CHECK_MESSAGE(verified.ok() == (row[1] == "valid"), row[0]);
            refused += verified ? 0 : 1;
        }
        CHECK(refused > 40);
    }

    TEST_CASE("a signature of another message, by another key or with any bit changed is refused") {
        const auto seed = test::secret_of<SigningSeedTag>(Bytes(32, 1));
        const auto other = test::secret_of<SigningSeedTag>(Bytes(32, 2));
        const auto key = Signer::public_key(seed);
        const auto signature = Signer::sign(seed, view_of("message"));

        REQUIRE(verify(key, view_of("message"), signature));
        CHECK(verify(key, view_of("messagE"), signature).error().is(errors::signature_invalid));
        CHECK_FALSE(verify(Signer::public_key(other), view_of("message"), signature));
        for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
            auto changed = signature;
            changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            CHECK_FALSE(verify(key, view_of("message"), changed));
        }
    }

    TEST_CASE("the key of all zeros signs nothing") {
        CHECK_FALSE(verify(PublicKey{}, view_of("message"), Signature{}));
    }

    TEST_CASE("signing leaves no slot of the secret pool behind") {
        const auto seed = test::secret_of<SigningSeedTag>(Bytes(32, 1));
        const auto before = SecretPool::in_use();

        Signer::sign(seed, view_of("message"));

        CHECK(SecretPool::in_use() == before);
    }
}
