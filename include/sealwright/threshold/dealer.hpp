// Dealer: one custodian's part in making a key: commit, reveal, deal, and answer a complaint.
//
// Each step takes the closed round before it, so none can be taken early. Holds the polynomial
// until the group is certified; nothing of it is stored. Process: cli.
// Spec: docs/protocol/threshold.md section 8.
#pragma once

#include "sealwright/threshold/polynomial.hpp"
#include "sealwright/threshold/rounds.hpp"

namespace sealwright::threshold {

struct Complaint {
    Index accuser;
    Index dealer;

    void write(wire::Writer& writer) const;
    static Complaint read(wire::Reader& reader);
};

// How the accuser's share was sealed. It is public from here on.
struct Answer {
    Complaint complaint;
    crypto::ExchangeKey ephemeral{};
    Scalar share = Scalar::zero();

    void write(wire::Writer& writer) const;
    static Answer read(wire::Reader& reader);
};

class Dealer {
public:
    static Result<Dealer> begin(const Session& session, Index self, Random& random);

    [[nodiscard]] Commit commit() const;
    [[nodiscard]] Result<Reveal> reveal(const CommitRound& commits) const;
    [[nodiscard]] Result<Deal> deal(const RevealRound& reveals) const;
    // Only the accuser's share, and only to the accusation of a member.
    [[nodiscard]] Result<Answer> answer(const RevealRound& reveals,
                                        const Complaint& complaint) const;

private:
    using Seed = Secret<32, struct SealingSeedTag>;
    Dealer(const Session& session, Reveal reveal, Polynomial polynomial, Seed seed)
        : session_(session),
          reveal_(std::move(reveal)),
          polynomial_(std::move(polynomial)),
          seed_(std::move(seed)) {}

    [[nodiscard]] Result<void> check_part(const RevealRound& reveals) const;

    Session session_;
    Reveal reveal_;
    Polynomial polynomial_;
    Seed seed_;
};

// What a share is sealed for.
Digest box_info(const RevealRound& reveals, Index dealer, Index receiver);

}  // namespace sealwright::threshold
