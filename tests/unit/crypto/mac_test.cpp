// The HMACs below our HKDF and inside every token: what the library computes, against Wycheproof.
#include "vectors.hpp"

#include <doctest/doctest.h>
#include <sodium.h>

using namespace sealwright;

namespace {

Bytes hmac_sha256(const Bytes& key, const Bytes& message) {
    Bytes tag(crypto_auth_hmacsha256_BYTES);
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key.data(), key.size());
    crypto_auth_hmacsha256_update(&state, message.data(), message.size());
    crypto_auth_hmacsha256_final(&state, tag.data());
    return tag;
}

Bytes hmac_sha512(const Bytes& key, const Bytes& message) {
    Bytes tag(crypto_auth_hmacsha512_BYTES);
    crypto_auth_hmacsha512_state state;
    crypto_auth_hmacsha512_init(&state, key.data(), key.size());
    crypto_auth_hmacsha512_update(&state, message.data(), message.size());
    crypto_auth_hmacsha512_final(&state, tag.data());
    return tag;
}

// id result key msg tag; some tags are only the first half.
void follow_wycheproof(Bytes (*hmac)(const Bytes&, const Bytes&), const std::string& file) {
    std::size_t right = 0;
    std::size_t wrong = 0;
    for (const auto& row : test::vector_rows("wycheproof/" + file)) {
        REQUIRE(row.size() == 5);
        const auto tag = to_hex(hmac(test::unhex(row[2]), test::unhex(row[3])));
        const auto is_valid = row[1] == "valid";

        CHECK_MESSAGE(tag.starts_with(row[4]) == is_valid, row[0]);
        (is_valid ? right : wrong) += 1;
    }
    CHECK(right == 66);
    CHECK(wrong == 108);
}

}  // namespace

TEST_SUITE("crypto/mac") {
    TEST_CASE("the library's HMAC-SHA256 gives what Wycheproof says") {
        follow_wycheproof(hmac_sha256, "hmac_sha256.txt");
    }

    TEST_CASE("the library's HMAC-SHA512 gives what Wycheproof says") {
        follow_wycheproof(hmac_sha512, "hmac_sha512.txt");
    }
}
