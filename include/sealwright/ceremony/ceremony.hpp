// Ceremony: people doing something together, step by step, from its proposal to one of its ends.
//
// A pure state machine over one table of steps (`steps`), the same for every kind; what differs is
// the kind's script. Whoever holds it has checked each act's signature and role, gives it the
// moment of each step, carries out what is ready, and stores it. Invariants: each person counts
// once; nothing is carried out or committed under a freeze, or by a clock behind what was seen; new
// material counts only when every holder has confirmed it; an end has no way out. It holds no
// secret: a restart loses what was said to the keeper that ended, and nothing else. Process:
// keeper. Limits: 64 holders, 256 exceptions, 16 attempts. Spec: docs/protocol/ceremony.md sections
// 1 to 4.
#pragma once

#include "sealwright/ceremony/roster.hpp"
#include "sealwright/ceremony/script.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sealwright {

struct CeremonyTag {
    static constexpr std::string_view prefix = "ceremony";
};
using CeremonyId = Id<CeremonyTag>;

}  // namespace sealwright

namespace sealwright::ceremony {

inline constexpr std::size_t holders_max = 64;
inline constexpr std::size_t exceptions_max = 256;
inline constexpr std::uint32_t attempts_max = 16;
inline constexpr std::uint8_t strikes_max = 3;

enum class CeremonyState : std::uint8_t {
    proposed,
    armed,  // Approved; waits until nobody may veto it any more.
    collecting,
    executing,
    confirming,
    committed,
    expired,
    aborted,
    vetoed,
    failed,
};
std::string_view word_of(CeremonyState state);
bool is_end(CeremonyState state);

// What can happen to one.
enum class Step : std::uint8_t {
    approve,
    veto,
    contribute,
    strike,  // A contribution that failed its check.
    refuse,  // A holder says no.
    begin,   // It is carried out from now on; durable before anything is touched.
    executed,
    fail,
    confirm,
    abort,
    restart,
    look,  // Time, a freeze or its lift.
};
std::string_view word_of(Step step);

// In `from` this step is taken, and may lead to `to`. What has no row is refused.
struct StepRow {
    CeremonyState from{};
    Step step{};
    CeremonyState to{};
};
std::span<const StepRow> steps();

enum class AbortReason : std::uint8_t {
    withdrawn,
    tamper_sign,
    identity_doubt,
    attestation_mismatch,
    log_gap,
    software_doubt,
    coercion,
    out_of_reach,  // Of the quorum.
    other,
};
std::string_view word_of(AbortReason reason);

// When a step is taken, and whether anything may go on then.
struct Moment {
    std::uint64_t wall_ms = 0;
    bool is_behind = false;  // The clock is behind what the journal has seen.
    bool is_frozen = false;
};

struct Holder {
    std::uint16_t index = 0;  // Of its share: 1 to 65535.
    std::string person;
    std::uint8_t strikes = 0;
    bool has_refused = false;

    [[nodiscard]] bool is_out() const { return has_refused || strikes >= strikes_max; }
    void write(wire::Writer& writer) const;
    static Holder read(wire::Reader& reader);
    bool operator==(const Holder&) const = default;
};

struct Contribution {
    std::uint16_t index = 0;
    std::uint8_t round = 0;
    Digest digest{};  // Of what was contributed, as the transcript has it.

    void write(wire::Writer& writer) const;
    static Contribution read(wire::Reader& reader);
    bool operator==(const Contribution&) const = default;
};

// Something that went otherwise than the script says, and did not end it.
struct Exception {
    std::uint64_t at_ms = 0;
    std::string person;
    std::string what;

    void write(wire::Writer& writer) const;
    static Exception read(wire::Reader& reader);
    bool operator==(const Exception&) const = default;
};

// What a proposal fixes.
struct Casting {
    CeremonyId id;
    CeremonyKind kind{};
    Digest plan{};
    std::uint8_t threshold = 0;
    std::vector<Holder> holders;
    std::string conductor;    // Who proposes it; holds no share in it.
    std::uint8_t needed = 2;  // Operators, by the rules of then.
    std::uint32_t veto_s = 0;

    void write(wire::Writer& writer) const;
    static Casting read(wire::Reader& reader);
    bool operator==(const Casting&) const = default;
};
// 2 <= threshold <= holders; no person and no index twice; the conductor holds nothing.
Result<void> check_casting(const Casting& casting);

class Ceremony {
public:
    static Result<Ceremony> propose(Casting casting, const Moment& now);

    // Each refuses what its table has no row for, and then leaves everything as it was.
    Result<void> approve(const std::string& person, const Moment& now);
    Result<void> veto(const std::string& person, std::string_view reason, const Moment& now);
    // The same again changes nothing.
    Result<void> contribute(const Contribution& contribution, const Moment& now);
    Result<void> strike(std::uint16_t index, std::string_view reason, const Moment& now);
    Result<void> refuse(std::uint16_t index, std::string_view reason, const Moment& now);
    Result<void> begin(const Moment& now);
    Result<void> executed(const Moment& now);
    Result<void> fail(std::string_view why, const Moment& now);
    // What the holder found its new share to belong to; another digest than the others' is a
    // refusal of all.
    Result<void> confirm(std::uint16_t index, const Digest& found, const Moment& now);
    Result<void> abort(const std::string& person, AbortReason reason, const Moment& now);
    Result<void> note(const std::string& person, std::string_view what, const Moment& now);
    // The keeper that heard it has ended.
    Result<void> restart(const Moment& now);
    // Whether time has moved it on.
    bool look(const Moment& now);

    [[nodiscard]] const Script& script() const { return script_of(casting.kind); }
    [[nodiscard]] const Round* round_now() const;
    [[nodiscard]] bool is_open() const { return !is_end(state); }
    // Who has contributed to this round, or confirmed.
    [[nodiscard]] std::size_t count() const;
    [[nodiscard]] std::size_t wanted() const;

    void write(wire::Writer& writer) const;
    static Ceremony read(wire::Reader& reader);
    bool operator==(const Ceremony&) const = default;

    Casting casting;
    CeremonyState state{};
    std::uint32_t attempt = 0;
    std::uint8_t round = 0;
    std::uint64_t proposed_ms = 0;  // Wall time, as all here.
    std::uint64_t deadline_ms = 0;  // Of this state, or round.
    std::uint64_t armed_until_ms = 0;
    bool has_begun = false;              // It is being carried out, or was.
    bool is_executed = false;            // And what it makes is there.
    std::vector<std::string> approvals;  // The conductor first.
    std::vector<Contribution> contributions;
    std::vector<Contribution> confirmations;
    std::vector<Exception> exceptions;
    std::string why;  // Of an end that is none of commit.

private:
    Result<void> take(Step step, const Moment& now, bool goes_on = true) const;
    void enter(Step step, CeremonyState to, const Moment& now);
    void finish(Step step, CeremonyState to, std::string_view reason, const Moment& now);
    void go_on_after(Step step, const Moment& now);
    Holder* holder_at(std::uint16_t index);
    [[nodiscard]] bool can_be_enough() const;
};

}  // namespace sealwright::ceremony
