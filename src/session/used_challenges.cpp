#include "sealwright/session/used_challenges.hpp"

#include "sealwright/session/challenger.hpp"
#include "sealwright/session/errors.hpp"

#include <algorithm>

namespace sealwright::session {

Result<void> SpentChallenges::spend(const Challenge& challenge) {
    if (!numbers_.insert(challenge.number).second) return errors::challenge_used;
    order_.push_back(challenge.number);
    if (order_.size() <= kept_max) return done;
    numbers_.erase(order_.front());
    order_.pop_front();
    return done;
}

bool UsedChallenges::Node::has_tried(std::uint64_t number) const {
    return std::ranges::find(tried, number) != tried.end();
}

Result<void> UsedChallenges::take(const Challenge& challenge, Now now) {
    const auto known = nodes_.find(challenge.node);
    if (known == nodes_.end() && nodes_.size() >= nodes_max) drop_old(now);
    if (known == nodes_.end() && nodes_.size() >= nodes_max) return errors::challenges_busy;

    auto& node = nodes_[challenge.node];
    if (challenge.number <= node.accepted) return errors::challenge_used;
    if (node.has_tried(challenge.number)) return errors::challenge_used;
    node.tried[node.next] = challenge.number;
    node.next = (node.next + 1) % tried_max;
    node.newest_ms = std::max(node.newest_ms, challenge.issued_ms);
    return done;
}

Result<void> UsedChallenges::accept(const Challenge& challenge) {
    const auto known = nodes_.find(challenge.node);
    if (known == nodes_.end()) return errors::challenge_used;
    auto& node = known->second;
    if (challenge.number <= node.accepted) return errors::challenge_used;
    node.accepted = challenge.number;
    return done;
}

std::size_t UsedChallenges::kept(const NodeId& node) const {
    const auto known = nodes_.find(node);
    if (known == nodes_.end()) return 0;
    const auto& tried = known->second.tried;
    return static_cast<std::size_t>(
        std::ranges::count_if(tried, [](auto number) { return number != 0; }));
}

// A lower number is an older challenge: when the newest is too old, all that it shuts out are.
void UsedChallenges::drop_old(Now now) {
    std::erase_if(nodes_, [now](const auto& node) {
        return node.second.newest_ms + Challenger::age_max_ms < now.boottime_ms;
    });
}

}  // namespace sealwright::session
