// A chain of the tests: entries that continue each other, with checkpoints by a key of its own, and
// the ways in which a forger may touch it.
#pragma once

#include "sealwright/journal/entry.hpp"
#include "sealwright/journal/errors.hpp"
#include "sealwright/journal/tree.hpp"
#include "sealwright/journal/verify.hpp"
#include "signing.hpp"

#include <doctest/doctest.h>

namespace sealwright::journal_test {

using journal::Entry;
using journal::Field;
using journal::Kind;

inline InstanceId instance_named(std::uint8_t number) {
    IdBytes bytes{};
    bytes.back() = number;
    return InstanceId(bytes);
}

class Chain {
public:
    explicit Chain(std::uint8_t seed_byte = 5) : seed_(seed_of(Bytes(32, seed_byte))) {
        key_ = {"sealwright/test/" + instance_named(1).str(), crypto::Signer::public_key(seed_)};
    }

    Entry& add(Kind kind, std::vector<Field> fields = {}) {
        Entry entry;
        entry.provenance = {"staging", "platform", instance_named(1), "main"};
        entry.sequence = entries.size() + 1;
        entry.wall_ms = 1'800'000'000'000 + entry.sequence;
        entry.revision = entry.sequence / 2;
        entry.kind = kind;
        entry.fields = std::move(fields);
        entries.push_back(std::move(entry));
        continue_each();
        return entries.back();
    }
    void add_checkpoint() {
        add(Kind::checkpoint,
            {{"note", journal::sign_head(head_before(entries.size() + 1), seed_)}});
    }

    // Makes every entry continue the one before it, as a forger would who may write everything but
    // has not the key.
    void continue_each() {
        Digest previous{};
        for (std::size_t index = 0; index < entries.size(); ++index) {
            entries[index].sequence = index + 1;
            entries[index].previous = previous;
            previous = journal::leaf_digest(wire::encode_public(entries[index]));
        }
    }

    [[nodiscard]] journal::TreeHead head_before(std::uint64_t sequence) const {
        journal::Tree tree;
        for (std::size_t index = 0; index + 1 < sequence; ++index) {
            tree.append(journal::leaf_digest(wire::encode_public(entries[index])));
        }
        return {key_.name, tree.size(), tree.root()};
    }

    [[nodiscard]] const journal::VerifierKey& key() const { return key_; }
    [[nodiscard]] const crypto::SigningSeed& seed() const { return seed_; }

    std::vector<Entry> entries;

private:
    crypto::SigningSeed seed_;
    journal::VerifierKey key_;
};

// Founded, two unseals with their outcomes, a refusal, a checkpoint (7), an open intent, a refusal.
inline Chain sound_chain() {
    Chain chain;
    chain.add(Kind::founded);
    chain.add(Kind::intent, {{"what", std::string("open stored root key")}});
    chain.add(Kind::outcome, {{"intent", std::uint64_t{2}}});
    chain.add(Kind::intent);
    chain.add(Kind::outcome, {{"intent", std::uint64_t{4}}});
    chain.add(Kind::refusal, {{"why", std::string("class denied")}});
    chain.add_checkpoint();
    chain.add(Kind::intent);
    chain.add(Kind::refusal);
    return chain;
}

inline Result<journal::Verified> verify(const std::vector<Entry>& entries,
                                        const journal::VerifierKey& key) {
    journal::Verifier verifier(key);
    for (const auto& entry : entries) {
        const auto before = verifier.so_far().entries;
        const auto fed = verifier.feed(wire::encode(entry));
        if (fed) continue;
        CHECK(verifier.so_far().entries == before);
        return fed.error();
    }
    return verifier.so_far();
}

// At which entry the chain stops holding, with which error.
inline std::uint64_t broken_at(const Result<journal::Verified>& verdict, const ErrorSpec& spec) {
    REQUIRE_FALSE(verdict.ok());
    CHECK(verdict.error().is(spec));
    REQUIRE(verdict.error().facts().front().name == "entry");
    return std::get<std::uint64_t>(verdict.error().facts().front().value);
}

}  // namespace sealwright::journal_test
