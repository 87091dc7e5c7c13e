// Transcript: all of one ceremony in one file, from which a stranger works it out again.
//
// A header, every step in its order, each with the digest of all before it, and the service's
// signature over the last digest. It holds what was signed and what was published; of what
// custodians sealed to each other, or to a recovery, it holds the digest that they signed. Nothing
// in it opens anything. Pure. Process: keeper, cli. Limits: 2,048 steps, 1 MiB. Spec:
// docs/protocol/ceremony.md section 11.
#pragma once

#include "sealwright/ceremony/ceremony.hpp"
#include "sealwright/ceremony/plan.hpp"
#include "sealwright/operate/ceremony_messages.hpp"

#include <string>
#include <vector>

namespace sealwright::custody {

inline constexpr std::size_t transcript_max = std::size_t{1} << 20U;
inline constexpr std::size_t transcript_steps_max = 2048;
inline constexpr std::size_t transcript_header_max = std::size_t{160} * 1024;
inline constexpr std::size_t transcript_step_max = std::size_t{72} * 1024;
inline constexpr std::size_t transcript_why_max = 512;
inline constexpr std::size_t transcript_said_max = std::size_t{64} * 1024;

struct NamedHolder {
    std::uint16_t index = 0;
    std::string person;

    void write(wire::Writer& writer) const;
    static NamedHolder read(wire::Reader& reader);
    bool operator==(const NamedHolder&) const = default;
};

// What stands before the first step.
struct TranscriptHeader {
    InstallationId installation;
    std::string environment;
    crypto::PublicKey service{};  // Whose signature is under it.
    CeremonyId ceremony;
    ceremony::CeremonyKind kind{};
    ceremony::Plan plan;               // As it was approved; of a recovery its RecoveryPlan.
    std::uint32_t plan_attempt = 0;    // 1: proposed again over a veto.
    std::uint64_t epoch = 0;           // Of the group that it makes, or asks.
    Digest nonce{};                    // Of the session of those who make a key.
    Bytes roster;                      // ceremony::Roster as it began; empty: a service is locked.
    Bytes group;                       // threshold::Group that is asked; empty: none is.
    std::vector<NamedHolder> holders;  // Of that group, by the names that the service has for them.
    std::string conductor;
    std::uint8_t needed = 0;  // Who approve.

    void write(wire::Writer& writer) const;
    static TranscriptHeader read(wire::Reader& reader);
    bool operator==(const TranscriptHeader&) const = default;
};

enum class Event : std::uint8_t {
    roster,  // From here on it is another one.
    propose,
    approve,
    contribute,
    strike,
    refuse,
    begin,
    executed,
    confirm,
    abort,
    restart,
    look,  // Time, a freeze or its lift has moved it on.
    fail,
    note,     // Something that leads nowhere.
    give_on,  // Gave when there was enough already, or came to the host after that.
};
std::string_view word_of(Event event);

// Where a step led.
struct Reached {
    ceremony::CeremonyState state{};
    std::uint8_t round = 0;
    std::uint32_t attempt = 0;

    static Reached of(const ceremony::Ceremony& ceremony);
    void write(wire::Writer& writer) const;
    static Reached read(wire::Reader& reader);
    bool operator==(const Reached&) const = default;
};

struct TranscriptStep {
    Digest previous{};
    Event event{};
    ceremony::Moment moment;
    std::uint16_t index = 0;  // Of the holder's share; 0: nobody's.
    std::string person;       // Empty: the service.
    std::uint8_t round = 0;
    Digest digest{};  // Of what was said, as the act has it; with `begin` of all that was dealt.
    Bytes said;       // Empty: nothing, or forgotten.
    std::string why;
    Bytes act;  // ceremony::SignedAct, or a Given; empty: the service says so.
    Reached reached;

    // That this holder said this, in this round.
    [[nodiscard]] bool is_saying_of(std::uint16_t whose,
                                    std::uint8_t in_round,
                                    const Digest& what) const {
        const bool speaks = event == Event::contribute || event == Event::confirm;
        return speaks && index == whose && round == in_round && digest == what;
    }

    void write(wire::Writer& writer) const;
    static TranscriptStep read(wire::Reader& reader);
};

// What a custodian signs of a recovery with the key that stands in the group.
struct Given {
    Digest plan{};  // RecoveryPlan::digest
    std::uint16_t index = 0;
    bool is_in_the_room = false;
    bool has_appraised = false;
    Digest contribution{};  // contribution_digest of round 0 and the ask, its signature zeros.
    crypto::PublicKey key{};
    crypto::Signature signature{};

    // TH("recovery/give"; plan, u16 index, boolean in the room, boolean has appraised,
    // contribution).
    [[nodiscard]] Digest digest() const;
    [[nodiscard]] Result<void> verify() const;
    // "in the room"; what of it people are told.
    [[nodiscard]] std::string_view words() const;
    void write(wire::Writer& writer) const;
    static Given read(wire::Reader& reader);
    bool operator==(const Given&) const = default;
};

// As this ask says it for this plan, and as it is signed there.
Given given_in(const operate::RecoveryGiveAsk& ask,
               const Digest& plan,
               std::uint16_t index,
               const crypto::PublicKey& key);

struct Transcript {
    Bytes header;
    std::vector<Bytes> steps;
    crypto::Signature signature{};

    // TH("transcript/header"; header), and behind each step TH("transcript/step"; before, step).
    [[nodiscard]] static Digest head_of_header(View header);
    [[nodiscard]] static Digest head_after(const Digest& before, View step);
    [[nodiscard]] Digest head() const;
    // TH("transcript/signed"; u32 steps, head).
    [[nodiscard]] static Digest signed_digest(std::size_t steps, const Digest& head);

    void write(wire::Writer& writer) const;
    static Transcript read(wire::Reader& reader);
    bool operator==(const Transcript&) const = default;
};

}  // namespace sealwright::custody
