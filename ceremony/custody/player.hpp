// Player: the state of a transcript that is being worked out, one step after the other. Process:
// cli.
#pragma once

#include "sealwright/custody/recovery_plan.hpp"
#include "sealwright/custody/transcript_play.hpp"

#include <set>

namespace sealwright::custody {

// What of a step somebody's signature was found over.
struct Checked {
    bool act = false;
    bool why = false;
};

Error unsound(std::string_view why);

class Player {
public:
    static Result<Player> begin(const TranscriptHeader& header);

    Result<void> take(const TranscriptStep& step);
    // Of the step that was taken last.
    [[nodiscard]] const Checked& checked() const { return checked_; }
    // Nothing is left to be done of what an end stands for.
    [[nodiscard]] Result<void> finish();

    [[nodiscard]] const ceremony::Ceremony& ceremony() const { return *ceremony_; }
    [[nodiscard]] bool has_begun() const { return ceremony_.has_value(); }
    [[nodiscard]] const std::optional<Digest>& group() const { return made_; }
    [[nodiscard]] std::optional<Digest> words_digest() const;
    [[nodiscard]] Digest roster_digest() const { return roster_.digest(); }
    [[nodiscard]] std::size_t acts() const { return acts_; }
    [[nodiscard]] std::size_t in_the_room() const { return room_.size(); }

private:
    explicit Player(TranscriptHeader header) : header_(std::move(header)) {}

    [[nodiscard]] bool makes_key() const;
    [[nodiscard]] Result<ceremony::Casting> casting() const;
    [[nodiscard]] const ceremony::Holder* holder_at(std::uint16_t index) const;
    Result<void> read_group();

    // Each is one event.
    Result<void> roster(const TranscriptStep& step);
    Result<void> propose(const TranscriptStep& step);
    Result<void> approve(const TranscriptStep& step);
    Result<void> contribute(const TranscriptStep& step);
    Result<void> strike(const TranscriptStep& step);
    Result<void> restart(const TranscriptStep& step);
    Result<void> refuse(const TranscriptStep& step);
    Result<void> begin_work(const TranscriptStep& step);
    Result<void> executed(const TranscriptStep& step);
    Result<void> confirm(const TranscriptStep& step);
    Result<void> abort(const TranscriptStep& step);
    Result<void> give_on(const TranscriptStep& step);
    Result<void> carry_out(const TranscriptStep& step);
    Result<void> carry_out_alone(const TranscriptStep& step);

    // Whether who signed it could, for this ceremony, and over this.
    Result<void> check_approval(const TranscriptStep& step, const Digest& plan);
    Result<ceremony::Choice> check_said(const TranscriptStep& step, ceremony::Role role);
    Result<void> check_given(const TranscriptStep& step);
    [[nodiscard]] Result<void> check_holder(const TranscriptStep& step) const;
    [[nodiscard]] Result<threshold::PendingGroup> pending() const;
    [[nodiscard]] Result<threshold::Certificate> certificate_in(const TranscriptStep& step,
                                                                bool is_same) const;

    TranscriptHeader header_;
    ceremony::Roster roster_;
    std::optional<RecoveryPlan> plan_;       // Of a recovery.
    std::optional<threshold::Group> asked_;  // The group of a recovery.
    std::optional<Board> board_;             // Of those who make a key.
    std::optional<ceremony::Ceremony> ceremony_;
    Digest dealt_{};
    std::vector<threshold::Certificate> certificates_;
    std::set<std::uint16_t> room_;
    std::set<std::uint16_t> appraised_;
    std::optional<Digest> made_;
    Checked checked_;
    std::size_t acts_ = 0;
    std::size_t asked_for_ = 0;  // Approvals, by the rules with which it began.
    std::size_t approvals_ = 0;  // That counted then.
};

}  // namespace sealwright::custody
