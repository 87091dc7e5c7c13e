#include "sealwright/crypto/hpke.hpp"

#include "sealwright/crypto/errors.hpp"
#include "vectors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::crypto;

namespace {

const test::NamedVectors& rfc() {
    static const test::NamedVectors vectors("threshold/rfc9180.txt");
    return vectors;
}

ExchangePair pair_of(const std::string& name) {
    ExchangeKey key{};
    std::ranges::copy(rfc().at(name), key.begin());
    return ExchangePair::shown(key);
}

Bytes sealed_by_rfc() {
    auto sealed = rfc().at("encapsulated");
    sealed.insert(sealed.end(), rfc().at("ciphertext").begin(), rfc().at("ciphertext").end());
    return sealed;
}

}  // namespace

TEST_SUITE("crypto/hpke") {
    TEST_CASE("sealing is that of RFC 9180 to the byte") {
        const auto receiver = pair_of("receiver");
        REQUIRE(std::ranges::equal(receiver.public_key(), rfc().at("receiver-public")));

        const auto sealed = Hpke::seal(receiver.public_key(),
                                       rfc().at("info"),
                                       rfc().at("aad"),
                                       rfc().at("plain"),
                                       pair_of("ephemeral"));

        CHECK(*sealed == sealed_by_rfc());
    }

    TEST_CASE("what RFC 9180 sealed opens for its receiver, purpose and data only") {
        const auto& info = rfc().at("info");
        const auto& data = rfc().at("aad");
        const auto sealed = sealed_by_rfc();
        const auto receiver = pair_of("receiver");

        const auto opened = Hpke::open(receiver, info, data, sealed);

        CHECK(std::ranges::equal(*opened, rfc().at("plain")));
        const auto refused = [](const Result<WipedBytes>& result) {
            return !result && result.error().is(errors::box_broken);
        };
        CHECK(refused(Hpke::open(pair_of("ephemeral"), info, data, sealed)));
        CHECK(refused(Hpke::open(receiver, data, data, sealed)));
        CHECK(refused(Hpke::open(receiver, info, info, sealed)));
    }

    TEST_CASE("what was sealed does not open with any bit changed, cut or with more behind it") {
        const auto receiver = pair_of("receiver");
        const auto opens = [&receiver](const Bytes& sealed) {
            return Hpke::open(receiver, rfc().at("info"), rfc().at("aad"), sealed).ok();
        };
        const auto sealed = sealed_by_rfc();
        for (std::size_t place = 0; place < sealed.size(); ++place) {
            // The highest bit of an X25519 key is not looked at, but what is sealed is bound to it.
            auto changed = sealed;
            changed[place] ^= 0x80;
            CHECK_FALSE(opens(changed));
            CHECK_FALSE(opens({sealed.begin(), sealed.begin() + static_cast<long>(place)}));
        }
        auto longer = sealed;
        longer.push_back(0);
        CHECK_FALSE(opens(longer));
    }

    TEST_CASE("a key with which everybody agrees on the same is not sealed to, nor opened from") {
        auto sealed = sealed_by_rfc();
        std::fill_n(sealed.begin(), 32, 0);

        CHECK(Hpke::seal({}, {}, {}, view_of("message"), pair_of("ephemeral"))
                  .error()
                  .is(errors::box_broken));
        CHECK(Hpke::open(pair_of("receiver"), rfc().at("info"), rfc().at("aad"), sealed)
                  .error()
                  .is(errors::box_broken));
    }
}
