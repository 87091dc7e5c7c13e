#include "sealwright/custody/part.hpp"

#include "coins.hpp"
#include "sealwright/crypto/shares.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/wire/codec.hpp"

namespace sealwright::custody {

using threshold::Dealer;

crypto::SigningSeed Part::identity() const {
    Coins coins(seed_, "identity");
    return crypto::ShareSplitter::fresh_key<crypto::SigningSeedTag>(coins);
}

crypto::ExchangePair Part::transport() const {
    Coins coins(seed_, "transport");
    return crypto::ExchangePair::generate(coins);
}

threshold::Member Part::member() const {
    return {self_, crypto::Signer::public_key(identity()), transport().public_key()};
}

Error Part::replaced() const {
    return {errors::part_replaced, {fact("custodian", std::uint64_t{self_.value()})}};
}

// The polynomial of one session is never that of another: whoever could choose the roster anew
// would else be dealt, roster by roster, enough of one polynomial to have it.
Result<Dealer> Part::dealer(const Board& board) const {
    const auto& session = board.session();
    if (!session) return errors::contribution_round;
    TRY(place, session->place_of(self_));
    if (session->members()[place] != member()) return replaced();
    Coins coins(seed_, "dealer", session->id().bytes());
    return Dealer::begin(*session, self_, coins);
}

Result<threshold::Commit> Part::commit(const Board& board) const {
    TRY(dealer, dealer(board));
    return dealer.commit();
}

Result<threshold::Reveal> Part::reveal(const Board& board) const {
    TRY(dealer, dealer(board));
    if (!board.commits()) return errors::contribution_round;
    auto reveal = dealer.reveal(*board.commits());
    if (!reveal) return replaced();
    return reveal;
}

Result<threshold::Deal> Part::deal(const Board& board) const {
    TRY(dealer, dealer(board));
    if (!board.reveals()) return errors::contribution_round;
    auto deal = dealer.deal(*board.reveals());
    if (!deal) return replaced();
    return deal;
}

Result<Bytes> Part::message(const Board& board) const {
    switch (board.round()) {
        case Board::join_round:
            return wire::encode_public(member());
        case Board::commit_round: {
            TRY(commit, commit(board));
            return wire::encode_public(commit);
        }
        case Board::reveal_round: {
            TRY(reveal, reveal(board));
            return wire::encode_public(reveal);
        }
        case Board::deal_round: {
            TRY(deal, deal(board));
            return wire::encode_public(deal);
        }
    }
    return errors::contribution_round;
}

Result<Taken> Part::finish(const Board& board, View pepper) const {
    TRY(own, deal(board));
    const auto pending = board.pending();
    if (!pending) return errors::contribution_round;
    TRY(place, board.session()->place_of(self_));
    if (board.deals()->deals()[place].boxes != own.boxes) return replaced();
    const auto pair = transport();
    TRY(share, threshold::receive(*board.reveals(), *board.deals(), self_, pair, pending->epoch()));
    auto opened = open_pepper(pair, pepper_context(pending->transcript(), self_), pepper);
    if (!opened) return errors::pepper_unopened;
    auto key = identity();
    auto confirmation = confirm(*pending, self_, key);
    return Taken{std::move(share), *std::move(opened), std::move(key), std::move(confirmation)};
}

Confirmation confirm(const threshold::PendingGroup& group,
                     threshold::Index self,
                     const crypto::SigningSeed& identity) {
    const auto found = group.certified();
    const threshold::Certificate certificate{self, crypto::Signer::sign(identity, found)};
    return {found, wire::encode_public(certificate)};
}

}  // namespace sealwright::custody
