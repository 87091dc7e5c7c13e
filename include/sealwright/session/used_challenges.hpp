// Which challenges were used, so that none is answered or accepted twice.
//
// SpentChallenges: those of all who ask, known or not, so that the second answer to one tells
// nobody whether its node exists. UsedChallenges: those of each node that proved itself. `take`
// before it is accepted: from then on the challenge is used up, whatever comes of it. `accept` when
// the evidence was accepted: from then on no lower number of the node counts. A node is forgotten
// when its newest challenge is too old to be recognised anyway, and only when room is needed. Call
// it only for nodes that are known: the table is full at 4,096. Process: keeper. Limits: 4,096
// nodes, the last 32 numbers of each; of all who ask the last 8,192. Spec: docs/protocol/session.md
// section 2.
#pragma once

#include "sealwright/core/ids.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/session/messages.hpp"

#include <array>
#include <deque>
#include <map>
#include <set>

namespace sealwright::session {

class SpentChallenges {
public:
    static constexpr std::size_t kept_max = 8'192;

    // Of a challenge that the challenger recognised. E1506: it was spent.
    Result<void> spend(const Challenge& challenge);

    [[nodiscard]] std::size_t size() const { return numbers_.size(); }

private:
    std::set<std::uint64_t> numbers_;
    std::deque<std::uint64_t> order_;  // As they came.
};

class UsedChallenges {
public:
    static constexpr std::size_t nodes_max = 4'096;
    static constexpr std::size_t tried_max = 32;

    // Of a challenge that the challenger recognised. E1506: used; E1510: the table is full.
    Result<void> take(const Challenge& challenge, Now now);
    // E1506 when it was not taken, or a higher number was accepted in between.
    Result<void> accept(const Challenge& challenge);

    [[nodiscard]] std::size_t nodes() const { return nodes_.size(); }
    // Of one node: how many numbers are kept.
    [[nodiscard]] std::size_t kept(const NodeId& node) const;

private:
    struct Node {
        std::uint64_t accepted = 0;   // The highest; no challenge has the number 0.
        std::uint64_t newest_ms = 0;  // When its newest challenge that was taken was issued.
        std::array<std::uint64_t, tried_max> tried{};
        std::size_t next = 0;

        [[nodiscard]] bool has_tried(std::uint64_t number) const;
    };

    void drop_old(Now now);

    std::map<NodeId, Node> nodes_;
};

}  // namespace sealwright::session
