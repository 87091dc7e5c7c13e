#include "sealwright/ceremony/act.hpp"

#include "../journal/vectors.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <set>

using namespace sealwright;

namespace {

template <class Container>
Container counting(std::uint8_t first) {
    Container bytes{};
    std::iota(bytes.begin(), bytes.end(), first);
    return bytes;
}

// The example of docs/protocol/acts.md.
ceremony::Act example() {
    ceremony::Act act;
    act.installation = InstallationId(counting<IdBytes>(0x00));
    act.environment = "staging";
    act.ceremony = counting<IdBytes>(0x10);
    act.attempt = 2;
    act.plan = counting<Digest>(0x20);
    act.person = "ana";
    act.role = ceremony::Role::custodian;
    act.index = 3;
    act.choice = ceremony::Choice::approve;
    act.contribution = counting<Digest>(0x40);
    act.epoch = 5;
    act.expiry_ms = 1'800'000'000'000;
    return act;
}

// The example with one field changed, for each field; and texts whose border moved.
std::vector<ceremony::Act> others() {
    std::vector<ceremony::Act> acts(13, example());
    acts[0].installation = InstallationId(counting<IdBytes>(0x01));
    acts[1].environment = "production";
    acts[2].ceremony.back() ^= 1U;
    ++acts[3].attempt;
    acts[4].plan.front() ^= 1U;
    acts[5].person = "bea";
    acts[6].role = ceremony::Role::witness;
    ++acts[7].index;
    acts[8].choice = ceremony::Choice::veto;
    acts[9].contribution = {};
    ++acts[10].epoch;
    acts[11].expiry_ms = 0;
    std::swap(acts[12].environment, acts[12].person);
    return acts;
}

}  // namespace

TEST_SUITE("ceremony/act") {
    TEST_CASE("an act survives the way there and back, and no part of one is taken for it") {
        auto bytes = wire::encode_public(example());

        const auto again = wire::decode<ceremony::Act>(bytes);

        REQUIRE(again.ok());
        CHECK(*again == example());
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            CHECK_FALSE(wire::decode<ceremony::Act>(View(bytes).first(size)).ok());
        }
        bytes.push_back(0);
        CHECK_FALSE(wire::decode<ceremony::Act>(bytes).ok());
    }

    TEST_CASE("an act has one canonical form: what is read writes the same bytes") {
        const auto bytes = wire::encode_public(example());

        for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
            auto changed = bytes;
            changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            const auto read = wire::decode<ceremony::Act>(changed);
            if (!read) continue;
            CHECK(wire::encode_public(*read) == changed);
            CHECK(read->digest() != example().digest());
        }
    }

    TEST_CASE("the digest of an act differs when any of its fields differs") {
        std::set<Digest> digests{example().digest()};

        for (const auto& other : others()) digests.insert(other.digest());

        CHECK(digests.size() == others().size() + 1);
        CHECK(digests.count(example().digest()) == 1);
    }

    TEST_CASE("bytes of another domain, and roles and choices that do not exist, are refused") {
        const auto bytes = wire::encode_public(example());
        auto other_domain = bytes;
        other_domain[4] = 'X';
        // Domain 14, installation 16, environment 11, ceremony 16, attempt 4, plan 32, person 7.
        constexpr std::size_t role_at = 14 + 16 + 11 + 16 + 4 + 32 + 7;
        auto other_role = bytes;
        REQUIRE(other_role[role_at] == static_cast<std::uint8_t>(ceremony::Role::custodian));
        other_role[role_at] = 5;
        auto other_choice = bytes;
        other_choice[role_at + 3] = 3;

        CHECK_FALSE(wire::decode<ceremony::Act>(other_domain).ok());
        CHECK_FALSE(wire::decode<ceremony::Act>(other_role).ok());
        CHECK_FALSE(wire::decode<ceremony::Act>(other_choice).ok());
    }

    TEST_CASE("a name or an environment over 64 bytes is refused") {
        auto long_person = example();
        long_person.person.assign(65, 'a');
        auto long_environment = example();
        long_environment.environment.assign(65, 'a');

        CHECK_FALSE(wire::decode<ceremony::Act>(wire::encode(long_person)).ok());
        CHECK_FALSE(wire::decode<ceremony::Act>(wire::encode(long_environment)).ok());
    }

    TEST_CASE("the example of docs/protocol/acts.md has the bytes and digest that Go computes") {
        const auto bytes = journal_test::vectors("act-bytes").at(0).at(0);
        const auto digest = journal_test::vectors("act-digest").at(0).at(0);

        CHECK(to_hex(wire::encode(example())) == bytes);
        CHECK(to_hex(example().digest()) == digest);
    }
}
