#include "parties.hpp"

#include <set>

using namespace sealwright;
using namespace sealwright::session;
using test::start;

namespace {

const Bytes evidence{'e'};

// Which steps the handshake allows now, without taking one.
bool binds(const Handshake& handshake) {
    return handshake.binding({}).ok();
}

}  // namespace

TEST_SUITE("session/handshake") {
    TEST_CASE("an honest run ends with both in one session and the agent told its facts") {
        test::KeeperSide keeper;
        test::AgentSide agent;
        const auto finish = agent.finish(keeper.challenge(start), keeper.pinned);

        auto opening = keeper.open(finish, start);
        REQUIRE(opening);
        auto established = agent.handshake.on(opening->opened);

        REQUIRE(established);
        CHECK(established->facts.seal_key_version == 3);
        CHECK(established->facts.lifetime_s == 3600);
        CHECK(established->channel.session() == opening->channel.session());
        const auto record = established->channel.seal({1, "m", "k"}, view_of("hello"));
        CHECK(text_of(*opening->channel.open(*record)) == "hello");
    }

    TEST_CASE("a challenge with any bit changed is not believed, and the genuine one still is") {
        test::KeeperSide keeper;
        test::AgentSide agent;
        const auto challenge = keeper.challenge(start);

        const auto visited = test::each_bit_flipped(challenge, [&](const Challenge& changed) {
            const auto refused = agent.handshake.on(changed, keeper.pinned, agent.random);
            CHECK(refused.error().is(errors::service_unproven));
            CHECK(agent.handshake.phase() == Handshake::Phase::begun);
        });

        CHECK(visited > 1'500);
        CHECK(agent.handshake.on(challenge, keeper.pinned, agent.random));
    }

    TEST_CASE("a challenge of another service's key is not believed") {
        test::KeeperSide keeper;
        test::KeeperSide other;
        other.identity = test::secret_of<crypto::SigningSeedTag>(Bytes(32, 8));
        test::AgentSide agent;

        const auto refused =
            agent.handshake.on(other.challenge(start), keeper.pinned, agent.random);

        CHECK(refused.error().is(errors::service_unproven));
        CHECK(agent.handshake.phase() == Handshake::Phase::begun);
    }

    TEST_CASE("a genuine challenge for another purpose, node or vault is refused") {
        test::KeeperSide keeper;
        std::vector<ChallengeFacts> others(4, test::some_facts());
        others[0].purpose = Purpose::enrol;
        others[1].purpose = Purpose::rehearse;
        others[2].node = NodeId(test::id_bytes(0x30));
        others[3].vault = VaultId(test::id_bytes(0x30));
        for (const auto& facts : others) {
            test::AgentSide agent;

            const auto refused =
                agent.handshake.on(keeper.challenge(start, facts), keeper.pinned, agent.random);

            CHECK(refused.error().is(errors::challenge_other));
            CHECK(agent.handshake.phase() == Handshake::Phase::begun);
        }
    }

    TEST_CASE("the signature of a challenge is for nothing else that is 32 bytes or a challenge") {
        test::KeeperSide keeper;
        const auto challenge = keeper.challenge(start);

        CHECK(crypto::verify(keeper.pinned, signed_part(challenge), challenge.signature));
        CHECK_FALSE(
            crypto::verify(keeper.pinned, challenge.without_signature(), challenge.signature));
    }

    TEST_CASE(
        "the binding changes with each bit of the challenge, its secret and the agent's key") {
        test::KeeperSide keeper;
        const auto challenge = keeper.challenge(start);
        ExchangeKey key{};
        Bytes activated(32, 1);
        std::set<Digest> seen{binding(challenge, activated, key), binding(challenge, {}, key)};
        std::size_t count = seen.size();
        CHECK(count == 2);

        count += test::each_bit_flipped(challenge, [&](const Challenge& changed) {
            seen.insert(binding(changed, activated, key));
        });
        for (std::size_t bit = 0; bit < 256; ++bit) {
            const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
            key[bit / 8] ^= mask;
            seen.insert(binding(challenge, activated, key));
            key[bit / 8] ^= mask;
            activated[bit / 8] ^= mask;
            seen.insert(binding(challenge, activated, key));
            activated[bit / 8] ^= mask;
            count += 2;
        }

        CHECK(seen.size() == count);
    }

    TEST_CASE("what the keeper binds from a finish is what the agent's evidence signed") {
        test::KeeperSide keeper;
        test::AgentSide agent;
        REQUIRE(agent.handshake.on(keeper.challenge(start), keeper.pinned, agent.random));
        const auto signed_by_agent = agent.handshake.binding({});
        const auto finish = agent.handshake.finish(evidence);
        REQUIRE(finish);

        const auto came = wire::decode<Finish>(wire::encode(*finish));

        REQUIRE(came);
        CHECK(binding(came->challenge, {}, came->exchange) == *signed_by_agent);
    }

    TEST_CASE("a finish with any bit changed leads into no session that the agent accepts") {
        test::KeeperSide keeper;
        test::AgentSide agent;
        const auto finish = agent.finish(keeper.challenge(start), keeper.pinned);
        std::size_t accepted = 0;

        const auto visited = test::each_bit_flipped(finish, [&](const Finish& changed) {
            auto opening = keeper.open(changed, start);
            if (!opening) return;
            test::AgentSide same;
            // The same agent, so far as its random source goes.
            static_cast<void>(same.finish(finish.challenge, keeper.pinned));
            CHECK(same.handshake.on(opening->opened).error().is(errors::service_unproven));
            ++accepted;
        });

        CHECK(visited > 1'800);
        // Of the signature, the agent's key and the evidence, which are judged elsewhere.
        CHECK(accepted == (64 + 32 + 8) * 8);
    }

    TEST_CASE("an Opened with any bit changed is refused") {
        test::KeeperSide keeper;
        test::AgentSide agent;
        const auto challenge = keeper.challenge(start);
        const auto finish = agent.finish(challenge, keeper.pinned);
        const auto opening = keeper.open(finish, start);
        REQUIRE(opening);
        // X25519 takes no notice of a point's highest bit; the salt does.
        const auto visited = test::each_bit_flipped(opening->opened, [&](const Opened& changed) {
            test::AgentSide same;
            static_cast<void>(same.finish(challenge, keeper.pinned));
            CHECK(same.handshake.on(changed).error().is(errors::service_unproven));
            CHECK(same.handshake.phase() == Handshake::Phase::ended);
        });

        CHECK(visited > 1'000);
        CHECK(agent.handshake.on(opening->opened));
    }

    TEST_CASE("the Opened of another run, or of another agent, is refused") {
        test::KeeperSide keeper;
        test::AgentSide one;
        test::AgentSide other{test::SeededRandom(3)};
        const auto ours = one.finish(keeper.challenge(start), keeper.pinned);
        const auto theirs = other.finish(keeper.challenge(start), keeper.pinned);
        REQUIRE(keeper.open(ours, start));

        const auto opening = keeper.open(theirs, start);
        REQUIRE(opening);

        CHECK(one.handshake.on(opening->opened).error().is(errors::service_unproven));
    }

    TEST_CASE("who put in a key of its own for the keeper's second is refused") {
        test::KeeperSide keeper;
        test::AgentSide agent;
        const auto finish = agent.finish(keeper.challenge(start), keeper.pinned);
        test::SeededRandom random(9);
        const auto mine = crypto::ExchangePair::generate(random);
        const auto pretended = crypto::ExchangePair::generate(random);
        // It knows c and b's public half, but not a.
        Channel::Keying keying{*pretended.agree(finish.exchange),
                               *mine.agree(finish.exchange),
                               mine.public_key(),
                               SessionId{}};
        Channel channel(Side::keeper, finish, keying);
        const auto record = channel.seal({}, wire::encode(test::some_opened_facts()));
        REQUIRE(record);

        const auto refused =
            agent.handshake.on(Opened{SessionId{}, mine.public_key(), record->sealed});

        CHECK(refused.error().is(errors::service_unproven));
    }

    TEST_CASE("keys with which everybody agrees open no session at either end") {
        test::KeeperSide keeper;
        auto finish = test::AgentSide().finish(keeper.challenge(start), keeper.pinned);
        finish.exchange = ExchangeKey{};
        CHECK(keeper.open(finish, start).error().is(errors::exchange_invalid));

        test::AgentSide agent;
        static_cast<void>(agent.finish(keeper.challenge(start), keeper.pinned));
        CHECK(agent.handshake.on(Opened{}).error().is(errors::exchange_invalid));
        CHECK(agent.handshake.phase() == Handshake::Phase::ended);
    }

    TEST_CASE("a challenge whose key everybody agrees with ends the agent's handshake at Opened") {
        test::KeeperSide keeper;
        auto challenge = keeper.challenge(start);
        challenge.exchange = ExchangeKey{};
        challenge.signature = crypto::Signer::sign(keeper.identity, signed_part(challenge));
        test::AgentSide agent;
        static_cast<void>(agent.finish(challenge, keeper.pinned));
        Opened opened;
        opened.exchange = keeper.challenge(start).exchange;

        CHECK(agent.handshake.on(opened).error().is(errors::exchange_invalid));
    }

    TEST_CASE("each step is legal in its phase only, and a step out of turn changes nothing") {
        test::KeeperSide keeper;
        test::AgentSide agent;
        auto& handshake = agent.handshake;
        const auto challenge = keeper.challenge(start);
        const auto refuses = [&](bool on_challenge, bool finishes, bool on_opened) {
            const auto phase = handshake.phase();
            if (on_challenge) {
                CHECK(handshake.on(challenge, keeper.pinned, agent.random)
                          .error()
                          .is(errors::session_order));
            }
            if (finishes) CHECK(handshake.finish(evidence).error().is(errors::session_order));
            if (on_opened) CHECK(handshake.on(Opened{}).error().is(errors::session_order));
            CHECK(handshake.phase() == phase);
        };

        refuses(false, true, true);
        CHECK_FALSE(binds(handshake));
        REQUIRE(handshake.on(challenge, keeper.pinned, agent.random));
        refuses(true, false, true);
        CHECK(binds(handshake));
        const auto finish = handshake.finish(evidence);
        REQUIRE(finish);
        refuses(true, true, false);
        CHECK_FALSE(binds(handshake));
        const auto opening = keeper.open(*finish, start);
        REQUIRE(opening);
        REQUIRE(handshake.on(opening->opened));
        refuses(true, true, true);
        CHECK_FALSE(binds(handshake));
    }

    TEST_CASE("evidence that no finish may carry is refused and may be made again") {
        test::KeeperSide keeper;
        test::AgentSide agent;
        REQUIRE(agent.handshake.on(keeper.challenge(start), keeper.pinned, agent.random));

        const auto refused = agent.handshake.finish(Bytes(evidence_max + 1));

        CHECK(refused.error().is(errors::record_too_long));
        CHECK(agent.handshake.finish(Bytes(evidence_max)));
    }

    TEST_CASE("facts that are no facts are refused, though the keeper sealed them") {
        test::KeeperSide keeper;
        test::AgentSide agent;
        const auto finish = agent.finish(keeper.challenge(start), keeper.pinned);
        const auto recognized = keeper.challenger.recognize(finish.challenge, start);
        REQUIRE(recognized);
        const auto second = crypto::ExchangePair::generate(keeper.random);
        Channel channel(Side::keeper,
                        finish,
                        {*recognized->exchange.agree(finish.exchange),
                         *second.agree(finish.exchange),
                         second.public_key(),
                         SessionId{}});
        const auto record = channel.seal({}, view_of("no facts"));

        CHECK_FALSE(agent.handshake.on(Opened{SessionId{}, second.public_key(), record->sealed}));
    }

    TEST_CASE("neither end keeps an exchange key once the session stands") {
        const auto before = SecretPool::in_use();
        {
            test::KeeperSide keeper;  // An identity, and an epoch once it has challenged.
            test::AgentSide agent;
            const auto finish = agent.finish(keeper.challenge(start), keeper.pinned);
            CHECK(SecretPool::in_use() == before + 3);

            const auto opening = keeper.open(finish, start);
            CHECK(SecretPool::in_use() == before + 4);
            const auto established = agent.handshake.on(opening->opened);
            CHECK(SecretPool::in_use() == before + 4);
        }
        CHECK(SecretPool::in_use() == before);
    }

    TEST_CASE("an agent that was refused keeps no exchange key") {
        test::KeeperSide keeper;
        test::AgentSide agent;
        static_cast<void>(agent.finish(keeper.challenge(start), keeper.pinned));
        const auto before = SecretPool::in_use();

        REQUIRE_FALSE(agent.handshake.on(Opened{}));

        CHECK(SecretPool::in_use() == before - 1);
    }
}
