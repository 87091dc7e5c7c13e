#include "sealwright/journal/verify.hpp"

#include "chain.hpp"

using namespace sealwright;
using journal_test::broken_at;
using journal_test::Chain;
using journal_test::Kind;
using journal_test::sound_chain;
using journal_test::verify;

TEST_SUITE("journal/verify") {
    TEST_CASE("a sound chain verifies, and an intent without outcome is reported, not a failure") {
        const auto chain = sound_chain();

        const auto verdict = verify(chain.entries, chain.key());

        REQUIRE(verdict.ok());
        CHECK(verdict->entries == 9);
        CHECK(verdict->checkpoints == 1);
        CHECK(verdict->signed_to == 6);
        CHECK(verdict->intents == 3);
        CHECK(verdict->outcomes == 2);
        CHECK(verdict->refusals == 2);
        CHECK(verdict->open_intents == std::set<std::uint64_t>{8});
    }

    TEST_CASE("a removed entry is named at its number, whichever it is") {
        const auto chain = sound_chain();
        for (std::size_t index = 0; index + 1 < chain.entries.size(); ++index) {
            auto entries = chain.entries;
            entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(index));

            CHECK(broken_at(verify(entries, chain.key()), errors::journal_broken) == index + 1);
        }
    }

    TEST_CASE("a duplicated entry is named at its number") {
        const auto chain = sound_chain();
        for (std::size_t index = 0; index < chain.entries.size(); ++index) {
            auto entries = chain.entries;
            const auto copied = entries[index];
            entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(index), copied);

            CHECK(broken_at(verify(entries, chain.key()), errors::journal_broken) == index + 2);
        }
    }

    TEST_CASE("two swapped entries are named at the first of them") {
        const auto chain = sound_chain();
        for (std::size_t index = 0; index + 1 < chain.entries.size(); ++index) {
            auto entries = chain.entries;
            std::swap(entries[index], entries[index + 1]);

            CHECK(broken_at(verify(entries, chain.key()), errors::journal_broken) == index + 1);
        }
    }

    TEST_CASE("a changed entry is named by the one that no longer continues it") {
        const auto chain = sound_chain();
        for (std::size_t index = 0; index + 1 < chain.entries.size(); ++index) {
            auto entries = chain.entries;
            ++entries[index].wall_ms;

            CHECK(broken_at(verify(entries, chain.key()), errors::journal_broken) == index + 2);
        }
    }

    TEST_CASE("a chain that was cut at its front is named at entry 1") {
        const auto chain = sound_chain();
        const std::vector<journal::Entry> rest(chain.entries.begin() + 3, chain.entries.end());

        CHECK(broken_at(verify(rest, chain.key()), errors::journal_broken) == 1);
    }

    TEST_CASE("who chains everything anew but has no key is stopped at the next checkpoint") {
        auto changed = sound_chain();
        ++changed.entries[2].wall_ms;
        changed.continue_each();
        auto inserted = sound_chain();
        inserted.entries.insert(inserted.entries.begin() + 1, inserted.entries[0]);
        inserted.continue_each();
        auto removed = sound_chain();
        removed.entries.erase(removed.entries.begin() + 5);
        removed.continue_each();
        auto renumbered = sound_chain();
        renumbered.entries.erase(renumbered.entries.begin());
        renumbered.entries[1].fields.front().value = std::uint64_t{1};
        renumbered.entries[3].fields.front().value = std::uint64_t{3};
        renumbered.continue_each();

        CHECK(broken_at(verify(changed.entries, changed.key()), errors::journal_checkpoint) == 7);
        CHECK(broken_at(verify(removed.entries, removed.key()), errors::journal_checkpoint) == 6);
        CHECK(broken_at(verify(renumbered.entries, renumbered.key()), errors::journal_checkpoint) ==
              6);
        // The outcome of the second intent already points elsewhere.
        CHECK(broken_at(verify(inserted.entries, inserted.key()), errors::journal_broken) == 4);
    }

    TEST_CASE("a cut tail still verifies, and signed_to says how far it is vouched for") {
        const auto chain = sound_chain();
        const std::vector<journal::Entry> with_checkpoint(chain.entries.begin(),
                                                          chain.entries.begin() + 7);
        const std::vector<journal::Entry> without(chain.entries.begin(), chain.entries.begin() + 6);

        const auto to_checkpoint = verify(with_checkpoint, chain.key());
        const auto before_it = verify(without, chain.key());

        REQUIRE(to_checkpoint.ok());
        CHECK(to_checkpoint->entries == 7);
        CHECK(to_checkpoint->signed_to == 6);
        REQUIRE(before_it.ok());
        CHECK(before_it->entries == 6);
        CHECK(before_it->signed_to == 0);
        CHECK(before_it->checkpoints == 0);
    }

    TEST_CASE("a checkpoint over another tree, of another size or by another key is refused") {
        Chain chain;
        chain.add(Kind::founded);
        chain.add(Kind::started);
        auto head = chain.head_before(3);
        const auto with_note = [&chain](const std::string& note) {
            auto copy = chain.entries;
            Chain with;
            with.entries = std::move(copy);
            with.add(Kind::checkpoint, {{"note", note}});
            return verify(with.entries, chain.key());
        };
        auto other_root = head;
        other_root.root.front() ^= 1U;
        auto shorter = chain.head_before(2);
        auto other_size = head;
        ++other_size.size;
        const Chain stranger(6);

        CHECK(with_note(journal::sign_head(head, chain.seed())).ok());
        for (const auto& note : {journal::sign_head(other_root, chain.seed()),
                                 journal::sign_head(shorter, chain.seed()),
                                 journal::sign_head(other_size, chain.seed()),
                                 journal::sign_head(head, stranger.seed()),
                                 std::string("no note")}) {
            CHECK(broken_at(with_note(note), errors::journal_checkpoint) == 3);
        }
    }

    TEST_CASE("a checkpoint without a note is refused") {
        Chain chain;
        chain.add(Kind::founded);
        chain.add(Kind::checkpoint, {{"note", std::uint64_t{1}}});

        CHECK(broken_at(verify(chain.entries, chain.key()), errors::journal_broken) == 2);
    }

    TEST_CASE("an outcome without its intent is named") {
        const std::vector<std::vector<journal::Field>> wrong{
            {},
            {{"intent", std::uint64_t{1}}},  // Not an intent.
            {{"intent", std::uint64_t{3}}},  // Itself.
            {{"intent", std::uint64_t{4}}},  // Not there yet.
            {{"intent", std::string("2")}},
            {{"intent", std::uint64_t{2}},
             {"through", std::uint64_t{2}}},  // Its one way is without.
            {{"intent", std::uint64_t{2}}, {"through", std::uint64_t{1}}},
            {{"intent", std::uint64_t{2}}, {"through", std::uint64_t{3}}},  // Not all are intents.
            {{"intent", std::uint64_t{2}}, {"through", std::string("2")}},
            {{"intent", std::uint64_t{1}}, {"through", std::uint64_t{2}}},
            {{"intent", std::uint64_t{0}}, {"through", ~std::uint64_t{0}}},
        };
        for (const auto& fields : wrong) {
            Chain chain;
            chain.add(Kind::founded);
            chain.add(Kind::intent);
            chain.add(Kind::outcome, fields);
            chain.add(Kind::intent);

            CHECK(broken_at(verify(chain.entries, chain.key()), errors::journal_broken) == 3);
        }
    }

    TEST_CASE("one outcome settles every intent of its range, and each only once") {
        Chain chain;
        chain.add(Kind::founded);
        for (int intent = 0; intent < 4; ++intent) chain.add(Kind::intent);
        chain.add(Kind::outcome, {{"intent", std::uint64_t{3}}, {"through", std::uint64_t{5}}});

        const auto verified = verify(chain.entries, chain.key());
        REQUIRE(verified.ok());
        CHECK(verified->outcomes == 3);
        CHECK(verified->open_intents == std::set<std::uint64_t>{2});

        chain.add(Kind::outcome, {{"intent", std::uint64_t{2}}, {"through", std::uint64_t{3}}});
        CHECK(broken_at(verify(chain.entries, chain.key()), errors::journal_broken) == 7);
    }

    TEST_CASE("a second outcome for one intent is named") {
        Chain chain;
        chain.add(Kind::founded);
        chain.add(Kind::intent);
        chain.add(Kind::outcome, {{"intent", std::uint64_t{2}}});
        chain.add(Kind::outcome, {{"intent", std::uint64_t{2}}});

        CHECK(broken_at(verify(chain.entries, chain.key()), errors::journal_broken) == 4);
    }

    TEST_CASE("an entry of another instance is named") {
        auto chain = sound_chain();
        chain.entries[4].provenance.instance = journal_test::instance_named(2);
        chain.continue_each();

        CHECK(broken_at(verify(chain.entries, chain.key()), errors::journal_broken) == 5);
    }

    TEST_CASE(
        "bytes that are no entry are named at the number they stand for, and change nothing") {
        const auto chain = sound_chain();
        journal::Verifier verifier(chain.key());
        REQUIRE(verifier.feed(wire::encode(chain.entries[0])).ok());

        CHECK_FALSE(verifier.feed({}).ok());
        CHECK_FALSE(verifier.feed(view_of("entry")).ok());
        auto longer = wire::encode_public(chain.entries[1]);
        longer.push_back(0);
        CHECK_FALSE(verifier.feed(longer).ok());

        CHECK(verifier.so_far().entries == 1);
        CHECK(verifier.feed(wire::encode(chain.entries[1])).ok());
    }

    TEST_CASE("a refused checkpoint and a refused outcome are not counted") {
        auto chain = sound_chain();
        journal::Verifier verifier(Chain(6).key());
        for (std::size_t index = 0; index < 6; ++index) {
            REQUIRE(verifier.feed(wire::encode(chain.entries[index])).ok());
        }

        CHECK_FALSE(verifier.feed(wire::encode(chain.entries[6])).ok());
        auto outcome = chain.entries[6];
        outcome.kind = Kind::outcome;
        outcome.fields = {{"intent", std::uint64_t{2}}};
        CHECK_FALSE(verifier.feed(wire::encode(outcome)).ok());

        CHECK(verifier.so_far().checkpoints == 0);
        CHECK(verifier.so_far().signed_to == 0);
        CHECK(verifier.so_far().outcomes == 2);
    }
}
