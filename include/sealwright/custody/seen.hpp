// SeenCeremony: the making of a key as the service shows it, believed as far as people signed it.
//
// Every contribution carries its holder's act; each is held against the roster, the plan and the
// bytes, and all of them are played onto a board of one's own. What fits nowhere is refused whole,
// and whose it is, is named. Pure. Process: cli. Spec: docs/protocol/ceremony.md section 5.
#pragma once

#include "sealwright/ceremony/ceremony.hpp"
#include "sealwright/ceremony/request.hpp"
#include "sealwright/custody/holdings.hpp"
#include "sealwright/custody/part.hpp"
#include "sealwright/custody/transcript_play.hpp"
#include "sealwright/operate/ceremony_messages.hpp"

#include <optional>
#include <string_view>

namespace sealwright::custody {

class SeenCeremony {
public:
    // What a service that is pinned at `place` answered about this ceremony.
    static Result<SeenCeremony> read(const operate::CeremonyShown& shown,
                                     const CeremonyId& id,
                                     const ceremony::Place& place,
                                     const ceremony::Roster& roster,
                                     threshold::Epoch epoch);

    [[nodiscard]] const ceremony::Ceremony& ceremony() const { return ceremony_; }
    [[nodiscard]] const operate::CeremonyBeginAsk& plan() const { return plan_; }
    [[nodiscard]] const Board& board() const { return board_; }
    // Sealed to whoever asked; empty: not made yet.
    [[nodiscard]] const Bytes& pepper() const { return pepper_; }
    // Nothing for who holds no share in it.
    [[nodiscard]] std::optional<threshold::Index> index_of(std::string_view person) const;
    [[nodiscard]] bool has_said(std::uint8_t round, threshold::Index index) const;
    // That what was played is this very ceremony, begun as its operators signed, by people whom
    // this roster has.
    [[nodiscard]] Result<void> check_played(const Played& played,
                                            const ceremony::Place& place,
                                            const ceremony::Roster& roster) const;

private:
    SeenCeremony(ceremony::Ceremony ceremony, operate::CeremonyBeginAsk plan, Board board)
        : ceremony_(std::move(ceremony)), plan_(std::move(plan)), board_(std::move(board)) {}

    [[nodiscard]] Result<void> check_whole() const;
    Result<void> take(const operate::Spoken& spoken,
                      const ceremony::Place& place,
                      const ceremony::Roster& roster);
    [[nodiscard]] Result<void> check_confirmation(const operate::Spoken& spoken,
                                                  threshold::Index index) const;

    struct Said {
        std::uint8_t round = 0;
        threshold::Index index;
    };
    ceremony::Ceremony ceremony_;
    operate::CeremonyBeginAsk plan_;
    Board board_;
    Bytes pepper_;
    std::vector<Said> said_;
};

// The epoch of the group that a ceremony makes: 1, or one more than that of the group in force.
Result<threshold::Epoch> epoch_after(View group_in_force);

// The same, held against what the file has seen: the same group, or one that came behind it and was
// missed. An epoch out of all reach would make every later one an older one.
inline constexpr std::uint64_t epochs_missed_max = 1024;
Result<threshold::Epoch> epoch_after(View group_in_force,
                                     const Holdings& holdings,
                                     const InstallationId& installation);

}  // namespace sealwright::custody
