#include "player.hpp"

#include "sealwright/custody/contribution.hpp"
#include "sealwright/custody/errors.hpp"
#include "sealwright/custody/room.hpp"

#include <algorithm>

namespace sealwright::custody {
namespace {

using ceremony::Ceremony;
using ceremony::CeremonyState;
using ceremony::Choice;
using ceremony::Role;

// As the keeper names itself where it ends a ceremony.
constexpr std::string_view service_name = "the service";
// As the keeper words a certificate over another key.
constexpr std::string_view found_another = "found another key than the service";

// A step that the state machine takes for one that it had taken before.
Result<void> must_move(const Ceremony& before, const Ceremony& after) {
    return before == after ? Result<void>(unsound("it changes nothing")) : Result<void>(done);
}

// What the service does itself is in nobody's name.
Result<void> check_nobodys(const TranscriptStep& step) {
    const bool is_nobodys = step.person.empty() && step.index == 0 && step.act.empty();
    return is_nobodys ? Result<void>(done) : Result<void>(unsound("nobody can have signed it"));
}

}  // namespace

Error unsound(std::string_view why) {
    return {errors::ceremony_unsound, {fact("why", why)}};
}

const ceremony::Holder* Player::holder_at(std::uint16_t index) const {
    const auto& holders = ceremony_->casting.holders;
    const auto found = std::ranges::find(holders, index, &ceremony::Holder::index);
    return found == holders.end() ? nullptr : &*found;
}

std::optional<Digest> Player::words_digest() const {
    return board_ ? board_->words_digest() : std::nullopt;
}

Result<threshold::PendingGroup> Player::pending() const {
    if (!board_ || !board_->reveals()) return unsound("not all have revealed");
    return threshold::PendingGroup::of(*board_->reveals(), dealt_, threshold::Epoch(header_.epoch));
}

Result<void> Player::take(const TranscriptStep& step) {
    const bool begins = step.event == Event::propose;
    if (begins == has_begun()) return unsound("a ceremony begins with its proposal, and once");
    if (has_begun() && !ceremony_->is_open()) return unsound("it has ended before");
    checked_ = {};
    TRY(carry_out(step));
    // An act that nothing has looked at is no act.
    if (!step.act.empty() && !checked_.act) return unsound("nobody can have signed it");
    const bool waits = ceremony_->state == CeremonyState::proposed ||
                       ceremony_->state == CeremonyState::armed || !ceremony_->is_open();
    if (!waits && approvals_ < asked_for_) {
        return unsound("fewer have approved than the rules ask for");
    }
    if (!(Reached::of(*ceremony_) == step.reached)) {
        return Error(errors::ceremony_unsound,
                     {fact("why", "it leads elsewhere"),
                      fact("leads to", word_of(ceremony_->state)),
                      fact("written", word_of(step.reached.state))});
    }
    return done;
}

Result<void> Player::carry_out(const TranscriptStep& step) {
    switch (step.event) {
        case Event::propose:
            return propose(step);
        case Event::approve:
            return approve(step);
        case Event::contribute:
            return contribute(step);
        case Event::strike:
            return strike(step);
        case Event::refuse:
            return refuse(step);
        case Event::confirm:
            return confirm(step);
        case Event::abort:
            return abort(step);
        case Event::give_on:
            return give_on(step);
        case Event::roster:
        case Event::begin:
        case Event::executed:
        case Event::restart:
        case Event::look:
        case Event::fail:
        case Event::note:
            return carry_out_alone(step);
    }
    return done;
}

// What the service does itself, or says of time and of itself.
Result<void> Player::carry_out_alone(const TranscriptStep& step) {
    TRY(check_nobodys(step));
    switch (step.event) {
        case Event::roster:
            return roster(step);
        case Event::begin:
            return begin_work(step);
        case Event::executed:
            return executed(step);
        case Event::restart:
            return restart(step);
        case Event::look: {
            const bool has_moved = ceremony_->look(step.moment);
            return has_moved ? Result<void>(done) : Result<void>(unsound("it moves nothing"));
        }
        case Event::fail:
            return ceremony_->fail(step.why, step.moment);
        case Event::propose:
        case Event::approve:
        case Event::contribute:
        case Event::strike:
        case Event::refuse:
        case Event::confirm:
        case Event::abort:
        case Event::give_on:
        case Event::note:
            break;  // A note leads nowhere; the others are people's.
    }
    return done;
}

Result<void> Player::check_holder(const TranscriptStep& step) const {
    const auto* holder = holder_at(step.index);
    const bool is_theirs = holder != nullptr && holder->person == step.person;
    return is_theirs ? Result<void>(done) : Result<void>(unsound("no holder speaks"));
}

// The keeper holds the contribution against the round itself, as it came.
Result<void> Player::contribute(const TranscriptStep& step) {
    TRY(check_holder(step));
    if (makes_key()) {
        TRY(choice, check_said(step, Role::custodian));
        if (choice != Choice::approve) return unsound("the act says no");
        TRY(index, threshold::Index::make(step.index));
        if (step.round < Board::deal_round) TRY(board_->add(step.round, index, step.said));
    } else {
        TRY(check_given(step));
    }
    const auto before = *ceremony_;
    TRY(ceremony_->contribute({step.index, step.round, step.digest}, step.moment));
    return must_move(before, *ceremony_);
}

// What is still there has to be as wrong as the service says.
Result<void> Player::strike(const TranscriptStep& step) {
    TRY(check_holder(step));
    if (!step.act.empty()) {
        if (makes_key()) {
            TRY(choice, check_said(step, Role::custodian));
            if (choice != Choice::approve) return unsound("its act brings nothing to strike");
        } else {
            TRY(check_given(step));
        }
    } else if (makes_key()) {
        return unsound("nobody signed what was struck");
    }
    if (board_ && !step.said.empty() && step.round < Board::deal_round) {
        auto board = *board_;
        TRY(index, threshold::Index::make(step.index));
        if (board.add(step.round, index, step.said)) return unsound("nothing is wrong with it");
    }
    return ceremony_->strike(step.index, step.why, step.moment);
}

Result<void> Player::refuse(const TranscriptStep& step) {
    TRY(check_holder(step));
    if (!step.act.empty()) {
        if (header_.roster.empty()) return unsound("a locked service knows nobody who refuses");
        TRY(choice, check_said(step, Role::custodian));
        if (choice == Choice::veto) return unsound("the act is a veto");
        // A certificate over another key is a refusal of all.
        if (choice == Choice::approve) {
            if (step.why != found_another) return unsound("its reason is nobody's");
            TRY(certificate_in(step, false));
        }
    }
    const auto before = *ceremony_;
    TRY(ceremony_->refuse(step.index, step.why, step.moment));
    return must_move(before, *ceremony_);
}

Result<void> Player::begin_work(const TranscriptStep& step) {
    dealt_ = step.digest;
    if (makes_key()) TRY(pending());
    return ceremony_->begin(step.moment);
}

Result<void> Player::executed(const TranscriptStep& step) {
    const bool is_seen =
        room_.size() >= room_min || appraised_.size() >= ceremony_->casting.threshold;
    if (plan_ && !plan_->is_served() && !is_seen) {
        return unsound(
            "fewer than two custodians have signed that they are in the room, and fewer than are "
            "needed that they have appraised the host");
    }
    return ceremony_->executed(step.moment);
}

Result<void> Player::confirm(const TranscriptStep& step) {
    TRY(choice, check_said(step, Role::custodian));
    if (choice != Choice::approve || step.round != confirm_round) {
        return unsound("the act confirms nothing");
    }
    TRY(certificate, certificate_in(step, true));
    TRY(found, wire::decode<Confirmation>(step.said));
    const auto before = *ceremony_;
    TRY(ceremony_->confirm(step.index, found.found, step.moment));
    TRY(must_move(before, *ceremony_));
    certificates_.push_back(certificate);
    return done;
}

Result<void> Player::abort(const TranscriptStep& step) {
    if (step.act.empty()) {
        // A locked service knows nobody who could sign it; one that is open ends none by itself.
        if (makes_key()) return unsound("nobody signed the end");
        if (step.person != service_name || step.index != 0) {
            return unsound("nobody signed it, and it names somebody");
        }
    } else {
        TRY(choice, check_said(step, Role::operator_));
        if (choice != Choice::veto) return unsound("the act is no veto");
        TRY(ceremony_->note(step.person, step.why, step.moment));
    }
    const auto& who = step.person;
    return ceremony_->abort(who, ceremony::AbortReason::withdrawn, step.moment);
}

Result<void> Player::give_on(const TranscriptStep& step) {
    if (makes_key()) return unsound("nothing is given where a key is made");
    return check_given(step);
}

Result<void> Player::finish() {
    if (!has_begun()) return unsound("it has no steps");
    if (asked_) made_ = asked_->key().id();
    if (ceremony_->state != CeremonyState::committed || !makes_key()) return done;
    TRY(made, pending());
    TRY(group, made.certify(certificates_));
    made_ = group.key().id();
    return done;
}

}  // namespace sealwright::custody
