// The key agreement below SealedBox, against Wycheproof, and what its odd points do to a box.
#include "sealwright/crypto/errors.hpp"
#include "sealwright/crypto/sealed_box.hpp"
#include "vectors.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace sealwright;
using namespace sealwright::crypto;

namespace {

const std::string no_secret(64, '0');

// Public keys with which everybody agrees on zeros, whatever his private key is.
std::set<std::string> points_of_low_order() {
    std::set<std::string> found;
    for (const auto& row : test::vector_rows("wycheproof/x25519.txt")) {
        if (row[4] == no_secret) found.insert(row[2]);
    }
    return found;
}

// What anybody can make who knows that the agreed secret is zeros: no private key goes into it.
Bytes box_from(const Bytes& low_order, const BoxPublicKey& to, View message) {
    std::array<std::uint8_t, crypto_box_NONCEBYTES> nonce{};
    crypto_generichash_state hash;
    crypto_generichash_init(&hash, nullptr, 0, nonce.size());
    crypto_generichash_update(&hash, low_order.data(), low_order.size());
    crypto_generichash_update(&hash, to.data(), to.size());
    crypto_generichash_final(&hash, nonce.data(), nonce.size());
    std::array<std::uint8_t, 32> key{};
    const std::array<std::uint8_t, 32> zeros{};
    crypto_core_hsalsa20(key.data(), zeros.data(), zeros.data(), nullptr);

    Bytes box = low_order;
    box.resize(low_order.size() + crypto_secretbox_MACBYTES + message.size());
    crypto_secretbox_easy(
        box.data() + low_order.size(), message.data(), message.size(), nonce.data(), key.data());
    return box;
}

}  // namespace

TEST_SUITE("crypto/x25519") {
    TEST_CASE("the library's X25519 gives what Wycheproof says, and no secret of zeros") {
        std::size_t refused = 0;
        // id result public private shared
        for (const auto& row : test::vector_rows("wycheproof/x25519.txt")) {
            REQUIRE(row.size() == 5);
            Bytes shared(crypto_scalarmult_BYTES);

            const auto result = crypto_scalarmult(
                shared.data(), test::unhex(row[3]).data(), test::unhex(row[2]).data());

            CHECK_MESSAGE((result == 0) == (row[4] != no_secret), row[0]);
            if (result == 0) CHECK_MESSAGE(to_hex(shared) == row[4], row[0]);
            refused += result == 0 ? 0 : 1;
        }
        CHECK(refused == 31);
    }

    TEST_CASE("a box whose key anybody knows does not open") {
        const auto box = SealedBox::generate();
        const auto points = points_of_low_order();
        REQUIRE(points.size() >= 7);

        for (const auto& point : points) {
            CAPTURE(point);
            const auto forged = box_from(test::unhex(point), box.public_key(), view_of("a PIN"));

            CHECK(box.open(forged).error().is(errors::box_broken));
        }
    }

    TEST_CASE("nothing is sealed to a public key with which everybody agrees") {
        for (const auto& point : points_of_low_order()) {
            CAPTURE(point);
            BoxPublicKey to{};
            const auto bytes = test::unhex(point);
            std::copy(bytes.begin(), bytes.end(), to.begin());

            const auto sealed = SealedBox::seal(to, view_of("a PIN"));

            REQUIRE_FALSE(sealed.ok());
            CHECK(sealed.error().is(errors::box_broken));
        }
    }
}
