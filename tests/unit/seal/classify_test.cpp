#include "sealwright/seal/classify.hpp"

#include "seeded_random.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace sealwright;
using claims::SealClass;

namespace {

constexpr std::string_view hex64 =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

std::string root_key(std::string_view base64 = "EgT1kwwHWskFfOKMmqjpbyhVvV/Yhi5FgKlNZoGQW+c=") {
    return "[\"" + std::string(base64) + "\"]";
}

// As raft snapshots have it: two lines of sha256sum's form.
std::string snapshot_sums() {
    return std::string(hex64) + "  meta.json\n" + std::string(hex64) + "  state.bin\n";
}

SealClass class_of(std::string_view plaintext) {
    return seal::classify(view_of(plaintext));
}

}  // namespace

TEST_SUITE("seal/classify") {
    TEST_CASE("the plaintexts that a real OpenBao sends have their classes") {
        CHECK(class_of("a") == SealClass::probe);
        CHECK(class_of("Heartbeat 596") == SealClass::heartbeat);
        CHECK(class_of("Heartbeat 0") == SealClass::heartbeat);
        CHECK(class_of("Heartbeat 999") == SealClass::heartbeat);
        CHECK(class_of("diagnose-3f8a1c52-90de-4b57-8d0a-6c1de1f20b9e") == SealClass::heartbeat);
        CHECK(root_key().size() == 48);
        CHECK(class_of(root_key()) == SealClass::stored_root_key);
        CHECK(seal::classify(Bytes(32, 0xcf)) == SealClass::recovery_key);
        CHECK(seal::classify(Bytes(24, 0x81)) == SealClass::raft_challenge);
        CHECK(snapshot_sums().size() == 152);
        CHECK(class_of(snapshot_sums()) == SealClass::snapshot_sums);
    }

    TEST_CASE("near misses of a class are other values") {
        const std::string sums = snapshot_sums();
        const std::vector<std::string> misses{
            "",
            "A",
            "aa",
            "a\n",
            std::string("a\0", 2),
            "Heartbeat ",
            "Heartbeat",
            "Heartbeat 1000",
            "Heartbeat -1",
            "Heartbeat 5 ",
            "Heartbeat  5",
            "heartbeat 5",
            " Heartbeat 5",
            "Heartbeat x",
            "diagnose-",
            "diagnose-3f8a1c52-90de-4b57-8d0a-6c1de1f20b9",
            "diagnose-3f8a1c52-90de-4b57-8d0a-6c1de1f20b9ee",
            "diagnose-3F8A1C52-90de-4b57-8d0a-6c1de1f20b9e",
            root_key("EgT1kwwHWskFfOKMmqjpbyhVvV/Yhi5FgKlNZoGQW+=="),
            root_key("EgT1kwwHWskFfOKMmqjpbyhVvV_Yhi5FgKlNZoGQW-c="),
            root_key("EgT1kwwHWskFfOKMmqjpbyhVvV/Yhi5FgKlNZoGQWc="),
            root_key("EgT1kwwHWskFfOKMmqjpbyhVvV/Yhi5FgKlNZoGQW+cc="),
            root_key() + "\n",
            " " + root_key(),
            "{" + root_key().substr(1, 46) + "}",
            sums.substr(0, sums.size() - 1),
            sums + "\n",
            "\n" + sums,
            sums + "x\n",
            std::string(hex64) + "\n",
            std::string(hex64) + "  \n",
            std::string(hex64) + "\tmeta.json\n",
            "E" + sums.substr(1),
            sums.substr(1),
            std::string(31, 'k'),
            std::string(33, 'k'),
            std::string(23, 'c'),
            std::string(25, 'c'),
        };
        for (const auto& miss : misses) {
            CAPTURE(miss);
            CHECK(class_of(miss) == SealClass::other);
        }
    }

    TEST_CASE("the shape decides before the size: text of 24 or 32 bytes keeps its own class") {
        CHECK(class_of(std::string(24, 'a')) == SealClass::raft_challenge);
        CHECK(class_of(std::string(32, 'a')) == SealClass::recovery_key);
        // No text of another class has one of the two sizes.
        CHECK(root_key().size() != 32);
        CHECK(std::string("diagnose-").size() + 36 == 45);
        CHECK(hex64.size() > 32);
    }

    TEST_CASE("every byte string has exactly one class, whatever stands in it") {
        test::SeededRandom random;
        for (std::size_t size = 0; size < 400; ++size) {
            Bytes bytes(size);
            random.fill(bytes);
            const auto expected = size == 32   ? SealClass::recovery_key
                                  : size == 24 ? SealClass::raft_challenge
                                               : SealClass::other;
            if (size == 1 && bytes.front() == 'a') continue;
            CHECK(seal::classify(bytes) == expected);
        }
    }

    TEST_CASE("no changed letter of a stored root key's frame leaves it a stored root key") {
        for (const std::size_t at :
             {std::size_t{0}, std::size_t{1}, std::size_t{45}, std::size_t{46}, std::size_t{47}}) {
            auto changed = root_key();
            changed[at] = '!';
            CHECK(class_of(changed) == SealClass::other);
        }
    }
}
