// Whether what stands in a transcript was signed by who could, and over this.
#include "player.hpp"
#include "sealwright/custody/contribution.hpp"
#include "sealwright/custody/errors.hpp"

#include <algorithm>

namespace sealwright::custody {
namespace {

using ceremony::Choice;
using ceremony::Role;

constexpr std::uint64_t act_lasts_max_ms = std::uint64_t{24} * 60 * 60 * 1000;

Result<ceremony::SignedAct> act_in(const TranscriptStep& step) {
    if (step.act.empty()) return unsound("nobody signed it");
    auto act = wire::decode<ceremony::SignedAct>(step.act);
    if (!act) return unsound("its act cannot be read");
    if (act->act.person != step.person) return unsound("its act is somebody else's");
    return act;
}

}  // namespace

// An approval is signed before the ceremony is one, and counted by the roster with which it began.
Result<void> Player::check_approval(const TranscriptStep& step, const Digest& plan) {
    TRY(signed_act, act_in(step));
    TRY(signed_act.verify());
    const auto& act = signed_act.act;
    const auto* person = roster_.person_at(act.index);
    const bool is_theirs =
        person != nullptr && person->name == act.person &&
        std::ranges::find(person->keys, signed_act.key, &ceremony::PersonKey::key) !=
            person->keys.end();
    if (!is_theirs || act.role != Role::operator_) return unsound("its act is of no operator");
    const bool is_for_this =
        act.installation == header_.installation && act.environment == header_.environment &&
        act.ceremony == header_.ceremony.bytes() && act.attempt == header_.plan_attempt &&
        act.plan == plan && act.choice == Choice::approve &&
        act.contribution == ceremony::reason_digest(step.why) && act.epoch <= roster_.epoch() &&
        step.index == 0;
    if (!is_for_this) return unsound("its act is for something else");
    ++acts_;
    checked_ = {true, true};
    // Of somebody who had left by then it is there, and does not count.
    if (person->has_key(signed_act.key) && person->roles.has(act.role)) ++approvals_;
    return done;
}

// By the same checks as the keeper's own, at the time at which it made them.
Result<Choice> Player::check_said(const TranscriptStep& step, Role role) {
    TRY(signed_act, act_in(step));
    const auto choice = signed_act.act.choice;
    const bool speaks = choice == Choice::approve;
    const auto digest =
        speaks ? contribution_digest(step.round, step.said) : ceremony::reason_digest(step.why);
    // Of what is forgotten the digest is left, which the act has to be over.
    const bool is_forgotten = speaks && step.said.empty() &&
                              (step.round >= Board::deal_round || step.event == Event::strike) &&
                              step.round != confirm_round;
    if (!is_forgotten && step.digest != digest) return unsound("it says something else");
    const auto index = role == Role::custodian ? signed_act.act.index : std::uint16_t{0};
    if (step.index != index) return unsound("its act is somebody else's");
    // Whoever speaks signs what they said, and no reason beside it.
    const bool is_silent = step.event == Event::contribute || step.event == Event::confirm;
    if (is_silent && !step.why.empty()) return unsound("its reason is nobody's");
    ceremony::ActTarget target;
    target.ceremony = header_.ceremony.bytes();
    target.attempt = ceremony_->attempt;
    target.plan = ceremony_->casting.plan;
    target.contribution = step.digest;
    target.latest_expiry_ms = step.moment.wall_ms + act_lasts_max_ms;
    target.roles.add(role);
    TRY(check_act({header_.installation, header_.environment},
                  roster_,
                  target,
                  signed_act,
                  step.moment.wall_ms));
    ++acts_;
    checked_ = {true, !speaks || step.event == Event::refuse};
    return choice;
}

Result<void> Player::check_given(const TranscriptStep& step) {
    const auto given = wire::decode<Given>(step.act);
    if (!given) return unsound("nobody signed it");
    const auto& members = asked_->session().members();
    const auto is_its = [&](const threshold::Member& each) {
        return each.index.value() == step.index;
    };
    const auto member = std::ranges::find_if(members, is_its);
    const auto* holder = holder_at(step.index);
    if (member == members.end() || holder == nullptr || holder->person != step.person ||
        member->identity != given->key) {
        return unsound("it is signed by nobody of the group");
    }
    if (given->plan != plan_->digest() || given->index != step.index ||
        given->contribution != step.digest) {
        return unsound("it is signed for something else");
    }
    TRY(given->verify());
    ++acts_;
    checked_ = {true, false};
    if (step.event == Event::strike) return done;
    if (step.why != given->words()) return unsound("it says what was not signed");
    checked_.why = true;
    if (given->is_in_the_room) room_.insert(step.index);
    if (given->has_appraised) appraised_.insert(step.index);
    return done;
}

Result<threshold::Certificate> Player::certificate_in(const TranscriptStep& step,
                                                      bool is_same) const {
    TRY(pending, pending());
    TRY(confirmation, wire::decode<Confirmation>(step.said));
    TRY(certificate, wire::decode<threshold::Certificate>(confirmation.certificate));
    TRY(place, pending.session().place_of(certificate.custodian));
    const auto& identity = pending.session().members()[place].identity;
    if (certificate.custodian.value() != step.index) return unsound("it is another's certificate");
    TRY(crypto::verify(identity, confirmation.found, certificate.signature));
    if ((confirmation.found == pending.certified()) != is_same) {
        return unsound(is_same ? "it certifies another key" : "it certifies this very key");
    }
    return certificate;
}

}  // namespace sealwright::custody
