#include "sealwright/crypto/seal.hpp"

#include "sealwright/crypto/errors.hpp"
#include "secret_bytes.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::crypto;

namespace {

const Bytes data{'r', 'o', 'w', '/', '7'};
constexpr std::size_t commitment_at = 2 + 32;
constexpr std::size_t body_at = 2 + 32 + 32;

Bytes sealed_by(const test::AnyKey& key, View plaintext = view_of("plaintext")) {
    test::SeededRandom random;
    return RecordSealer::seal(key.ref(), data, plaintext, random);
}

// suite || salt || the commitment to `committed` || a body that is right under `used`.
Bytes forged(const CommittedKey& used, const Digest& committed, View salt) {
    Bytes sealed{0x01, 0x01};
    sealed.insert(sealed.end(), salt.begin(), salt.end());
    sealed.insert(sealed.end(), committed.begin(), committed.end());
    const auto key = test::bytes_of(used.key.ref());
    const std::array<std::uint8_t, 24> nonce{};
    sealed.resize(body_at + 5 + 16);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + body_at,
                                               nullptr,
                                               view_of("hello").data(),
                                               5,
                                               data.data(),
                                               data.size(),
                                               nullptr,
                                               nonce.data(),
                                               key.data());
    return sealed;
}

}  // namespace

TEST_SUITE("crypto/seal") {
    TEST_CASE("what was sealed opens again, whatever its size") {
        const auto key = test::key_of(1);
        for (const std::size_t size : {0U, 1U, 63U, 64U, 65U, 70'000U}) {
            const Bytes plaintext(size, 0x61);

            const auto sealed = sealed_by(key, plaintext);
            const auto opened = RecordSealer::open(key.ref(), data, sealed);

            CHECK(sealed.size() == size + RecordSealer::overhead);
            REQUIRE(opened);
            CHECK(text_of(*opened) == text_of(plaintext));
        }
    }

    TEST_CASE("sealing the same twice gives other bytes") {
        const auto key = test::key_of(1);
        test::SeededRandom random;

        CHECK(RecordSealer::seal(key.ref(), data, data, random) !=
              RecordSealer::seal(key.ref(), data, data, random));
    }

    TEST_CASE("sealed bytes with any bit changed do not open") {
        const auto key = test::key_of(1);
        const auto sealed = sealed_by(key);

        for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
            auto changed = sealed;
            changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            const auto opened = RecordSealer::open(key.ref(), data, changed);
            REQUIRE_FALSE(opened);
            CHECK(opened.error().is(bit < 16 ? errors::suite_unknown : errors::seal_broken));
        }
        CHECK(RecordSealer::open(key.ref(), data, sealed).ok());
    }

    TEST_CASE("sealed bytes that are shorter or longer do not open") {
        const auto key = test::key_of(1);
        auto sealed = sealed_by(key);

        for (std::size_t size = 0; size < sealed.size(); ++size) {
            CHECK_FALSE(RecordSealer::open(key.ref(), data, View(sealed).first(size)));
        }
        sealed.push_back(0);
        CHECK_FALSE(RecordSealer::open(key.ref(), data, sealed));
    }

    TEST_CASE("with any other associated data nothing opens") {
        const auto key = test::key_of(1);
        const auto sealed = sealed_by(key);

        for (std::size_t bit = 0; bit < data.size() * 8; ++bit) {
            auto other = data;
            other[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            CHECK(RecordSealer::open(key.ref(), other, sealed).error().is(errors::seal_broken));
        }
        CHECK_FALSE(RecordSealer::open(key.ref(), {}, sealed));
        CHECK_FALSE(RecordSealer::open(key.ref(), View(data).first(4), sealed));
    }

    TEST_CASE("with any other key nothing opens") {
        const auto sealed = sealed_by(test::key_of(1));

        for (std::size_t bit = 0; bit < 256; ++bit) {
            Bytes other(32, 1);
            other[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            const auto key = test::secret_of<test::AnyKeyTag>(other);
            CHECK(RecordSealer::open(key.ref(), data, sealed).error().is(errors::seal_broken));
        }
    }

    TEST_CASE("a body that is right under the key does not open without the key's commitment") {
        const auto mine = test::key_of(1);
        const auto other = test::key_of(2);
        const Bytes salt(32, 9);
        const auto my_key = KeyDeriver::row_key(mine.ref(), salt, data);
        const auto other_key = KeyDeriver::row_key(other.ref(), salt, data);

        const auto honest = forged(my_key, my_key.commitment, salt);
        const auto crossed = forged(my_key, other_key.commitment, salt);
        const auto nobodys = forged(my_key, Digest{}, salt);

        CHECK(text_of(*RecordSealer::open(mine.ref(), data, honest)) == "hello");
        CHECK(RecordSealer::open(mine.ref(), data, crossed).error().is(errors::seal_broken));
        CHECK(RecordSealer::open(other.ref(), data, crossed).error().is(errors::seal_broken));
        CHECK(RecordSealer::open(mine.ref(), data, nobodys).error().is(errors::seal_broken));
    }

    TEST_CASE("a sealed key opens into guarded memory, and only if it is 32 bytes") {
        const auto key = test::key_of(1);
        const auto inner = test::key_of(7);
        test::SeededRandom random;
        const auto sealed = RecordSealer::seal_key(key.ref(), data, inner, random);

        const auto opened = RecordSealer::open_key<struct InnerTag>(key.ref(), data, sealed);

        REQUIRE(opened);
        CHECK(test::bytes_of(opened->ref()) == Bytes(32, 7));
        for (const std::size_t size : {0U, 31U, 33U, 64U}) {
            const auto before = SecretPool::in_use();
            const auto odd = RecordSealer::open_key<struct InnerTag>(
                key.ref(), data, sealed_by(key, Bytes(size, 7)));
            CHECK(odd.error().is(errors::seal_broken));
            CHECK(SecretPool::in_use() == before);
        }
    }

    TEST_CASE("an envelope is not taken for a row, nor a row for an envelope") {
        const auto key = test::key_of(1);
        const auto share = test::key_of(7);
        auto out = test::secret_of<ShareTag>(Bytes(32, 0x11));
        const auto row = sealed_by(key, Bytes(32, 7));
        const auto envelope = RecordSealer::seal_envelope(key.ref(), Salt{}, data, share.ref());

        const auto as_row = RecordSealer::open(key.ref(), data, envelope);
        const auto as_envelope = RecordSealer::open_envelope(key.ref(), data, row, out);

        CHECK(as_row.error().is(errors::suite_unknown));
        CHECK(as_envelope.error().is(errors::suite_unknown));
        CHECK(RecordSealer::envelope_salt(row).error().is(errors::suite_unknown));
        CHECK(test::bytes_of(out.ref()) == Bytes(32, 0x11));
    }

    TEST_CASE("every suite but its own is refused") {
        const auto key = test::key_of(1);
        auto sealed = sealed_by(key);

        for (int suite = 0; suite < 0x10000; ++suite) {
            sealed[0] = static_cast<std::uint8_t>(suite >> 8);
            sealed[1] = static_cast<std::uint8_t>(suite);
            CHECK(RecordSealer::open(key.ref(), data, sealed).ok() == (suite == 0x0101));
        }
    }
}
