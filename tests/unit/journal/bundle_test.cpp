#include "sealwright/journal/bundle.hpp"

#include "chain.hpp"

using namespace sealwright;
using journal_test::Chain;
using journal_test::sound_chain;

namespace {

std::string bundle_of(const Chain& chain) {
    auto text = journal::bundle_head(chain.key().str());
    for (const auto& entry : chain.entries) text += journal::bundle_line(wire::encode(entry));
    return text;
}

void check_invalid(const std::string& text) {
    const auto key = sound_chain().key();
    const auto verdict = journal::verify_bundle(text, &key);
    REQUIRE_FALSE(verdict.ok());
    CHECK(verdict.error().is(errors::journal_bundle_invalid));
}

}  // namespace

TEST_SUITE("journal/bundle") {
    TEST_CASE("an export verifies against the key that init printed, and is anchored") {
        const auto chain = sound_chain();

        const auto verdict = journal::verify_bundle(bundle_of(chain), &chain.key());

        REQUIRE(verdict.ok());
        CHECK(verdict->anchored);
        CHECK(verdict->verifier_key == chain.key().str());
        CHECK(verdict->verified.entries == 9);
        CHECK(verdict->verified.signed_to == 6);
    }

    TEST_CASE("an export that only agrees with its own key is reported as unanchored") {
        const auto verdict = journal::verify_bundle(bundle_of(sound_chain()), nullptr);

        REQUIRE(verdict.ok());
        CHECK_FALSE(verdict->anchored);
        CHECK(verdict->verifier_key == sound_chain().key().str());
    }

    TEST_CASE("a whole forged export, key and all, fails against the key that init printed") {
        auto forged = Chain(6);
        forged.entries = sound_chain().entries;
        forged.entries.resize(6);
        forged.add_checkpoint();
        const auto text = bundle_of(forged);
        const auto key = sound_chain().key();
        REQUIRE(journal::verify_bundle(text, nullptr).ok());

        const auto verdict = journal::verify_bundle(text, &key);

        REQUIRE_FALSE(verdict.ok());
        CHECK(verdict.error().is(errors::journal_checkpoint));
    }

    TEST_CASE("what is no export is refused") {
        const auto whole = bundle_of(sound_chain());
        const auto head = journal::bundle_head(sound_chain().key().str());

        check_invalid("");
        check_invalid("\n");
        check_invalid(head);  // Without a single entry.
        check_invalid("sealwright-journal-2" + whole.substr(whole.find('\n')));
        check_invalid(whole.substr(0, whole.size() - 1));
        check_invalid(whole + "!\n");
        check_invalid(whole + "YQ\n");
        check_invalid(whole + "YQ== \n");
        check_invalid(whole + "YR==\n");
        check_invalid("\xEF\xBB\xBF" + whole);
        std::string windows;
        for (const auto letter : whole) windows += letter == '\n' ? "\r\n" : std::string(1, letter);
        check_invalid(windows);
    }

    TEST_CASE("an export whose own key is not one is refused, also against a good key") {
        const auto chain = sound_chain();
        auto text = bundle_of(chain);
        text[text.find('+') + 1] = 'x';

        const auto verdict = journal::verify_bundle(text, &chain.key());

        REQUIRE_FALSE(verdict.ok());
        CHECK(verdict.error().is(errors::journal_key_invalid));
    }

    TEST_CASE("an empty line is no entry") {
        const auto chain = sound_chain();

        CHECK_FALSE(journal::verify_bundle(bundle_of(chain) + "\n", &chain.key()).ok());
    }

    TEST_CASE("no changed letter of what a checkpoint covers is accepted against the right key") {
        const auto chain = sound_chain();
        auto covered = journal::bundle_head(chain.key().str());
        const auto from = covered.size();
        for (std::size_t index = 0; index < 6; ++index) {
            covered += journal::bundle_line(wire::encode(chain.entries[index]));
        }
        const auto checkpoint = journal::bundle_line(wire::encode(chain.entries[6]));
        REQUIRE(journal::verify_bundle(covered + checkpoint, &chain.key()).ok());

        for (auto at = from; at < covered.size(); ++at) {
            auto changed = covered;
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            CHECK_FALSE(journal::verify_bundle(changed + checkpoint, &chain.key()).ok());
        }
    }
}
