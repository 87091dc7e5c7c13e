// Shares that HashiCorp's vault/shamir made, and shares of ours that it combined.
#include "secret_bytes.hpp"
#include "vectors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::crypto;

namespace {

// who k n secret coefficients shares
struct Vector {
    explicit Vector(const std::vector<std::string>& row)
        : who(row.at(0)),
          threshold{static_cast<std::uint8_t>(std::stoul(row.at(1))),
                    static_cast<std::uint8_t>(std::stoul(row.at(2)))},
          secret(test::unhex(row.at(3))),
          coefficients(test::unhex(row.at(4))),
          shares(test::unhex(row.at(5))) {}

    std::string who;
    Threshold threshold;
    Bytes secret;
    Bytes coefficients;
    Bytes shares;  // n times 33 bytes.
};

std::vector<Vector> vectors(const std::string& who) {
    std::vector<Vector> chosen;
    for (const auto& row : test::vector_rows("shamir.txt")) {
        if (row.front() == who) chosen.emplace_back(row);
    }
    return chosen;
}

std::vector<Share> imported(const Vector& vector, std::size_t from, std::size_t count) {
    std::vector<Share> shares;
    for (std::size_t index = from; index < from + count; ++index) {
        shares.push_back(*ShareSplitter::import_share(View(vector.shares).subspan(index * 33, 33)));
    }
    return shares;
}

}  // namespace

TEST_SUITE("crypto/shares_vault") {
    TEST_CASE("shares that the vault's own code split combine to its secret") {
        const auto theirs = vectors("theirs");
        REQUIRE(theirs.size() == 9);
        for (const auto& vector : theirs) {
            const std::size_t needed = vector.threshold.needed;
            const std::size_t total = vector.threshold.total;
            for (std::size_t from = 0; from + needed <= total; ++from) {
                const auto secret =
                    ShareSplitter::combine<struct TheirsTag>(imported(vector, from, needed));

                REQUIRE(secret);
                CHECK(test::bytes_of(secret->ref()) == vector.secret);
            }
        }
    }

    TEST_CASE("our shares are those that the vault's own code combined to the secret") {
        const auto ours = vectors("ours");
        REQUIRE(ours.size() == 5);
        for (const auto& vector : ours) {
            const auto secret = test::secret_of<test::AnyKeyTag>(vector.secret);
            test::FixedRandom random(vector.coefficients);

            const auto shares = ShareSplitter::split(secret.ref(), vector.threshold, random);

            CHECK(random.is_used_up());
            Bytes all;
            for (const auto& share : shares) {
                const auto exported = ShareSplitter::export_share(share);
                all.insert(all.end(), exported.begin(), exported.end());
            }
            CHECK(all == vector.shares);
        }
    }
}
