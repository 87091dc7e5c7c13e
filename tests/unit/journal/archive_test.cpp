// Parts of one chain: alone, together, and what is said when one is missing or another.
#include "chain.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/journal/bundle.hpp"

using namespace sealwright;
using namespace sealwright::journal_test;

namespace {

// Entries first..last of a chain as an export would hold them.
std::string part(const Chain& chain, std::uint64_t first, std::uint64_t last) {
    journal::Verifier verifier(chain.key());
    for (std::uint64_t at = 1; at < first; ++at) {
        REQUIRE(verifier.feed(wire::encode_public(chain.entries[at - 1])).ok());
    }
    const auto start = first == 1 ? journal::Start{} : verifier.end();
    auto text = journal::bundle_head(chain.key().str(), start);
    for (auto at = first; at <= last; ++at) {
        text += journal::bundle_line(wire::encode_public(chain.entries[at - 1]));
    }
    return text;
}

// A chain whose entries up to 7, a checkpoint, were archived as it says itself, with a checkpoint
// behind that; and its two parts.
struct Archived {
    Archived() : chain(sound_chain()), old(part(chain, 1, 7)) {
        claim(journal::leaf_digest(wire::encode_public(chain.entries[6])));
    }

    void claim(const Digest& head) {
        chain.add(Kind::act,
                  {{"what", std::string(journal::archive_act)},
                   {"last", std::uint64_t{7}},
                   {"head", head},
                   {"bundle", crypto::sha256(view_of(old))},
                   {"file", std::string("/archives/1")}});
        chain.add_checkpoint();
        rest = part(chain, 8, chain.entries.size());
    }

    Result<journal::BundleVerdict> verify(const std::vector<std::string>& texts) const {
        return journal::verify_bundles(texts, &chain.key());
    }

    Chain chain;
    std::string old;
    std::string rest;
};

}  // namespace

