#include "chain.hpp"
#include "json_form.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::cli_test;

namespace {

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// Verifies `text` where no service could be found.
Ran verify(const std::string& text, const std::string& key, bool json = false) {
    const Folder folder;
    folder.write("bundle", text);
    std::vector<std::string> words{
        "journal", "verify", folder.path("bundle"), "--socket", folder.path("nobody.sock")};
    if (!key.empty()) words.insert(words.end(), {"--key", key});
    if (json) words.insert(words.end(), {"--format", "json"});
    const auto ran = run_program(words);
    CHECK(folder.read("bundle") == text);
    return ran;
}

// Broken is 13 in both formats and names the entry.
void check_broken(const std::string& text, const std::string& key, const std::string& part) {
    const auto ran = verify(text, key);
    const auto json = verify(text, key, true);
    CHECK(ran.exit == 13);
    CHECK(ran.out.empty());
    CHECK_MESSAGE(says(ran.talk, part), ran.talk);
    CHECK(json.exit == 13);
    CHECK(is_one_document(json.out));
    CHECK(says(json.out, R"({"error":)"));
}

}  // namespace

TEST_SUITE("cli/journal verify") {
    TEST_CASE("a good export verifies offline against the key that init printed") {
        const auto chain = usual_chain();

        const auto ran = verify(chain.bundle(), chain.verifier_key());
        const auto json = verify(chain.bundle(), chain.verifier_key(), true);

        CHECK(ran.exit == 0);
        CHECK(says(ran.out, "the chain:                 holds"));
        CHECK(ran.talk.empty());
        CHECK(is_one_document(json.out));
        CHECK(says(json.out, R"({"holds":true,"anchored":true,)"));
        CHECK(says(json.out, R"("entries":6,"checkpoints":1,"signed_to":5,"unsigned":0,)"));
        CHECK(says(json.out, R"("open_intents":[])"));
    }

    TEST_CASE("without a key it says that the file only agrees with itself") {
        const auto chain = usual_chain();

        const auto ran = verify(chain.bundle(), "");

        CHECK(ran.exit == 0);
        CHECK(
            says(ran.talk,
                 "unanchored: the key inside the file says only that the file agrees with itself"));
        CHECK(says(verify(chain.bundle(), "", true).out, R"("anchored":false)"));
    }

    TEST_CASE("intents without outcome and entries after the last checkpoint are reported") {
        auto chain = usual_chain();
        chain.add(journal::Kind::intent, {{"vault", std::string("prod")}});
        chain.add(journal::Kind::started);

        const auto ran = verify(chain.bundle(), chain.verifier_key());
        const auto json = verify(chain.bundle(), chain.verifier_key(), true);

        CHECK(ran.exit == 0);
        CHECK(says(ran.out, "intents without outcome:   entry-7"));
        CHECK(says(ran.talk, "The last 2 entries stand after the last checkpoint"));
        CHECK(says(json.out, R"("unsigned":2,)"));
        CHECK(says(json.out, R"("open_intents":["entry-7"])"));
    }

    TEST_CASE("one changed byte in any entry breaks it") {
        const auto good = usual_chain();
        for (std::size_t index = 0; index < good.entries.size(); ++index) {
            auto entries = good.entries;
            entries[index][entries[index].size() - 1] ^= 1U;
            auto text = journal::bundle_head(good.verifier_key());
            for (const auto& entry : entries) text += journal::bundle_line(entry);
            CHECK(verify(text, good.verifier_key()).exit == 13);
        }
    }

    TEST_CASE("one changed byte in the middle of the file breaks it, whichever bit") {
        const auto chain = usual_chain();
        for (const unsigned bit : {0x01U, 0x10U, 0x80U}) {
            auto text = chain.bundle();
            auto& letter = text[text.size() / 2];
            letter = static_cast<char>(static_cast<unsigned char>(letter) ^ bit);
            check_broken(text, chain.verifier_key(), "entry=");
        }
    }

    TEST_CASE("an entry that was removed is missed where it stood") {
        auto chain = usual_chain();
        chain.entries.erase(chain.entries.begin() + 2);

        check_broken(chain.bundle(), chain.verifier_key(), "entry=3");
    }

    TEST_CASE("entries that changed places are found at the first of them") {
        auto chain = usual_chain();
        std::swap(chain.entries[1], chain.entries[4]);

        check_broken(chain.bundle(), chain.verifier_key(), "entry=2");
    }

    TEST_CASE("a line that is cut off is named by its entry and line") {
        const auto chain = usual_chain();
        auto text = chain.bundle();
        text.resize(text.size() - 20);

        check_broken(text, chain.verifier_key(), "entry=6, line=8");
    }

    TEST_CASE("another key than the one that signed is named as such") {
        const auto chain = usual_chain();
        const Chain other;

        check_broken(chain.bundle(), other.verifier_key(), "not signed by this key");
    }

    TEST_CASE("a checkpoint by somebody else's key under the right name is forged") {
        auto chain = usual_chain();
        const auto good = chain.entries.back();
        auto entry = wire::decode<journal::Entry>(good);
        REQUIRE(entry.ok());
        auto& note = std::get<std::string>(entry->fields.front().value);
        const auto at = note.size() - 20;
        note[at] = note[at] == 'A' ? 'B' : 'A';
        chain.entries.back() = wire::encode_public(*entry);

        check_broken(chain.bundle(), chain.verifier_key(), "entry=6");
    }

    TEST_CASE("a chain without any checkpoint is not anchored by a key, and is refused") {
        Chain chain;
        chain.add(journal::Kind::founded);

        check_broken(chain.bundle(), chain.verifier_key(), "no checkpoint");
        CHECK(verify(chain.bundle(), "").exit == 0);
    }

    TEST_CASE("a file that is no export, no file and a key that is none are exit 1") {
        const auto chain = usual_chain();

        CHECK(verify("hello\n", "").exit == 1);
        CHECK(verify(chain.bundle(), "not-a-key").exit == 1);
        CHECK(run_program({"journal", "verify", "/nonexistent/file"}).exit == 1);
    }
}
