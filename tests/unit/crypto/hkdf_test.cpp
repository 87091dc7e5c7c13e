#include "ends_itself.hpp"
#include "sealwright/crypto/derive.hpp"
#include "secret_bytes.hpp"
#include "vectors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::crypto;

namespace {

using Derive = void (*)(View, View, View, std::span<std::uint8_t>);

// id result ikm salt info size okm
void follow_wycheproof(Derive derive, const std::string& file, std::size_t size_max) {
    std::size_t refused = 0;
    for (const auto& row : test::vector_rows("wycheproof/" + file)) {
        REQUIRE(row.size() == 7);
        const auto size = std::stoul(row[5]);
        if (row[1] == "invalid") {
            // The only thing that can be wrong with an ask for HKDF: it is for too much.
            REQUIRE(size > size_max);
            Bytes out(size);
            CHECK(test::ends_itself([&] { derive({}, {}, {}, out); }));
            ++refused;
            continue;
        }
        Bytes okm(size);
        derive(test::unhex(row[3]), test::unhex(row[2]), test::unhex(row[4]), okm);
        CHECK_MESSAGE(to_hex(okm) == row[6], row[0]);
    }
    CHECK(refused == 3);
}

}  // namespace

TEST_SUITE("crypto/hkdf") {
    TEST_CASE("HKDF-SHA256 gives what Wycheproof says") {
        follow_wycheproof(hkdf_sha256, "hkdf_sha256.txt", std::size_t{255} * 32);
    }

    TEST_CASE("HKDF-SHA512 gives what Wycheproof says") {
        follow_wycheproof(hkdf_sha512, "hkdf_sha512.txt", std::size_t{255} * 64);
    }

    TEST_CASE("HKDF-SHA256 gives what RFC 5869 says, expansion alone included") {
        // id ikm salt info prk okm
        for (const auto& row : test::vector_rows("rfc5869.txt")) {
            REQUIRE(row.size() == 6);
            const auto info = test::unhex(row[3]);
            Bytes whole(row[5].size() / 2);
            auto expanded = whole;

            hkdf_sha256(test::unhex(row[2]), test::unhex(row[1]), info, whole);
            hkdf_sha256_expand(test::unhex(row[4]), info, expanded);

            CHECK_MESSAGE(to_hex(whole) == row[5], row[0]);
            CHECK_MESSAGE(to_hex(expanded) == row[5], row[0]);
        }
    }

    TEST_CASE("a key for another purpose, subject, version or data key is another key") {
        const auto data_key = test::key_of(1);
        const Bytes subject(16, 2);
        const auto derived = [&](const test::AnyKey& key,
                                 std::string_view purpose,
                                 View of,
                                 std::uint32_t version) {
            return test::bytes_of(KeyDeriver::record_key(key.ref(), purpose, of, version).ref());
        };

        const auto key = derived(data_key, "row", subject, 1);

        CHECK(derived(data_key, "row", subject, 1) == key);
        CHECK(derived(data_key, "journal", subject, 1) != key);
        CHECK(derived(data_key, "row", Bytes(16, 3), 1) != key);
        CHECK(derived(data_key, "row", subject, 2) != key);
        CHECK(derived(test::key_of(2), "row", subject, 1) != key);
    }

    TEST_CASE("purpose and subject cannot run into each other") {
        const auto key = test::key_of(1);

        const auto one = KeyDeriver::record_key(key.ref(), "ab", view_of("c"), 1);
        const auto other = KeyDeriver::record_key(key.ref(), "a", view_of("bc"), 1);

        CHECK(test::bytes_of(one.ref()) != test::bytes_of(other.ref()));
    }
}
