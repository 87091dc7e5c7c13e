// Custodians for tests: people with keys, and the ceremony that makes them a group.
#pragma once

#include "sealwright/crypto/shares.hpp"
#include "sealwright/threshold/receive.hpp"
#include "seeded_random.hpp"

#include <doctest/doctest.h>

namespace sealwright::test {

inline threshold::Index index_of(std::uint64_t value) {
    return *threshold::Index::make(value);
}

struct Custodian {
    threshold::Index index;
    crypto::SigningSeed identity;
    crypto::ExchangePair transport;

    static Custodian draw(threshold::Index index, Random& random) {
        return {index,
                crypto::ShareSplitter::fresh_key<crypto::SigningSeedTag>(random),
                crypto::ExchangePair::generate(random)};
    }
    [[nodiscard]] threshold::Member member() const {
        return {index, crypto::Signer::public_key(identity), transport.public_key()};
    }
};

// People with these indices.
inline std::vector<Custodian> people(const std::vector<std::uint64_t>& indices, Random& random) {
    std::vector<Custodian> found;
    for (const auto each : indices) found.push_back(Custodian::draw(index_of(each), random));
    return found;
}

inline std::vector<std::uint64_t> counting(std::size_t count) {
    std::vector<std::uint64_t> numbers;
    for (std::uint64_t each = 1; each <= count; ++each) numbers.push_back(each);
    return numbers;
}

inline threshold::Session session_of(const std::vector<Custodian>& custodians,
                                     std::size_t needed,
                                     std::uint8_t nonce = 1) {
    std::vector<threshold::Member> members;
    for (const auto& each : custodians) members.push_back(each.member());
    Digest bytes{};
    bytes.fill(nonce);
    return *threshold::Session::make(
        bytes, *threshold::GroupSize::make_measured(needed, members.size()), members);
}

inline std::vector<threshold::Dealer> dealers_of(const threshold::Session& session,
                                                 Random& random) {
    std::vector<threshold::Dealer> dealers;
    for (const auto& each : session.members()) {
        dealers.push_back(*threshold::Dealer::begin(session, each.index, random));
    }
    return dealers;
}

inline std::vector<threshold::Commit> commits_of(const std::vector<threshold::Dealer>& dealers) {
    std::vector<threshold::Commit> commits;
    for (const auto& each : dealers) commits.push_back(each.commit());
    return commits;
}

inline std::vector<threshold::Reveal> reveals_of(const std::vector<threshold::Dealer>& dealers,
                                                 const threshold::CommitRound& round) {
    std::vector<threshold::Reveal> reveals;
    for (const auto& each : dealers) reveals.push_back(*each.reveal(round));
    return reveals;
}

inline std::vector<threshold::Deal> deals_of(const std::vector<threshold::Dealer>& dealers,
                                             const threshold::RevealRound& round) {
    std::vector<threshold::Deal> deals;
    for (const auto& each : dealers) deals.push_back(*each.deal(round));
    return deals;
}

// An honest ceremony up to its last round.
struct Ceremony {
    threshold::Session session;
    std::vector<threshold::Dealer> dealers;
    threshold::CommitRound commits;
    threshold::RevealRound reveals;
    threshold::DealRound deals;

    static Ceremony play(const threshold::Session& session, Random& random) {
        auto dealers = dealers_of(session, random);
        auto commits = *threshold::CommitRound::close(session, commits_of(dealers));
        auto reveals =
            *threshold::RevealRound::close(session, commits, reveals_of(dealers, commits));
        auto deals = *threshold::DealRound::close(reveals, deals_of(dealers, reveals));
        return {session, std::move(dealers), commits, reveals, deals};
    }
};

inline threshold::Group certified(const threshold::PendingGroup& pending,
                                  const std::vector<Custodian>& custodians) {
    std::vector<threshold::Certificate> certificates;
    for (const auto& each : custodians) {
        certificates.push_back(
            {each.index, crypto::Signer::sign(each.identity, pending.certified())});
    }
    return *pending.certify(certificates);
}

// A group whose key its custodians made together, and what each of them holds.
struct House {
    std::vector<Custodian> custodians;
    threshold::Group group;
    std::vector<threshold::SecretShare> shares;

    static House found(std::size_t needed,
                       const std::vector<std::uint64_t>& indices,
                       std::uint8_t seed = 1,
                       threshold::Epoch epoch = threshold::Epoch(1)) {
        SeededRandom random(seed);
        auto custodians = people(indices, random);
        const auto ceremony = Ceremony::play(session_of(custodians, needed, seed), random);
        std::vector<threshold::SecretShare> shares;
        for (const auto& each : custodians) {
            shares.push_back(*threshold::receive(
                ceremony.reveals, ceremony.deals, each.index, each.transport, epoch));
        }
        const auto pending = threshold::PendingGroup::of(ceremony.reveals, ceremony.deals, epoch);
        auto group = certified(pending, custodians);
        return {std::move(custodians), std::move(group), std::move(shares)};
    }
};

// Who an error blames; 0 for nobody.
inline std::uint64_t blamed(const Error& error) {
    for (const auto& each : error.facts()) {
        if (each.name == "custodian") return std::get<std::uint64_t>(each.value);
    }
    return 0;
}

}  // namespace sealwright::test
