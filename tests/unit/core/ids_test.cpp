#include "sealwright/core/ids.hpp"

#include "seeded_random.hpp"

#include <doctest/doctest.h>

using namespace sealwright;

namespace {

const std::string good = "vault-00112233445566778899aabbccddeeff";

}  // namespace

TEST_SUITE("core/ids") {
    TEST_CASE("an id is its prefix and 32 small hex digits, and reads back as itself") {
        const auto id = VaultId::parse(good);

        REQUIRE(id);
        CHECK(id->str() == good);
        CHECK(id->bytes()[1] == 0x11);
        CHECK(id->is_set());
    }

    TEST_CASE("any other text for an id is refused") {
        for (const auto* text : {"",
                                 "vault-",
                                 "00112233445566778899aabbccddeeff",
                                 "node-00112233445566778899aabbccddeeff",
                                 "Vault-00112233445566778899aabbccddeeff",
                                 "vault_00112233445566778899aabbccddeeff",
                                 "vault-00112233445566778899aabbccddeef",
                                 "vault-00112233445566778899aabbccddeeff0",
                                 "vault-00112233445566778899AABBCCDDEEFF",
                                 "vault-00112233445566778899aabbccddeefg",
                                 "vault-0x112233445566778899aabbccddeeff",
                                 " vault-00112233445566778899aabbccddeef",
                                 "vault-00112233445566778899aabbccddeef "}) {
            CHECK_MESSAGE(VaultId::parse(text).error().is(errors::text_invalid), text);
        }
    }

    TEST_CASE("changing any letter of an id gives another id or a refusal") {
        for (std::size_t place = 0; place < good.size(); ++place) {
            for (int letter = 0; letter < 256; ++letter) {
                auto text = good;
                text[place] = static_cast<char>(letter);
                const auto id = VaultId::parse(text);

                CHECK((!id || id->str() == text));
            }
        }
    }

    TEST_CASE("a random id is not the unset one, and two are not the same") {
        test::SeededRandom random;

        const auto one = NodeId::random(random);
        const auto other = NodeId::random(random);

        CHECK_FALSE(NodeId().is_set());
        CHECK(one.is_set());
        CHECK(one != other);
        CHECK(*NodeId::parse(one.str()) == one);
    }

    TEST_CASE("a name is one to 48 small letters, digits and marks, and begins with no mark") {
        for (const auto* name : {"a", "0", "prod-eu.west_1", "a-", "9._-"}) CHECK(is_name(name));
        CHECK(is_name(std::string(48, 'a')));

        for (const auto* name :
             {"", "-a", ".a", "_a", "A", "aB", "a b", "a/b", "a\n", "\xc3\xa9"}) {
            CHECK_FALSE(is_name(name));
        }
        CHECK_FALSE(is_name(std::string(49, 'a')));
        CHECK_FALSE(is_name(std::string_view("a\0", 2)));
    }
}
