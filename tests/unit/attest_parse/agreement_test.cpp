// The agreement with a TPM's endorsement key, against Wycheproof.
#include "../crypto/vectors.hpp"
#include "parse/curve.hpp"

#include <doctest/doctest.h>

using namespace sealwright;

namespace {

using IsOn = bool (*)(View x, View y);
using Agree = WipedBytes (*)(View scalar, View x, View y);

void follow_wycheproof(const std::string& name, std::size_t size, IsOn is_on, Agree agree) {
    std::size_t agreed = 0;
    std::size_t refused = 0;
    // id result public private shared
    for (const auto& row : test::vector_rows("wycheproof/" + name)) {
        REQUIRE(row.size() == 5);
        const auto point = test::unhex(row[2]);
        REQUIRE(point.size() == 1 + 2 * size);
        const auto x = View(point).subspan(1, size);
        const auto y = View(point).subspan(1 + size);

        CHECK_MESSAGE((row[1] == "valid") == (point[0] == 4 && is_on(x, y)), row[0]);
        if (row[1] != "valid") {
            ++refused;
            continue;
        }
        CHECK_MESSAGE(to_hex(agree(test::unhex(row[3]), x, y)) == row[4], row[0]);
        ++agreed;
    }
    CHECK(agreed > 300);
    CHECK(refused > 0);
}

}  // namespace

TEST_SUITE("attest/agreement") {
    TEST_CASE("the agreement on P-256 gives what Wycheproof says, and only with a point of it") {
        follow_wycheproof(
            "ecdh_secp256r1_ecpoint.txt", 32, attest::is_on_p256, attest::agreed_p256);
    }

    TEST_CASE("the agreement on P-384 gives what Wycheproof says, and only with a point of it") {
        follow_wycheproof(
            "ecdh_secp384r1_ecpoint.txt", 48, attest::is_on_p384, attest::agreed_p384);
    }
}
