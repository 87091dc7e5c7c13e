#include "sealwright/crypto/sealed_box.hpp"

#include "sealwright/crypto/errors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::crypto;

TEST_SUITE("crypto/sealed_box") {
    TEST_CASE("a box opens with the key that it was sealed to, and with no other") {
        const auto box = SealedBox::generate();
        const auto other = SealedBox::generate();
        const auto sealed = *SealedBox::seal(box.public_key(), view_of("0123"));

        CHECK(sealed.size() == 4 + SealedBox::overhead);
        CHECK(text_of(*box.open(sealed)) == "0123");
        CHECK(other.open(sealed).error().is(errors::box_broken));
        CHECK(box.public_key() != other.public_key());
    }

    TEST_CASE("a box with any bit changed does not open") {
        const auto box = SealedBox::generate();
        const auto sealed = *SealedBox::seal(box.public_key(), view_of("0123"));

        for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
            auto changed = sealed;
            changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            CHECK(box.open(changed).error().is(errors::box_broken));
        }
        CHECK(box.open(sealed).ok());
    }

    TEST_CASE("a box of another size does not open, and one around nothing does") {
        const auto box = SealedBox::generate();
        auto sealed = *SealedBox::seal(box.public_key(), {});
        REQUIRE(box.open(sealed));

        for (std::size_t size = 0; size < sealed.size(); ++size) {
            CHECK_FALSE(box.open(View(sealed).first(size)));
        }
        sealed.push_back(0);
        CHECK_FALSE(box.open(sealed));
    }

    TEST_CASE("sealing the same twice gives other bytes") {
        const auto box = SealedBox::generate();

        CHECK(*SealedBox::seal(box.public_key(), view_of("0123")) !=
              *SealedBox::seal(box.public_key(), view_of("0123")));
    }
}
