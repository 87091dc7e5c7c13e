// Reviews: tells once a day of each baseline whose review is overdue that somebody should look.
//
// An alert in the journal and a line in the log; nothing is refused for it, and nothing ends. When
// it was last told stands with the baseline, so that a keeper which starts anew does not tell it
// again. Of a node that was revoked nothing is told. Process: keeper. Limits: a look every 10 s, 16
// alerts a commit. Spec: docs/reference/claims.md.
#pragma once

#include "core.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sealwright::keeper {

class Reviews {
public:
    static constexpr std::uint64_t look_ms = 10'000;
    static constexpr std::uint64_t repeat_ms = std::uint64_t{24} * 60 * 60 * 1000;
    static constexpr std::size_t alerts_max = 16;

    explicit Reviews(Core& core) : core_(core) {}

    // Looks, if it is time; what one commit has no room for is told in the next turn.
    void step();

private:
    struct Overdue {
        NodeId node;
        std::string baseline;
    };

    // At most one more than one commit takes.
    [[nodiscard]] std::vector<Overdue> untold(Now now) const;
    void tell(const std::vector<Overdue>& overdue, Now now);

    Core& core_;
    std::optional<std::uint64_t> due_ms_;  // Boottime.
};

}  // namespace sealwright::keeper
