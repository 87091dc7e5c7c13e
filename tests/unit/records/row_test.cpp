#include "sealwright/records/row.hpp"

#include "sealwright/crypto/errors.hpp"
#include "sealwright/crypto/shares.hpp"
#include "seeded_random.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace sealwright;

namespace {

using Key = Secret<32, struct RowTestKeyTag>;

Key fresh_key(std::uint8_t seed = 3) {
    test::SeededRandom random(seed);
    return crypto::ShareSplitter::fresh_key<RowTestKeyTag>(random);
}

records::RowPlace some_place() {
    records::RowPlace place;
    place.key = "vault/01";
    place.subject.fill(7);
    place.environment = "staging";
    place.purpose = "row";
    place.key_version = 1;
    place.row_version = 4;
    return place;
}

// The same place, but one field; and texts that only differ in where one ends.
std::vector<records::RowPlace> other_places() {
    std::vector<records::RowPlace> others(10, some_place());
    others[0].key = "vault/02";
    others[1].subject.back() ^= 1U;
    others[2].environment = "production";
    others[3].purpose = "seal-key";
    others[4].key_version = 2;
    others[5].row_version = 3;
    others[6].row_version = 5;
    others[7].key = "";
    others[8].environment = "stagingr";
    others[8].purpose = "ow";
    std::swap(others[9].environment, others[9].purpose);
    return others;
}

}  // namespace

TEST_SUITE("records/row") {
    TEST_CASE("a row opens at its own place, with its own key") {
        const auto key = fresh_key();
        test::SeededRandom random;

        for (const auto* plaintext : {"", "x", "a longer row of a vault"}) {
            const auto sealed =
                records::seal_row(key.ref(), some_place(), view_of(plaintext), random);
            const auto opened = records::open_row(key.ref(), some_place(), sealed);

            REQUIRE(opened.ok());
            CHECK(text_of(*opened) == plaintext);
        }
    }

    TEST_CASE("the associated data of a row differs when any field of its place differs") {
        std::set<Bytes> seen{records::associated_data(some_place())};

        for (const auto& other : other_places()) seen.insert(records::associated_data(other));

        CHECK(seen.size() == other_places().size() + 1);
    }

    TEST_CASE("a row that was moved to any other place does not open") {
        const auto key = fresh_key();
        test::SeededRandom random;
        const auto sealed = records::seal_row(key.ref(), some_place(), view_of("row"), random);

        for (const auto& other : other_places()) {
            const auto opened = records::open_row(key.ref(), other, sealed);
            REQUIRE_FALSE(opened.ok());
            CHECK(opened.error().is(errors::seal_broken));
        }
    }

    TEST_CASE("a row does not open with another key") {
        test::SeededRandom random;
        const auto sealed =
            records::seal_row(fresh_key(3).ref(), some_place(), view_of("row"), random);

        CHECK_FALSE(records::open_row(fresh_key(4).ref(), some_place(), sealed).ok());
    }

    TEST_CASE("every changed byte and every part of a sealed row is refused") {
        const auto key = fresh_key();
        test::SeededRandom random;
        const auto sealed = records::seal_row(key.ref(), some_place(), view_of("row"), random);

        for (std::size_t at = 0; at < sealed.size(); ++at) {
            auto changed = sealed;
            changed[at] ^= 1U;
            CHECK_FALSE(records::open_row(key.ref(), some_place(), changed).ok());
            CHECK_FALSE(records::open_row(key.ref(), some_place(), View(sealed).first(at)).ok());
        }
    }

    TEST_CASE("the same row sealed twice has nothing in common but its suite") {
        const auto key = fresh_key();
        test::SeededRandom random;

        const auto first = records::seal_row(key.ref(), some_place(), view_of("row"), random);
        const auto second = records::seal_row(key.ref(), some_place(), view_of("row"), random);

        CHECK(first.size() == second.size());
        CHECK_FALSE(std::equal(first.begin() + 2, first.begin() + 34, second.begin() + 2));
        CHECK_FALSE(std::equal(first.begin() + 34, first.begin() + 66, second.begin() + 34));
        CHECK_FALSE(std::equal(first.begin() + 66, first.end(), second.begin() + 66));
    }
}
