#include "sealwright/ceremony/request.hpp"

#include "sealwright/ceremony/errors.hpp"

#include <algorithm>
#include <array>

namespace sealwright::ceremony {
namespace {

constexpr std::uint8_t format = 1;
constexpr std::size_t decisions_max = 128;
constexpr std::size_t why_max = 512;
constexpr std::size_t names_shown_max = 160;
constexpr std::uint64_t second_ms = 1000;

Roles roles_of(std::initializer_list<Role> each) {
    Roles roles;
    for (const auto role : each) roles.add(role);
    return roles;
}

// Of a person who may still say so, with a key that still counts.
bool counts(const Roster& roster, const Decision& decision, Roles roles) {
    const auto& act = decision.act.act;
    const auto* person = roster.person_at(act.index);
    return person != nullptr && person->name == act.person && person->has_key(decision.act.key) &&
           person->roles.has(act.role) && roles.has(act.role);
}

Result<void> check_reason(Choice choice, std::string_view reason) {
    const auto has_word = std::ranges::any_of(reason, [](char letter) { return letter != ' '; });
    const bool is_missing = choice == Choice::veto && !has_word;
    if (is_missing || reason.size() > reason_max || !is_printable(reason)) {
        return errors::act_reason;
    }
    return done;
}

}  // namespace

std::string approvers(std::span<const SignedAct> acts) {
    std::string names;
    std::size_t more = 0;
    for (const auto& each : acts) {
        const auto& act = each.act;
        if (act.choice != Choice::approve) continue;
        if (more != 0 || names.size() + act.person.size() > names_shown_max) {
            ++more;
            continue;
        }
        names += (names.empty() ? "" : ", ") + act.person;
    }
    return more == 0 ? names : names + " and " + std::to_string(more) + " more";
}

bool may_follow(const Act& earlier, const Act& later) {
    return earlier.index != later.index ||
           (later.choice == Choice::veto && earlier.choice != Choice::veto);
}

bool is_lasting_veto(std::span<const SignedAct> acts) {
    const auto& veto = acts.back().act;
    return veto.choice == Choice::veto && std::ranges::none_of(acts, [&](const SignedAct& each) {
               return each.act.index == veto.index && each.act.choice == Choice::approve;
           });
}

Roles deciders(Choice choice) {
    if (choice != Choice::veto) return roles_of({Role::operator_});
    return roles_of({Role::operator_, Role::custodian, Role::witness});
}

bool Request::is_veto_of(const Plan& other, std::uint64_t wall_ms) const {
    if (state != RequestState::vetoed || plan != other) return false;
    return is_lasting_veto(acts()) && wall_ms < ended_ms + veto_lasts_ms;
}

std::string_view word_of(RequestState state) {
    constexpr std::array<std::string_view, 7> words{
        "collecting", "armed", "committed", "denied", "vetoed", "expired", "failed"};
    return words.at(static_cast<std::size_t>(state));
}

Result<void> check_proposal(const Place& place,
                            const Roster& roster,
                            Roles proposers,
                            const Proposal& proposal,
                            std::uint32_t attempt,
                            std::uint64_t wall_ms) {
    const ActTarget target{proposal.id().bytes(),
                           attempt,
                           proposal.plan.digest(),
                           {},
                           wall_ms + request_life_max_ms,
                           proposers};
    return check_act(place, roster, target, proposal.act, wall_ms);
}

std::vector<SignedAct> Request::acts() const {
    std::vector<SignedAct> all;
    for (const auto& decision : decisions) all.push_back(decision.act);
    return all;
}

Result<Request> Request::propose(const Place& place,
                                 const Roster& roster,
                                 const Terms& terms,
                                 const Proposal& proposal,
                                 std::uint32_t attempt,
                                 std::uint64_t wall_ms) {
    TRY(check_proposal(place, roster, terms.proposers, proposal, attempt, wall_ms));
    if (proposal.act.act.choice != Choice::approve) return errors::act_not_one;

    Request request;
    request.id = proposal.id();
    request.plan = proposal.plan;
    request.terms = terms;
    request.attempt = attempt;
    request.proposed_ms = wall_ms;
    request.expiry_ms = proposal.act.act.expiry_ms;
    request.decisions.push_back({proposal.act, {}, wall_ms});
    request.look(roster, wall_ms);
    return request;
}

Result<void> Request::decide(const Place& place,
                             const Roster& roster,
                             const SignedAct& act,
                             std::string_view reason,
                             std::uint64_t wall_ms) {
    for (const auto& decision : decisions) {
        if (decision.act == act && decision.reason == reason) return done;
    }
    const auto choice = act.act.choice;
    const ActTarget target{
        id.bytes(), attempt, plan.digest(), reason_digest(reason), expiry_ms, deciders(choice)};
    TRY(check_act(place, roster, target, act, wall_ms));
    TRY(check_reason(choice, reason));
    look(roster, wall_ms);
    if (!is_open()) return Error(errors::request_over, {fact("state", word_of(state))});
    if (choice == Choice::veto && attempt != 0) return errors::veto_overruled;
    for (const auto& decision : decisions) {
        if (!may_follow(decision.act.act, act.act)) return errors::decided_already;
    }
    if (decisions.size() >= decisions_max) return errors::request_over;

    decisions.push_back({act, std::string(reason), wall_ms});
    if (choice == Choice::veto) end(RequestState::vetoed, std::string(reason), wall_ms);
    look(roster, wall_ms);
    return done;
}

bool Request::raise(const Terms& now) {
    if (!is_open()) return false;
    const auto before = terms;
    terms.needed = std::max(terms.needed, now.needed);
    terms.veto_s = std::max(terms.veto_s, now.veto_s);
    if (armed_until_ms != 0) armed_until_ms += (terms.veto_s - before.veto_s) * second_ms;
    return terms != before;
}

bool Request::look(const Roster& roster, std::uint64_t wall_ms) {
    if (!is_open()) return false;
    const bool is_armed = state == RequestState::armed;
    if (wall_ms >= (is_armed ? armed_until_ms + armed_life_ms : expiry_ms)) {
        const auto* reason = is_armed ? "it was stopped for too long" : "its time is over";
        end(RequestState::expired, reason, wall_ms);
        return true;
    }
    const bool is_enough = approvals(roster) >= terms.needed;
    if (!is_enough && !can_be_enough(roster)) {
        end(RequestState::denied, "the others are too few", wall_ms);
        return true;
    }
    const auto before = state;
    state = is_enough ? RequestState::armed : RequestState::collecting;
    if (before == state) return false;
    armed_until_ms = is_enough ? wall_ms + terms.veto_s * second_ms : 0;
    return true;
}

bool Request::is_ready(const Roster& roster, std::uint64_t wall_ms) const {
    return state == RequestState::armed && wall_ms >= armed_until_ms &&
           approvals(roster) >= terms.needed;
}

void Request::fail(std::string reason, std::uint64_t wall_ms) {
    end(RequestState::failed, std::move(reason), wall_ms);
}

void Request::end(RequestState how, std::string reason, std::uint64_t wall_ms) {
    state = how;
    why = std::move(reason);
    ended_ms = std::max<std::uint64_t>(wall_ms, 1);
}

std::size_t Request::approvals(const Roster& roster) const {
    std::size_t count = 0;
    for (const auto& decision : decisions) {
        // Alone a proposer decides in their own role; among several only operators count.
        const auto roles = terms.needed == 1 ? terms.proposers : deciders(Choice::approve);
        const bool approves = decision.act.act.choice == Choice::approve;
        if (approves && counts(roster, decision, roles)) ++count;
    }
    return count;
}

bool Request::can_be_enough(const Roster& roster) const {
    auto possible = approvals(roster);
    for (const auto& person : roster.persons()) {
        const auto has_decided = [&](const Decision& each) {
            return each.act.act.index == roster.index_of(person);
        };
        const bool may = person.can_sign() && person.roles.has(Role::operator_);
        if (may && std::ranges::none_of(decisions, has_decided)) ++possible;
    }
    return possible >= terms.needed;
}

void Terms::write(wire::Writer& writer) const {
    writer.u8(proposers.bits());
    writer.u8(needed);
    writer.u32(veto_s);
}

Terms Terms::read(wire::Reader& reader) {
    Terms terms;
    terms.proposers = Roles(reader.u8());
    terms.needed = reader.u8();
    terms.veto_s = reader.u32();
    return terms;
}

void Decision::write(wire::Writer& writer) const {
    act.write(writer);
    writer.text(reason);
    writer.u64(at_ms);
}

Decision Decision::read(wire::Reader& reader) {
    Decision decision;
    decision.act = SignedAct::read(reader);
    decision.reason = reader.text(reason_max);
    decision.at_ms = reader.u64();
    return decision;
}

void Request::write(wire::Writer& writer) const {
    writer.u8(format);
    writer.id(id);
    plan.write(writer);
    terms.write(writer);
    writer.u32(attempt);
    writer.u64(proposed_ms);
    writer.u64(expiry_ms);
    writer.enumeration(state);
    writer.u64(armed_until_ms);
    writer.u64(ended_ms);
    writer.text(why);
    wire::write_list(writer, decisions);
}

Request Request::read(wire::Reader& reader) {
    Request request;
    if (reader.u8() != format) reader.fail_value();
    request.id = reader.id<RequestId>();
    request.plan = Plan::read(reader);
    request.terms = Terms::read(reader);
    request.attempt = reader.u32();
    request.proposed_ms = reader.u64();
    request.expiry_ms = reader.u64();
    request.state = reader.enumeration(RequestState::failed);
    request.armed_until_ms = reader.u64();
    request.ended_ms = reader.u64();
    request.why = reader.text(why_max);
    request.decisions = wire::read_list<Decision>(reader, decisions_max);
    if (request.decisions.empty()) reader.fail_value();
    return request;
}

}  // namespace sealwright::ceremony
