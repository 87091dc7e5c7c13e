// What the keeper keeps about custodians: ceremonies, what was said in them, the group in force,
// and what is sealed to it.
//
// "ceremony/…", "said/…" and "transcript/…" are sealed under the service key. "group", "wrap/…" and
// "checkpoint" are in clear: a keeper that has lost its tokens has to read them, a group carries
// its custodians' signatures, a wrap opens for nobody but k of them, and a checkpoint is signed by
// the service, so that custodians know an older copy of the store. Process: keeper. Limits: one
// ceremony that makes a key, one drill and one root window open, 16 kept. Spec:
// docs/protocol/ceremony.md, docs/protocol/depot.md section 5.
#pragma once

#include "sealwright/ceremony/ceremony.hpp"
#include "sealwright/custody/board.hpp"
#include "sealwright/custody/transcript.hpp"
#include "sealwright/operate/ceremony_messages.hpp"
#include "sealwright/threshold/label.hpp"

#include <map>
#include <optional>
#include <string>

namespace sealwright::keeper {

inline constexpr const char* group_row = "group";
inline constexpr const char* checkpoint_row = "checkpoint";
inline constexpr std::size_t ceremonies_kept_max = 16;
inline constexpr const char* proven_row = "proven";

struct KeptCeremony {
    ceremony::Ceremony ceremony;
    operate::CeremonyBeginAsk plan;
    Digest nonce{};           // Of its session.
    std::uint64_t epoch = 0;  // Of the group that it makes.
    Bytes pepper;             // Sealed under the service key; empty: not made yet.
    Digest pepper_digest{};   // custody::pepper_digest
    std::uint64_t entry = 0;  // Of the journal, with its end; 0: open.

    void write(wire::Writer& writer) const;
    static KeptCeremony read(wire::Reader& reader);
    // What has been made of it is not the group in force yet, and is kept up all the same.
    [[nodiscard]] bool is_staged() const { return ceremony.is_open() && !pepper.empty(); }
};

struct ShareHolder {
    std::uint16_t index = 0;
    std::string person;

    void write(wire::Writer& writer) const;
    static ShareHolder read(wire::Reader& reader);
};

struct HeldGroup {
    Bytes group;  // threshold::Group
    std::vector<ShareHolder> holders;
    Digest pepper_digest{};
    Bytes pepper;  // Sealed under the service key.
    std::uint64_t since_ms = 0;
    std::uint64_t entry = 0;

    void write(wire::Writer& writer) const;
    static HeldGroup read(wire::Reader& reader);
    [[nodiscard]] threshold::Group read_group() const;
};

// When each custodian of the group last showed that they hold their share, and all did in a drill.
struct Proven {
    Digest group{};
    std::map<std::uint16_t, std::uint64_t> at_ms;  // By index; wall time.
    std::uint64_t drilled_ms = 0;                  // When its last drill passed; 0: none has.

    void write(wire::Writer& writer) const;
    static Proven read(wire::Reader& reader);
};

std::string ceremony_row(const CeremonyId& id);
std::string said_row(const CeremonyId& id, std::uint8_t round, std::uint16_t index);
std::string transcript_row(const CeremonyId& id, std::size_t part);
std::string wrap_row(const Digest& group, const threshold::Label& label);
// The rows of one ceremony's words, and of one group's wraps, begin so.
std::string said_prefix(const CeremonyId& id);
std::string transcript_prefix(const CeremonyId& id);
std::string wrap_prefix(const Digest& group);

// The pieces of a transcript that lie in one row: its header, and then its steps.
struct TranscriptPart {
    std::vector<Bytes> pieces;

    void write(wire::Writer& writer) const;
    static TranscriptPart read(wire::Reader& reader);
    bool operator==(const TranscriptPart&) const = default;
};

struct Custody {
    std::map<CeremonyId, KeptCeremony> ceremonies;
    std::map<std::string, operate::Spoken> said;        // By row.
    std::map<std::string, TranscriptPart> transcripts;  // By row.
    std::optional<HeldGroup> group;
    std::map<std::string, operate::Wrap> wraps;  // By row.
    std::string checkpoint;  // The journal's newest note; empty: none since there is a group.
    Proven proven;

    // The one that makes a key; null: there is none.
    [[nodiscard]] const KeptCeremony* open() const;
    // What is asked while the service serves, which stands in nobody's way: a drill, or what a root
    // window waits for.
    [[nodiscard]] const KeptCeremony* asked(ceremony::CeremonyKind kind) const;
    // Keys that are sealed to a group.
    [[nodiscard]] std::uint32_t wraps_of(const Digest& its_group) const;
    // As far as it has come; all in it was checked when it came.
    [[nodiscard]] custody::Board board_of(const KeptCeremony& kept) const;
    // Of one whose custodians have all dealt.
    [[nodiscard]] threshold::PendingGroup made_in(const KeptCeremony& kept) const;
};

}  // namespace sealwright::keeper
