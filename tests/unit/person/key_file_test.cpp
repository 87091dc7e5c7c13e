#include "sealwright/person/key_file.hpp"

#include "../crypto/secret_bytes.hpp"
#include "../crypto/vectors.hpp"
#include "sealwright/ceremony/person.hpp"
#include "sealwright/person/errors.hpp"
#include "sealwright/wire/writer.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using person::KeyFile;

namespace {

constexpr crypto::Effort least{2, 64 * 1024};
constexpr std::string_view words = "correct horse battery staple";

// Made by another implementation: tests/interop/go, `go run . person`.
const test::NamedVectors& vectors() {
    static const test::NamedVectors read("person.txt");
    return read;
}

KeyFile theirs() {
    auto file = KeyFile::read(vectors().at("file"));
    check(file.ok());
    return *std::move(file);
}

// Where in the file the two numbers of the effort stand: behind domain, suite, name and key.
constexpr std::size_t passes_at = 4 + 17 + 2 + 4 + 3 + 32;

Bytes with_effort(std::uint32_t passes, std::uint32_t kib) {
    wire::Writer writer;
    writer.u32(passes);
    writer.u32(kib);
    auto bytes = vectors().at("file");
    std::ranges::copy(writer.view(), bytes.begin() + passes_at);
    return bytes;
}

}  // namespace

TEST_SUITE("person/key_file") {
    TEST_CASE("a file that another implementation made opens with its passphrase, and signs") {
        const auto file = theirs();

        const auto signer = file.open(vectors().at("passphrase"));

        REQUIRE(signer.ok());
        CHECK((*signer)->name() == "ana");
        CHECK(to_hex((*signer)->key()) == to_hex(vectors().at("public")));
        const auto proof = (*signer)->sign(person::Statement::of_key("ana", file.key()));
        CHECK(to_hex(*proof) == to_hex(vectors().at("proof")));
        CHECK(ceremony::check_key_proof("ana", file.key(), *proof).ok());
        CHECK(to_hex(ceremony::person_id("ana", file.key()).bytes()) ==
              to_hex(vectors().at("person-id")));
    }

    TEST_CASE("the same seed, salts and passphrase give the bytes that the other one wrote") {
        // Of what is random the file shows the salts; seed first, as it is drawn.
        auto drawn = vectors().at("seed");
        for (std::uint8_t byte = 0x40; byte < 0x50; ++byte) drawn.push_back(byte);
        for (std::uint8_t byte = 0x60; byte < 0x80; ++byte) drawn.push_back(byte);
        test::FixedRandom random(drawn);

        const auto file = KeyFile::make("ana", view_of(words), least, random);

        REQUIRE(file.ok());
        CHECK(to_hex(file->bytes()) == to_hex(vectors().at("file")));
        CHECK(random.is_used_up());
    }

    TEST_CASE("a wrong passphrase opens nothing, and says so") {
        const auto opened = theirs().open(view_of("correct horse battery stable"));

        REQUIRE_FALSE(opened.ok());
        CHECK(opened.error().is(errors::passphrase_wrong));
    }

    TEST_CASE("a file cut off anywhere, or with anything behind it, is no key file") {
        auto bytes = vectors().at("file");
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            CHECK_FALSE(KeyFile::read(View(bytes).first(size)).ok());
        }
        bytes.push_back(0);

        const auto read = KeyFile::read(bytes);

        REQUIRE_FALSE(read.ok());
        CHECK(read.error().is(errors::key_file_invalid));
    }

    TEST_CASE("whatever part of the file is changed, it does not open as the key it was") {
        const auto& bytes = vectors().at("file");
        // One byte of each field: name, key, effort, salt, then of the seal its suite, salt,
        // commitment, body and tag.
        const auto end = bytes.size();
        for (const auto place : {27UL,
                                 35UL,
                                 passes_at + 3,
                                 passes_at + 10,
                                 end - 114,
                                 end - 100,
                                 end - 70,
                                 end - 40,
                                 end - 1}) {
            CAPTURE(place);
            auto changed = bytes;
            changed[place] ^= 1U;
            const auto file = KeyFile::read(changed);
            if (!file) continue;
            CHECK_FALSE(file->open(view_of(words)).ok());
        }
    }

    TEST_CASE("a file that asks for less or more effort than is allowed is refused unopened") {
        constexpr std::uint32_t mib = 1024;
        for (const auto& [passes, kib] : {std::pair{1U, 64 * mib},
                                          std::pair{11U, 64 * mib},
                                          std::pair{2U, 64 * mib - 1},
                                          std::pair{2U, 2048 * mib + 1},
                                          std::pair{0U, 0U},
                                          std::pair{0xffffffffU, 0xffffffffU}}) {
            CAPTURE(passes);
            CAPTURE(kib);
            const auto read = KeyFile::read(with_effort(passes, kib));
            REQUIRE_FALSE(read.ok());
            CHECK(read.error().is(errors::passphrase_effort));
        }
        CHECK(KeyFile::read(with_effort(10, 2048 * mib)).ok());
    }

    TEST_CASE("no file is made at an effort that would not be read, or of a short passphrase") {
        test::SeededRandom random;

        const auto cheap = KeyFile::make("ana", view_of(words), {1, 64 * 1024}, random);
        const auto brief = KeyFile::make("ana", view_of("eleven byte"), least, random);
        const auto nameless = KeyFile::make("Ana", view_of(words), least, random);

        CHECK(cheap.error().is(errors::passphrase_effort));
        CHECK(brief.error().is(errors::passphrase_short));
        CHECK(nameless.error().is(errors::key_file_invalid));
    }

    TEST_CASE("another passphrase keeps the key, and the old one opens no more") {
        test::SeededRandom random;
        constexpr std::string_view other = "four other plain words";

        const auto changed =
            theirs().with_passphrase(view_of(words), view_of(other), least, random);

        REQUIRE(changed.ok());
        CHECK(changed->key() == theirs().key());
        CHECK(changed->open(view_of(other)).ok());
        CHECK(changed->open(view_of(words)).error().is(errors::passphrase_wrong));
        CHECK(theirs()
                  .with_passphrase(view_of(other), view_of(words), least, random)
                  .error()
                  .is(errors::passphrase_wrong));
    }

    TEST_CASE("two files of one passphrase have nothing in common but the form") {
        test::SeededRandom random;

        const auto one = KeyFile::make("ana", view_of(words), least, random);
        const auto other = KeyFile::make("ana", view_of(words), least, random);

        CHECK(one->key() != other->key());
        CHECK(one->bytes() != other->bytes());
        CHECK(KeyFile::read(one->bytes())->open(view_of(words)).ok());
    }
}
