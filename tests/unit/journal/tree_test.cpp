#include "sealwright/journal/tree.hpp"

#include "sealwright/crypto/hash.hpp"
#include "vectors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;

namespace {

// The eight leaves that certificate-transparency's own tests use.
constexpr std::array known_leaves{"",
                                  "00",
                                  "10",
                                  "2021",
                                  "3031",
                                  "40414243",
                                  "5051525354555657",
                                  "606162636465666768696a6b6c6d6e6f"};

journal::Tree tree_of(std::size_t size) {
    journal::Tree tree;
    for (std::size_t index = 0; index < size; ++index) {
        tree.append(journal::leaf_digest(view_of("leaf-" + std::to_string(index))));
    }
    return tree;
}

}  // namespace

TEST_SUITE("journal/tree") {
    TEST_CASE("the empty tree has the digest of nothing") {
        CHECK(journal::Tree().root() == crypto::sha256({}));
        CHECK(journal::Tree().size() == 0);
    }

    TEST_CASE("the eight trees of certificate-transparency have their published roots") {
        const auto rows = journal_test::vectors("known");
        REQUIRE(rows.size() == known_leaves.size());

        journal::Tree tree;
        for (std::size_t index = 0; index < known_leaves.size(); ++index) {
            tree.append(journal::leaf_digest(journal_test::from_hex(known_leaves[index])));

            CHECK(rows[index][0] == std::to_string(tree.size()));
            CHECK(rows[index][1] == to_hex(tree.root()));
        }
    }

    TEST_CASE("every tree of up to 130 leaves has the root that Go's tlog computes") {
        const auto rows = journal_test::vectors("tree");
        REQUIRE(rows.size() == 131);

        for (std::size_t size = 0; size < rows.size(); ++size) {
            CHECK(rows[size][0] == std::to_string(size));
            CHECK(rows[size][1] == to_hex(tree_of(size).root()));
        }
    }

    TEST_CASE("a leaf is never taken for an inner node") {
        const auto left = journal::leaf_digest(view_of("l"));
        const auto right = journal::leaf_digest(view_of("r"));
        journal::Tree two;
        two.append(left);
        two.append(right);
        Bytes joined(left.begin(), left.end());
        joined.insert(joined.end(), right.begin(), right.end());

        journal::Tree one;
        one.append(journal::leaf_digest(joined));

        CHECK(one.root() != two.root());
    }

    TEST_CASE("a tree that was written and read grows on as if it had never been away") {
        for (std::size_t size = 0; size < 20; ++size) {
            auto tree = tree_of(size);
            auto again = wire::decode<journal::Tree>(wire::encode(tree));
            REQUIRE(again.ok());
            CHECK(*again == tree);

            tree.append(journal::leaf_digest(view_of("next")));
            again->append(journal::leaf_digest(view_of("next")));

            CHECK(again->root() == tree.root());
        }
    }

    TEST_CASE("a written tree whose edge does not fit its size is refused") {
        wire::Writer writer;
        writer.u64(3);  // Two perfect subtrees; one digest is given.
        writer.count(1);
        writer.raw(Digest{});

        CHECK_FALSE(wire::decode<journal::Tree>(writer.view()).ok());
        CHECK_FALSE(wire::decode<journal::Tree>(View(wire::encode(tree_of(5))).first(30)).ok());
    }
}
