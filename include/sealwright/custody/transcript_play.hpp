// Played: a transcript, worked out again by a stranger from nothing but its bytes.
//
// Each act is held against the roster as it then stood and over what was said; the ceremony is
// played step by step on the state machine of ceremony/, what was published on a board; the group
// is made again from what its dealers revealed, and its certificates are held against that. The
// first step that does not hold is named. What only the service says is what a word of it stands
// for: its times, what it did itself, and what it saw of contributions that are forgotten. Pure.
// Process: cli. Spec: docs/protocol/ceremony.md section 11.
#pragma once

#include "sealwright/ceremony/request.hpp"
#include "sealwright/custody/board.hpp"
#include "sealwright/custody/transcript.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sealwright::custody {

// One step, as people are told it.
struct ToldStep {
    std::size_t number = 0;  // From 1.
    std::uint64_t at_ms = 0;
    Event event{};
    std::uint16_t index = 0;
    std::uint8_t round = 0;
    std::string what;  // "deal of dora"
    std::string why;
    bool is_signed = false;      // By who did it, and that was checked; else the service says so.
    bool is_why_signed = false;  // By who did it too; the service words why it strikes somebody.
    Reached reached;
    Digest head{};  // Behind this step.
};

// The people by whose keys acts were checked from this step on: the service's word.
struct ToldRoster {
    std::size_t step = 0;  // 0: from the beginning.
    Digest digest{};       // ceremony::Roster::digest
};

struct Played {
    TranscriptHeader header;
    ceremony::Ceremony ceremony;  // As it stood at the last step.
    std::vector<ToldStep> steps;
    std::vector<ToldRoster> rosters;     // None: of a locked service, which knows no people.
    std::optional<Digest> words_digest;  // Whose eight words were compared.
    std::optional<Digest> group;         // That was made, or that opened.
    std::size_t acts = 0;                // Signatures of people that were checked.
    std::size_t in_the_room = 0;         // Of a recovery.
    Digest head{};
    bool is_roster_known = false;  // To whoever plays it, from elsewhere; `play` cannot know.
};

// With `service` given, it has to be that service's; else the file agrees with itself.
Result<Played> play(const Transcript& transcript, const crypto::PublicKey* service);

// "deal of dora", "restart by the service".
std::string title_of(const TranscriptStep& step, ceremony::CeremonyKind kind);

}  // namespace sealwright::custody
