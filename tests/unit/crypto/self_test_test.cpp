#include "sealwright/crypto/self_test.hpp"

#include <doctest/doctest.h>
#include <sodium.h>

#include <array>

using namespace sealwright;

TEST_SUITE("crypto/self_test") {
    TEST_CASE("the library of this machine takes no point of mixed order for one") {
        CHECK(crypto::self_test().ok());
    }

    // The point that the test tries is the one of the advisory: B plus the point of order 2.
    TEST_CASE("the point that the self-test tries lies on the curve, outside of the group") {
        std::array<unsigned char, 32> base{};
        std::array<unsigned char, 32> order_two{};
        std::array<unsigned char, 32> sum{};
        base.fill(0x66);
        base.front() = 0x58;
        order_two.fill(0xff);
        order_two.front() = 0xec;
        order_two.back() = 0x7f;
        std::array<unsigned char, 32> tried{};
        tried.fill(0x99);
        tried.front() = 0x95;

        REQUIRE(crypto_core_ed25519_add(sum.data(), base.data(), order_two.data()) == 0);

        CHECK(sum == tried);
    }
}