TEST_SUITE("journal/archive") {
    TEST_CASE("what is left after an archive verifies alone and says what it continues") {
        const Archived archived;

        const auto verdict = archived.verify({archived.rest});

        REQUIRE(verdict.ok());
        CHECK(verdict->verified.first == 8);
        CHECK(verdict->verified.entries == 4);
        CHECK(verdict->start.sequence == 7);
        CHECK(verdict->start.digest ==
              journal::leaf_digest(wire::encode_public(archived.chain.entries[6])));
        REQUIRE(verdict->verified.archives.size() == 1);
        CHECK(verdict->verified.archives.front().entry == 10);
        CHECK(verdict->verified.signed_to == 10);
    }

    TEST_CASE(
        "with its archives a journal is whole from entry 1, in whatever order they are given") {
        const Archived archived;

        for (const auto& texts :
             {std::vector{archived.old, archived.rest}, std::vector{archived.rest, archived.old}}) {
            const auto verdict = archived.verify(texts);
            REQUIRE(verdict.ok());
            CHECK(verdict->verified.first == 1);
            CHECK(verdict->verified.entries == 11);
            CHECK(verdict->start == journal::Start{});
            CHECK(verdict->verified.intents == 3);
        }
    }

    TEST_CASE("an archive alone verifies up to its end") {
        const Archived archived;

        const auto verdict = archived.verify({archived.old});

        REQUIRE(verdict.ok());
        CHECK(verdict->verified.last() == 7);
        CHECK(verdict->end.sequence == 7);
    }

    TEST_CASE("an archive that is missing in between is found") {
        auto chain = sound_chain();
        chain.add_checkpoint();
        chain.add(Kind::refusal);
        chain.add_checkpoint();
        const std::vector texts{part(chain, 1, 7), part(chain, 11, 12)};

        const auto verdict = journal::verify_bundles(texts, &chain.key());

        REQUIRE_FALSE(verdict.ok());
        CHECK(verdict.error().is(errors::journal_part_missing));
        CHECK_FALSE(journal::verify_bundles(std::vector{texts[0], texts[0]}, &chain.key()).ok());
    }

    TEST_CASE("a front that was cut off and given another beginning does not verify") {
        const Archived archived;
        const auto& chain = archived.chain;
        journal::Start forged;
        forged.sequence = 7;
        forged.digest = journal::leaf_digest(wire::encode_public(chain.entries[6]));
        for (std::uint8_t byte = 1; byte <= 7; ++byte) {
            Digest leaf{};
            leaf.fill(byte);
            forged.tree.append(leaf);
        }
        auto text = journal::bundle_head(chain.key().str(), forged);
        for (std::size_t at = 7; at < chain.entries.size(); ++at) {
            text += journal::bundle_line(wire::encode_public(chain.entries[at]));
        }

        const auto verdict = archived.verify({text});

        REQUIRE_FALSE(verdict.ok());
        CHECK(verdict.error().is(errors::journal_checkpoint));
    }

    TEST_CASE("a file that is not the recorded archive is named, though its entries are the same") {
        const Archived archived;
        // The same entries under another key line: another file.
        auto other = Chain(6).key().str();
        auto text = journal::bundle_head(other);
        text += archived.old.substr(journal::bundle_head(archived.chain.key().str()).size());

        const auto verdict = archived.verify({text, archived.rest});

        REQUIRE_FALSE(verdict.ok());
        CHECK(verdict.error().is(errors::journal_archive_other));
    }

    TEST_CASE("an entry that claims another archived head than the file begins behind is refused") {
        Archived archived;
        Digest other{};
        other.fill(9);
        archived.chain = sound_chain();
        archived.claim(other);

        const auto verdict = archived.verify({archived.rest});

        REQUIRE_FALSE(verdict.ok());
        CHECK(verdict.error().is(errors::journal_broken));
    }

    TEST_CASE("an outcome may belong to an archived intent, once, and never to a later one") {
        const auto verdict_of = [](const std::vector<std::uint64_t>& intents) {
            Chain chain;
            chain.add(Kind::founded);
            chain.add(Kind::intent);
            chain.add_checkpoint();
            for (const auto intent : intents) chain.add(Kind::outcome, {{"intent", intent}});
            chain.add_checkpoint();
            const std::vector texts{part(chain, 4, chain.entries.size())};
            return journal::verify_bundles(texts, &chain.key());
        };

        const auto once = verdict_of({2});
        REQUIRE(once.ok());
        CHECK(once->verified.earlier_outcomes == 1);
        CHECK_FALSE(verdict_of({2, 2}).ok());
        CHECK_FALSE(verdict_of({9}).ok());
        CHECK_FALSE(verdict_of({0}).ok());
    }

    TEST_CASE("one outcome of intents on both sides of an archive settles each of them once") {
        struct Range {
            std::uint64_t first = 0;
            std::uint64_t last = 0;
        };
        // Intents 2 to 7; the file begins at `first`.
        const auto verdict_of = [](const std::vector<Range>& outcomes, std::uint64_t first) {
            Chain chain;
            chain.add(Kind::founded);
            for (int each = 0; each < 6; ++each) chain.add(Kind::intent);
            for (const auto& range : outcomes) {
                chain.add(Kind::outcome, {{"intent", range.first}, {"through", range.last}});
            }
            chain.add_checkpoint();
            const std::vector texts{part(chain, first, chain.entries.size())};
            return journal::verify_bundles(texts, &chain.key());
        };

        for (const std::uint64_t first : {1, 2, 3, 5, 7, 8}) {
            CAPTURE(first);
            const auto whole = verdict_of({{2, 7}}, first);
            REQUIRE(whole.ok());
            const auto archived = first <= 2 ? 0 : std::min<std::uint64_t>(first, 8) - 2;
            CHECK(whole->verified.earlier_outcomes == archived);
            CHECK(whole->verified.outcomes == 6 - archived);
            CHECK(whole->verified.open_intents.empty());
            // Overlapping on either side is once too often.
            CHECK_FALSE(verdict_of({{2, 4}, {3, 7}}, first).ok());
            CHECK_FALSE(verdict_of({{5, 7}, {2, 6}}, first).ok());
            CHECK_FALSE(verdict_of({{2, 8}}, first).ok());
        }
        const auto part_only = verdict_of({{3, 6}}, 5);
        REQUIRE(part_only.ok());
        CHECK(part_only->verified.open_intents == std::set<std::uint64_t>{7});
    }
}
