#include "sealwright/crypto/exchange.hpp"

#include "secret_bytes.hpp"
#include "vectors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::crypto;

namespace {

ExchangePair pair_of(View secret) {
    return ExchangePair(test::secret_of<ExchangeSecretTag>(secret));
}

ExchangeKey key_of(const Bytes& bytes) {
    ExchangeKey key{};
    check(bytes.size() == key.size());
    std::copy(bytes.begin(), bytes.end(), key.begin());
    return key;
}

}  // namespace

TEST_SUITE("crypto/exchange") {
    TEST_CASE("a pair agrees on what Wycheproof says, and on nothing where that is zeros") {
        const std::string zeros(64, '0');
        std::size_t refused = 0;
        // id result public private shared
        for (const auto& row : test::vector_rows("wycheproof/x25519.txt")) {
            REQUIRE(row.size() == 5);
            const auto agreed = pair_of(test::unhex(row[3])).agree(key_of(test::unhex(row[2])));

            CHECK_MESSAGE(agreed.has_value() == (row[4] != zeros), row[0]);
            if (agreed) CHECK_MESSAGE(to_hex(test::bytes_of(agreed->ref())) == row[4], row[0]);
            refused += agreed ? 0 : 1;
        }
        CHECK(refused == 31);
    }

    TEST_CASE("a public key is what its private half makes of the base point, for both ends") {
        const ExchangeKey base_point{9};  // RFC 7748 section 4.1.
        const auto one = pair_of(Bytes(32, 1));
        const auto other = pair_of(Bytes(32, 2));

        CHECK(test::bytes_of(one.agree(base_point)->ref()) ==
              Bytes(one.public_key().begin(), one.public_key().end()));
        CHECK(test::bytes_of(one.agree(other.public_key())->ref()) ==
              test::bytes_of(other.agree(one.public_key())->ref()));
    }

    TEST_CASE("a fresh pair is new each time, and is wiped when it dies") {
        const auto before = SecretPool::in_use();
        {
            test::SeededRandom random;
            const auto one = ExchangePair::generate(random);
            const auto other = ExchangePair::generate(random);

            CHECK(one.public_key() != other.public_key());
            CHECK(SecretPool::in_use() == before + 2);
        }
        CHECK(SecretPool::in_use() == before);
    }
}
