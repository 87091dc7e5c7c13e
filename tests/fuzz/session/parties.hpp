// Keeper and agent of tests/vectors/session.txt, whose messages are the seeds of these targets.
#pragma once

#include "sealwright/crypto/shares.hpp"
#include "sealwright/session/handshake.hpp"
#include "sealwright/session/open_session.hpp"
#include "sealwright/session/used_challenges.hpp"

namespace sealwright::fuzz {

// Each fill counts up from the next of these bytes; the last one goes on.
class CountingRandom final : public Random {
public:
    explicit CountingRandom(std::vector<std::uint8_t> firsts) : firsts_(std::move(firsts)) {}

    void fill(std::span<std::uint8_t> out) override {
        auto byte = firsts_[std::min(next_, firsts_.size() - 1)];
        ++next_;
        for (auto& value : out) value = byte++;
    }

private:
    std::vector<std::uint8_t> firsts_;
    std::size_t next_ = 0;
};

inline constexpr Now issued{61'000, 1'700'000'000'000};

struct Keeper {
    CountingRandom random{{0x00, 0x20, 0x80, 0xa0}};  // Epoch, nonce; c, session id.
    crypto::SigningSeed identity;
    crypto::PublicKey pinned;
    session::Challenger challenger;
    session::Challenge challenge;

    Keeper() {
        CountingRandom seed({0x40});
        identity = crypto::ShareSplitter::fresh_key<crypto::SigningSeedTag>(seed);
        pinned = crypto::Signer::public_key(identity);
        const auto ticket = challenger.start(issued, random);
        session::ChallengeFacts facts;
        CountingRandom ids({0x10, 0x20});
        facts.node = NodeId::random(ids);
        facts.vault = VaultId::random(ids);
        facts.pcrs = *claims::PcrSet::from_mask(0x95);
        facts.subject = {'n', 'o', 't', 'e'};
        challenge = *challenger.make(ticket, facts, identity, issued);
    }
};

struct Agent {
    CountingRandom random{{0x60}};  // b
    session::Handshake handshake;

    explicit Agent(const session::Challenge& challenge)
        : handshake({challenge.purpose, challenge.node, challenge.vault, {}}) {}

    session::Finish finish(const Keeper& keeper) {
        check(handshake.on(keeper.challenge, keeper.pinned, random).ok());
        return *handshake.finish({'e', 'v', 'i', 'd', 'e', 'n', 'c', 'e'});
    }
};

inline session::OpenedFacts facts_of_vectors() {
    const auto digest = [](std::uint8_t first) {
        Digest bytes{};
        CountingRandom({first}).fill(bytes);
        return bytes;
    };
    session::OpenedFacts facts;
    facts.result.status = claims::Trust::affirming;
    facts.result.kind = claims::EvidenceKind::tpm2;
    facts.result.provenance = "ek-chain";
    facts.result.reference_id = "baseline-1";
    facts.result.policy = digest(0xb0);
    facts.result.evidence = digest(0xc0);
    facts.result.nonce = digest(0xd0);
    facts.result.reset_count = 9;
    facts.result.made_ms = 1'700'000'000'000;
    facts.seal_key_version = 3;
    facts.lifetime_s = 3600;
    facts.fresh_s = 60;
    return facts;
}

}  // namespace sealwright::fuzz
