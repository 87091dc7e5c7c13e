#include "vectors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;

TEST_SUITE("crypto/aead") {
    TEST_CASE("the library's XChaCha20-Poly1305 opens and seals what Wycheproof says") {
        std::size_t refused = 0;
        // id result key iv aad msg ct tag
        for (const auto& row : test::vector_rows("wycheproof/xchacha20_poly1305.txt")) {
            REQUIRE(row.size() == 8);
            const auto key = test::unhex(row[2]);
            const auto nonce = test::unhex(row[3]);
            const auto data = test::unhex(row[4]);
            const auto sealed = test::unhex(row[6] + row[7]);
            Bytes opened(sealed.size() - 16);
            const auto result = crypto_aead_xchacha20poly1305_ietf_decrypt(opened.data(),
                                                                           nullptr,
                                                                           nullptr,
                                                                           sealed.data(),
                                                                           sealed.size(),
                                                                           data.data(),
                                                                           data.size(),
                                                                           nonce.data(),
                                                                           key.data());
            CHECK_MESSAGE((result == 0) == (row[1] == "valid"), row[0]);
            refused += row[1] == "invalid" ? 1 : 0;
            if (row[1] != "valid") continue;

            Bytes again(sealed.size());
            crypto_aead_xchacha20poly1305_ietf_encrypt(again.data(),
                                                       nullptr,
                                                       opened.data(),
                                                       opened.size(),
                                                       data.data(),
                                                       data.size(),
                                                       nullptr,
                                                       nonce.data(),
                                                       key.data());
            CHECK_MESSAGE(to_hex(opened) == row[5], row[0]);
            CHECK_MESSAGE(again == sealed, row[0]);
        }
        CHECK(refused == 60);
    }
}
