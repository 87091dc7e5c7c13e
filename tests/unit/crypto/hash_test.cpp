#include "sealwright/crypto/hash.hpp"

#include "vectors.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace sealwright;
using crypto::th;

TEST_SUITE("crypto/hash") {
    TEST_CASE("SHA-256 is that of FIPS 180-4") {
        CHECK(to_hex(crypto::sha256(view_of("abc"))) ==
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        CHECK(to_hex(crypto::sha256({})) ==
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    TEST_CASE("TH tells every tag and every cut of its parts apart") {
        const Bytes a{'a'};
        const Bytes b{'b'};
        const Bytes ab{'a', 'b'};
        const std::set<Digest> digests{th("t", {}),
                                       th("t", {View()}),
                                       th("t", {View(), View()}),
                                       th("t", {ab}),
                                       th("t", {a, b}),
                                       th("t", {b, a}),
                                       th("t", {ab, View()}),
                                       th("t", {View(), ab}),
                                       th("ta", {b}),
                                       th("tab", {}),
                                       th("", {ab})};

        CHECK(digests.size() == 11);
    }

    TEST_CASE("bytes are equal when size and every byte are") {
        const Bytes bytes{1, 2, 3};

        CHECK(crypto::equal(bytes, Bytes{1, 2, 3}));
        CHECK(crypto::equal({}, {}));
        CHECK_FALSE(crypto::equal(bytes, Bytes{1, 2}));
        CHECK_FALSE(crypto::equal(bytes, {}));
        for (std::size_t place = 0; place < bytes.size(); ++place) {
            auto other = bytes;
            other[place] ^= 0x80;
            CHECK_FALSE(crypto::equal(bytes, other));
        }
    }
}
