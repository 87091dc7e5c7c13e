#include "sealwright/journal/note.hpp"

#include "sealwright/crypto/hash.hpp"
#include "sealwright/journal/errors.hpp"
#include "sealwright/wire/writer.hpp"
#include "signing.hpp"
#include "vectors.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using journal_test::from_hex;

namespace {

// A row of tests/vectors/journal.txt: a note that Go's sumdb/note signed and opened.
struct GoNote {
    Bytes seed;
    std::string verifier_key;
    std::uint64_t size = 0;
    std::string note;
};

std::string text_from_base64(std::string_view text) {
    Bytes bytes(text.size() + 1);
    std::size_t size = 0;
    REQUIRE(sodium_base642bin(bytes.data(),
                              bytes.size(),
                              text.data(),
                              text.size(),
                              nullptr,
                              &size,
                              nullptr,
                              sodium_base64_VARIANT_ORIGINAL) == 0);
    return std::string(text_of(View(bytes).first(size)));
}

std::vector<GoNote> go_notes() {
    std::vector<GoNote> notes;
    for (const auto& row : journal_test::vectors("note")) {
        notes.push_back({from_hex(row[0]), row[1], std::stoull(row[2]), text_from_base64(row[3])});
    }
    REQUIRE(notes.size() == 4);
    return notes;
}

struct Own {
    crypto::SigningSeed seed = journal_test::seed_of(Bytes(32, 6));
    journal::VerifierKey key{"sealwright/a/b", crypto::Signer::public_key(seed)};
    journal::TreeHead head{"sealwright/a/b", 42, crypto::sha256(view_of("root"))};
};

void check_refused(std::string_view text) {
    const auto parsed = journal::VerifierKey::parse(text);
    REQUIRE_FALSE(parsed.ok());
    CHECK(parsed.error().is(errors::journal_key_invalid));
}

}  // namespace

