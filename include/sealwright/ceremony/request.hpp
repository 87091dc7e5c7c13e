// Request: a plan on its way from its proposal to its end, and who has decided what about it.
//
// A pure state machine: whoever holds it gives it the roster and the wall time of each moment,
// carries out what is ready, and stores it. Approvals are counted by the roster as it is then; a
// person counts once. Nothing here trusts the order or the number of the messages that carry acts.
// Process: keeper. Limits: 128 decisions. Spec: docs/protocol/acts.md sections 5 and 7.
#pragma once

#include "sealwright/ceremony/plan.hpp"
#include "sealwright/ceremony/roster.hpp"

#include <span>
#include <string>
#include <vector>

namespace sealwright::ceremony {

inline constexpr std::uint64_t request_life_max_ms = std::uint64_t{7} * 24 * 60 * 60 * 1000;
// As long a plan that was vetoed is proposed as its second attempt.
inline constexpr std::uint64_t veto_lasts_ms = std::uint64_t{30} * 24 * 60 * 60 * 1000;
inline constexpr std::size_t reason_max = 160;

// Where an act has to be for.
struct Place {
    InstallationId installation;
    std::string environment;
};

// How long an approved request may wait after its veto window, as behind a freeze.
inline constexpr std::uint64_t armed_life_ms = request_life_max_ms;

// What a plan takes: the strictest that the rules have said since it was proposed.
struct Terms {
    Roles proposers;          // One of these roles proposes it.
    std::uint8_t needed = 2;  // 1: the proposer alone.
    std::uint32_t veto_s = 0;

    void write(wire::Writer& writer) const;
    static Terms read(wire::Reader& reader);
    bool operator==(const Terms&) const = default;
};

struct Decision {
    SignedAct act;
    std::string reason;
    std::uint64_t at_ms = 0;  // Wall time at which the keeper took it.

    void write(wire::Writer& writer) const;
    static Decision read(wire::Reader& reader);
    bool operator==(const Decision&) const = default;
};

// Who approved, in the order of their acts, for a line: "ana, bea and 9 more". The acts themselves
// name everybody.
std::string approvers(std::span<const SignedAct> acts);

// Whether a person who has said `earlier` may still say `later`: whoever approved or denied may see
// the danger in time.
bool may_follow(const Act& earlier, const Act& later);
// Whether the veto, which is the last of them, is of somebody who had not approved. Only such a one
// makes the plan's next proposal a second attempt: else a veto of one's own would spare it its
// time.
bool is_lasting_veto(std::span<const SignedAct> acts);

// Who may say so to a request that is not theirs.
Roles deciders(Choice choice);

enum class RequestState : std::uint8_t {
    collecting,
    armed,  // Approved; waits until nobody may veto it any more.
    committed,
    denied,
    vetoed,
    expired,
    failed,  // It was to be carried out, and was refused.
};
std::string_view word_of(RequestState state);

struct Proposal {
    Plan plan;
    IdBytes nonce{};
    SignedAct act;

    [[nodiscard]] RequestId id() const { return request_id(plan, act.act.person, nonce); }
};

// Whether its act is one of a person with one of these roles, over this very plan.
Result<void> check_proposal(const Place& place,
                            const Roster& roster,
                            Roles proposers,
                            const Proposal& proposal,
                            std::uint32_t attempt,
                            std::uint64_t wall_ms);

class Request {
public:
    static Result<Request> propose(const Place& place,
                                   const Roster& roster,
                                   const Terms& terms,
                                   const Proposal& proposal,
                                   std::uint32_t attempt,
                                   std::uint64_t wall_ms);

    // The same act again changes nothing.
    Result<void> decide(const Place& place,
                        const Roster& roster,
                        const SignedAct& act,
                        std::string_view reason,
                        std::uint64_t wall_ms);
    // Rules that ask for more hold for what is open already, those that ask for less do not.
    // Whether that changed anything.
    bool raise(const Terms& now);
    // Whether time, or another roster, has moved it on.
    bool look(const Roster& roster, std::uint64_t wall_ms);
    // Approved, and nobody may veto it any more: to be carried out now, once.
    [[nodiscard]] bool is_ready(const Roster& roster, std::uint64_t wall_ms) const;
    void commit(std::uint64_t wall_ms) { end(RequestState::committed, {}, wall_ms); }
    void fail(std::string why, std::uint64_t wall_ms);

    [[nodiscard]] bool is_open() const { return ended_ms == 0; }
    // Whether this plan was vetoed here for good, and not so long ago that it is forgotten.
    [[nodiscard]] bool is_veto_of(const Plan& other, std::uint64_t wall_ms) const;
    [[nodiscard]] std::size_t approvals(const Roster& roster) const;
    // What was signed, in the order in which it came.
    [[nodiscard]] std::vector<SignedAct> acts() const;
    [[nodiscard]] const std::string& proposer() const { return decisions.front().act.act.person; }

    void write(wire::Writer& writer) const;
    static Request read(wire::Reader& reader);
    bool operator==(const Request&) const = default;

    RequestId id;
    Plan plan;
    Terms terms;
    std::uint32_t attempt = 0;
    std::uint64_t proposed_ms = 0;  // Wall time, as all here.
    std::uint64_t expiry_ms = 0;
    RequestState state{};
    std::uint64_t armed_until_ms = 0;  // 0: not armed yet.
    std::uint64_t ended_ms = 0;        // 0: open.
    std::string why;                   // Of an end that is none of commit.
    std::vector<Decision> decisions;   // The proposer's first.

private:
    void end(RequestState how, std::string reason, std::uint64_t wall_ms);
    [[nodiscard]] bool can_be_enough(const Roster& roster) const;
};

// What an act has to be, apart from the choice: acts.md section 5, in that order.
struct ActTarget {
    IdBytes ceremony{};
    std::uint32_t attempt = 0;
    Digest plan{};
    Digest contribution{};
    std::uint64_t latest_expiry_ms = 0;
    Roles roles;  // One of these.
};
Result<void> check_act(const Place& place,
                       const Roster& roster,
                       const ActTarget& target,
                       const SignedAct& act,
                       std::uint64_t wall_ms);

}  // namespace sealwright::ceremony
