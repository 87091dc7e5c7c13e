#include "sealwright/custody/board.hpp"

#include "sealwright/crypto/exchange.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/threshold/errors.hpp"
#include "sealwright/wire/codec.hpp"

#include <algorithm>

namespace sealwright::custody {
namespace {

using threshold::Index;

Error whose(const ErrorSpec& spec, Index from) {
    return {spec, {fact("custodian", std::uint64_t{from.value()})}};
}

// One message of its sender, and of nobody else.
template <class Message>
Result<Message> read_from(Index from, View bytes, Index Message::*sender) {
    auto message = wire::decode<Message>(bytes);
    if (!message || (*message).*sender != from) return whose(errors::contribution_unreadable, from);
    return std::move(*message);
}

template <class Message>
bool has_of(const std::vector<Message>& messages, Index from, Index Message::*sender) {
    return std::ranges::find(messages, from, sender) != messages.end();
}

// Whether a share that is sealed to it could be opened by its owner alone.
bool can_receive(const threshold::Member& member) {
    return crypto::ExchangePair::shown({1}).agree(member.transport).has_value();
}

}  // namespace

std::uint8_t Board::round() const {
    if (!session_) return join_round;
    if (!commits_) return commit_round;
    if (!reveals_) return reveal_round;
    return deals_ ? rounds : deal_round;
}

Result<void> Board::add(std::uint8_t round, Index from, View message) {
    if (round != this->round()) return whose(errors::contribution_round, from);
    if (round == join_round) return join(from, message);
    if (session_ && !session_->place_of(from)) return whose(errors::member_unknown, from);
    if (round == commit_round) return commit(from, message);
    return round == reveal_round ? reveal(from, message) : deal(from, message);
}

Result<void> Board::join(Index from, View message) {
    using threshold::Member;
    TRY(member, read_from(from, message, &Member::index));
    const auto is_like = [&](const Member& each) {
        return each.index == from || each.identity == member.identity ||
               each.transport == member.transport;
    };
    if (!can_receive(member) || std::ranges::any_of(joined_, is_like)) {
        return whose(errors::members_invalid, from);
    }
    auto joined = joined_;
    joined.push_back(member);
    if (joined.size() == size_.total()) {
        TRY(session, threshold::Session::make(nonce_, size_, joined));
        session_ = std::move(session);
    }
    joined_ = std::move(joined);
    return done;
}

Result<void> Board::commit(Index from, View message) {
    using threshold::Commit;
    TRY(commit, read_from(from, message, &Commit::dealer));
    if (has_of(committed_, from, &Commit::dealer)) return whose(errors::contribution_round, from);
    committed_.push_back(commit);
    if (committed_.size() < size_.total()) return done;
    TRY(closed, threshold::CommitRound::close(*session_, committed_));
    commits_ = std::move(closed);
    return done;
}

Result<void> Board::reveal(Index from, View message) {
    using threshold::Reveal;
    auto reveal = Reveal::parse(*session_, message);
    if (!reveal) {
        return reveal.error().is(errors::commitments_count)
                   ? reveal.error()
                   : whose(errors::contribution_unreadable, from);
    }
    if (reveal->dealer != from || has_of(revealed_, from, &Reveal::dealer)) {
        return whose(errors::contribution_unreadable, from);
    }
    TRY(place, session_->place_of(from));
    TRY(check_reveal(*session_, commits_->commits()[place], *reveal));
    revealed_.push_back(std::move(*reveal));
    if (revealed_.size() < size_.total()) return done;
    auto closed = threshold::RevealRound::close(*session_, *commits_, revealed_);
    if (!closed) {
        revealed_.pop_back();
        return closed.error();
    }
    reveals_ = std::move(*closed);
    return done;
}

Result<void> Board::deal(Index from, View message) {
    using threshold::Deal;
    TRY(deal, read_from(from, message, &Deal::dealer));
    if (deal.boxes.size() != size_.total() || has_of(dealt_, from, &Deal::dealer)) {
        return whose(errors::contribution_unreadable, from);
    }
    dealt_.push_back(std::move(deal));
    if (dealt_.size() < size_.total()) return done;
    TRY(closed, threshold::DealRound::close(*reveals_, dealt_));
    deals_ = std::move(closed);
    return done;
}

std::optional<Digest> Board::words_digest() const {
    if (!reveals_) return std::nullopt;
    return reveals_->digest();
}

std::optional<threshold::PendingGroup> Board::pending() const {
    if (!deals_) return std::nullopt;
    return threshold::PendingGroup::of(*reveals_, *deals_, epoch_);
}

}  // namespace sealwright::custody
