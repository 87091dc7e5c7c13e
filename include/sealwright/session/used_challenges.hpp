// UsedChallenges: which challenges of each node were used, so that none is accepted twice.
//
// `take` before anything is judged: from then on the challenge is used up, whatever comes of it.
// `accept` when the evidence was accepted: from then on no lower number of the node counts. A node
// is forgotten when its newest challenge is too old to be recognised anyway, and only when room is
// needed. Call it only for nodes that are known: the table is full at 4,096. Process: keeper.
// Limits: 4,096 nodes, the last 32 numbers of each. Spec: docs/protocol/session.md section 2.
#pragma once

#include "sealwright/core/ids.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/session/messages.hpp"

#include <array>
#include <map>

namespace sealwright::session {

class UsedChallenges {
public:
    static constexpr std::size_t nodes_max = 4'096;
    static constexpr std::size_t tried_max = 32;

    // Of a challenge that the challenger recognised. E1506: used; E1510: the table is full.
    Result<void> take(const Challenge& challenge, Now now);
    // E1506 when it was not taken, or a higher number was accepted in between.
    Result<void> accept(const Challenge& challenge);

    [[nodiscard]] std::size_t nodes() const { return nodes_.size(); }

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
