// Part: what one custodian says in the making of a key, all of it from one seed of 32 bytes.
//
// Identity and transport key, the dealer's polynomial and every message follow from the seed and
// from what stands on the board; asked twice, it says the same twice. What is dealt is drawn for
// one session alone, so a service that shows one custodian two rosters learns no polynomial. Before
// each message it looks that what stands there in its name is its own. Process: cli. Spec:
// docs/protocol/ceremony.md section 7.
#pragma once

#include "sealwright/custody/board.hpp"
#include "sealwright/custody/contribution.hpp"
#include "sealwright/threshold/receive.hpp"

namespace sealwright::custody {

using PartSeed = Secret<32, struct PartSeedTag>;

// All that is left of a part when it is done.
struct Taken {
    threshold::SecretShare share;
    threshold::Pepper pepper;
    crypto::SigningSeed identity;
    Confirmation confirmation;
};

class Part {
public:
    // `seed` outlives it.
    Part(const PartSeed& seed, threshold::Index self) : seed_(seed), self_(self) {}

    [[nodiscard]] threshold::Member member() const;
    [[nodiscard]] Result<threshold::Commit> commit(const Board& board) const;
    [[nodiscard]] Result<threshold::Reveal> reveal(const Board& board) const;
    [[nodiscard]] Result<threshold::Deal> deal(const Board& board) const;
    // The bytes of its message of the round that is open.
    [[nodiscard]] Result<Bytes> message(const Board& board) const;
    // Checks everything again; whoever is wrong is named.
    [[nodiscard]] Result<Taken> finish(const Board& board, View pepper) const;

private:
    [[nodiscard]] crypto::SigningSeed identity() const;
    [[nodiscard]] crypto::ExchangePair transport() const;
    // Of the session that the board shows, when this part stands in it as it joined.
    [[nodiscard]] Result<threshold::Dealer> dealer(const Board& board) const;
    [[nodiscard]] Error replaced() const;

    const PartSeed& seed_;
    threshold::Index self_;
};

// What a holder confirms: one digest of transcript, key and epoch, by whoever has this identity. A
// tool that died before it was sent makes the same again.
Confirmation confirm(const threshold::PendingGroup& group,
                     threshold::Index self,
                     const crypto::SigningSeed& identity);

}  // namespace sealwright::custody