TEST_SUITE("journal/note") {
    TEST_CASE("a note that Go signed opens with the verifier key that Go made") {
        for (const auto& go : go_notes()) {
            const auto key = journal::VerifierKey::parse(go.verifier_key);
            REQUIRE(key.ok());
            CHECK(key->str() == go.verifier_key);

            const auto head = journal::open_note(go.note, *key);

            REQUIRE(head.ok());
            CHECK(head->size == go.size);
            CHECK(head->name == key->name);
        }
    }

    TEST_CASE("a note that we sign has the very bytes that Go signs and opens") {
        for (const auto& go : go_notes()) {
            const auto seed = journal_test::seed_of(go.seed);
            const auto key = journal::VerifierKey::parse(go.verifier_key);
            REQUIRE(key.ok());
            CHECK(crypto::Signer::public_key(seed) == key->key);
            const auto head = journal::open_note(go.note, *key);
            REQUIRE(head.ok());

            CHECK(journal::sign_head(*head, seed) == go.note);
        }
    }

    TEST_CASE("every changed byte of a note is refused") {
        const Own own;
        const auto note = journal::sign_head(own.head, own.seed);
        REQUIRE(journal::open_note(note, own.key).ok());

        for (std::size_t bit = 0; bit < note.size() * 8; ++bit) {
            auto changed = note;
            changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1U << (bit % 8)));
            CHECK_FALSE(journal::open_note(changed, own.key).ok());
        }
    }

    TEST_CASE("every shorter note and whatever stands before or behind one is refused") {
        const Own own;
        const auto note = journal::sign_head(own.head, own.seed);

        for (std::size_t size = 0; size < note.size(); ++size) {
            CHECK_FALSE(journal::open_note(note.substr(0, size), own.key).ok());
        }
        CHECK_FALSE(journal::open_note(note + "\n", own.key).ok());
        CHECK_FALSE(journal::open_note(note + " ", own.key).ok());
        CHECK_FALSE(journal::open_note("\n" + note, own.key).ok());
        const auto signature_line = note.substr(note.find("\n\n") + 2);
        CHECK_FALSE(journal::open_note(note + signature_line, own.key).ok());
    }

    TEST_CASE("a note of another key, another name or another key's hash is refused") {
        const Own own;
        const auto note = journal::sign_head(own.head, own.seed);
        auto other_key = own.key;
        other_key.key.front() ^= 1U;
        auto other_name = own.key;
        other_name.name = "sealwright/a/c";
        auto renamed = own.head;
        renamed.name = other_name.name;

        CHECK_FALSE(journal::open_note(note, other_key).ok());
        CHECK_FALSE(journal::open_note(note, other_name).ok());
        CHECK_FALSE(journal::open_note(journal::sign_head(renamed, own.seed), own.key).ok());
    }

    TEST_CASE("a tree size in any other form than its one is refused, however well it is signed") {
        const Own own;
        for (const auto* size : {"042", "+42", " 42", "42 ", "4x", "", "18446744073709551616"}) {
            auto note = journal::sign_head(own.head, own.seed);
            const auto from = note.find("\n42\n") + 1;
            note.replace(from, 2, size);
            const auto text = note.substr(0, note.find("\n\n") + 1);
            wire::Writer signed_by;
            const auto line = note.substr(text.size());
            const auto encoded =
                line.substr(line.rfind(' ') + 1, line.size() - line.rfind(' ') - 2);
            const auto hash = text_from_base64(encoded).substr(0, 4);
            signed_by.raw(view_of(hash));
            signed_by.raw(crypto::Signer::sign(own.seed, view_of(text)));
            note =
                text + "\n\xE2\x80\x94 " + own.key.name + " " + to_base64(signed_by.view()) + "\n";

            CHECK_FALSE(journal::open_note(note, own.key).ok());
        }
    }

    TEST_CASE("a verifier key survives the way to text and back") {
        for (const auto* name : {"a", "sealwright/a/b", "x.y-z_~!"}) {
            auto key = Own().key;
            key.name = name;

            const auto again = journal::VerifierKey::parse(key.str());

            REQUIRE(again.ok());
            CHECK(*again == key);
        }
    }

    TEST_CASE("a verifier key whose base64 holds a plus is read") {
        auto key = Own().key;
        while (key.str().rfind('+') == key.name.size() + 9) ++key.key.back();

        CHECK(journal::VerifierKey::parse(key.str()).ok());
    }

    TEST_CASE("a verifier key with a plus or a space in its name, or with no name, is refused") {
        for (const auto* name : {"a+b", "+", "a b", " ", "", "a\n", "a\tb", "caf\xC3\xA9"}) {
            auto key = Own().key;
            key.name = name;

            check_refused(key.str());
        }
    }

    TEST_CASE("every changed byte of a verifier key, and every part of one, is refused") {
        const auto text = Own().key.str();

        for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
            auto changed = text;
            changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1U << (bit % 8)));
            check_refused(changed);
        }
        for (std::size_t size = 0; size < text.size(); ++size) check_refused(text.substr(0, size));
        check_refused(text + "\n");
        check_refused(text + "=");
    }

    TEST_CASE("a verifier key whose hash is in capitals or is another key's is refused") {
        const auto own = Own().key;
        auto text = own.str();
        auto other = own;
        other.key.front() ^= 1U;
        const auto hash = other.str().substr(own.name.size() + 1, 8);
        text.replace(own.name.size() + 1, 8, hash);
        check_refused(text);

        auto loud = own;
        while (loud.str().substr(own.name.size() + 1, 8).find_first_of("abcdef") ==
               std::string::npos) {
            ++loud.key.front();
        }
        auto capitals = loud.str();
        for (std::size_t at = own.name.size() + 1; at < own.name.size() + 9; ++at) {
            capitals[at] = static_cast<char>(std::toupper(capitals[at]));
        }
        check_refused(capitals);
    }
}
