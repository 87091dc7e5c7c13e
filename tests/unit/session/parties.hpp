// A keeper, an agent and the way between them, as far as one session needs them.
#pragma once

#include "../crypto/secret_bytes.hpp"
#include "sealwright/session/challenger.hpp"
#include "sealwright/session/errors.hpp"
#include "sealwright/session/handshake.hpp"
#include "sealwright/session/open_session.hpp"
#include "sealwright/session/used_challenges.hpp"

#include <doctest/doctest.h>

namespace sealwright::test {

inline IdBytes id_bytes(std::uint8_t first) {
    IdBytes bytes{};
    for (auto& byte : bytes) byte = first++;
    return bytes;
}

inline session::ChallengeFacts some_facts() {
    session::ChallengeFacts facts;
    facts.purpose = session::Purpose::open;
    facts.node = NodeId(id_bytes(0x10));
    facts.vault = VaultId(id_bytes(0x20));
    facts.pcrs = *claims::PcrSet::parse("0,2,4,7");
    facts.subject = {'n', 'o', 't', 'e'};
    return facts;
}

inline session::Begin some_begin() {
    const auto facts = some_facts();
    return {facts.purpose, facts.node, facts.vault, {}};
}

inline session::OpenedFacts some_opened_facts() {
    session::OpenedFacts facts;
    facts.result.status = claims::Trust::affirming;
    facts.seal_key_version = 3;
    facts.lifetime_s = 3600;
    return facts;
}

// The keeper's side: all that it has between two messages.
struct KeeperSide {
    SeededRandom random{1};
    crypto::SigningSeed identity = secret_of<crypto::SigningSeedTag>(Bytes(32, 7));
    crypto::PublicKey pinned = crypto::Signer::public_key(identity);
    session::Challenger challenger;

    session::Challenge challenge(Now now, session::ChallengeFacts facts = some_facts()) {
        const auto ticket = challenger.start(now, random);
        auto made = challenger.make(ticket, facts, identity, now);
        REQUIRE(made);
        return *std::move(made);
    }

    Result<session::Opening> open(const session::Finish& finish, Now now) {
        TRY(recognized, challenger.recognize(finish.challenge, now));
        return session::open_session(recognized, finish, some_opened_facts(), random);
    }
};

struct AgentSide {
    SeededRandom random{2};
    session::Handshake handshake{some_begin()};

    session::Finish finish(const session::Challenge& challenge, const crypto::PublicKey& pinned) {
        REQUIRE(handshake.on(challenge, pinned, random));
        auto finish = handshake.finish({'e', 'v', 'i', 'd', 'e', 'n', 'c', 'e'});
        REQUIRE(finish);
        return *std::move(finish);
    }
};

// Both ends of a session that is open.
struct Ends {
    session::Channel keeper;
    session::Channel agent;
};

inline constexpr Now start{100'000, 1'700'000'000'000};

inline Ends open_ends(std::uint8_t seed = 2) {
    KeeperSide keeper;
    AgentSide agent{SeededRandom(seed)};
    const auto finish = agent.finish(keeper.challenge(start), keeper.pinned);
    auto opening = keeper.open(finish, start);
    REQUIRE(opening);
    auto established = agent.handshake.on(opening->opened);
    REQUIRE(established);
    return {std::move(opening->channel), std::move(established->channel)};
}

// Each message that differs from `message` in one bit and is a message still.
template <class Message, class Visit>
std::size_t each_bit_flipped(const Message& message, Visit visit) {
    auto bytes = wire::encode_public(message);
    std::size_t visited = 0;
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
        bytes[bit / 8] ^= mask;
        if (auto changed = wire::decode<Message>(bytes)) {
            CAPTURE(bit);
            visit(*changed);
            ++visited;
        }
        bytes[bit / 8] ^= mask;
    }
    return visited;
}

}  // namespace sealwright::test
