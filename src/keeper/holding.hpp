// Holding: whether the custodians still have their shares, which each shows without showing it.
//
// A custodian proves it for a challenge that was drawn for them, good once and for ten minutes. Who
// has not for 100 days, or is no custodian any more, does not count; so many more than are needed
// is the margin. Process: keeper. Limits: one challenge a person. Spec: docs/protocol/ceremony.md
// section 10.
#pragma once

#include "core.hpp"
#include "reply.hpp"

namespace sealwright::keeper {

class Holding {
public:
    static constexpr std::uint64_t challenge_ms = 10ULL * 60 * 1000;
    static constexpr std::uint64_t proven_ms = 100ULL * 24 * 60 * 60 * 1000;

    explicit Holding(Core& core) : core_(core) {}

    Result<Reply> challenge(const std::string& person);
    Result<Reply> prove(const std::string& person, const operate::HeldAsk& ask);

private:
    struct Drawn {
        Digest challenge{};
        std::uint64_t until_ms = 0;  // Boot time.
    };

    Core& core_;
    std::map<std::string, Drawn> drawn_;
};

// In the draft: that the custodian of this index of the group in force holds the share, by now; and
// that a drill has passed.
void put_shown(Draft& draft, std::uint16_t index, std::uint64_t wall_ms);
void put_drilled(Draft& draft, std::uint64_t wall_ms);

// How many hold a share, how many of them count, and how many are needed; zeros: there is no group.
struct Quorum {
    std::uint16_t custodians = 0;
    std::uint16_t shown = 0;
    std::uint16_t needed = 0;
    std::uint64_t since_ms = 0;    // Since when the group is in force.
    std::uint64_t drilled_ms = 0;  // Its last drill that passed; 0: none has.
};
Quorum quorum_of(const State& state, std::uint64_t wall_ms);

operate::Custodians custodians_of(const State& state, std::uint64_t wall_ms);

}  // namespace sealwright::keeper
