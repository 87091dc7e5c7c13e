// Board: what custodians have brought to the making of a key, round after round, checked as it
// comes.
//
// The keeper checks each message with it before it is taken in, and each custodian's tool checks
// all of them again: neither believes the other. A message that is wrong changes nothing, and its
// error has the fact `custodian`. A round closes with one message of each; nobody's of the next is
// taken before. Holds nothing secret. Process: keeper, cli. Limits: 64 custodians.
// Spec: docs/protocol/ceremony.md section 5.
#pragma once

#include "sealwright/threshold/dealer.hpp"
#include "sealwright/threshold/group.hpp"

#include <optional>
#include <vector>

namespace sealwright::custody {

class Board {
public:
    // The rounds of ceremony/scripts/genesis.toml, in their order.
    static constexpr std::uint8_t join_round = 0;
    static constexpr std::uint8_t commit_round = 1;
    static constexpr std::uint8_t reveal_round = 2;
    static constexpr std::uint8_t deal_round = 3;
    static constexpr std::uint8_t rounds = 4;

    Board(const Digest& nonce, threshold::GroupSize size, threshold::Epoch epoch)
        : nonce_(nonce), size_(size), epoch_(epoch) {}

    Result<void> add(std::uint8_t round, threshold::Index from, View message);

    // Of the rounds that have closed; nothing before.
    [[nodiscard]] const std::optional<threshold::Session>& session() const { return session_; }
    [[nodiscard]] const std::optional<threshold::CommitRound>& commits() const { return commits_; }
    [[nodiscard]] const std::optional<threshold::RevealRound>& reveals() const { return reveals_; }
    [[nodiscard]] const std::optional<threshold::DealRound>& deals() const { return deals_; }
    // What custodians compare by voice: all that was published, which nobody could choose after
    // another's, since each had committed to theirs before; nothing while not all have revealed.
    [[nodiscard]] std::optional<Digest> words_digest() const;
    // What they made, once all have dealt.
    [[nodiscard]] std::optional<threshold::PendingGroup> pending() const;
    [[nodiscard]] threshold::Epoch epoch() const { return epoch_; }
    [[nodiscard]] const Digest& nonce() const { return nonce_; }
    [[nodiscard]] std::uint8_t round() const;  // That is open; `rounds`: none is.

private:
    Result<void> join(threshold::Index from, View message);
    Result<void> commit(threshold::Index from, View message);
    Result<void> reveal(threshold::Index from, View message);
    Result<void> deal(threshold::Index from, View message);

    Digest nonce_;
    threshold::GroupSize size_;
    threshold::Epoch epoch_;
    std::vector<threshold::Member> joined_;
    std::vector<threshold::Commit> committed_;
    std::vector<threshold::Reveal> revealed_;
    std::vector<threshold::Deal> dealt_;
    std::optional<threshold::Session> session_;
    std::optional<threshold::CommitRound> commits_;
    std::optional<threshold::RevealRound> reveals_;
    std::optional<threshold::DealRound> deals_;
};

}  // namespace sealwright::custody
