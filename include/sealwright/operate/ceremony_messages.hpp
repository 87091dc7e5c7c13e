// Messages of ceremonies: how one begins, what its people send, and how it stands.
//
// Ceremonies, groups and acts travel as the bytes that are signed or stored, and are read by the
// ceremony and threshold modules. Process: cli, keeper. Limits: 64 seats, 16 ceremonies a list.
// Spec: docs/protocol/ceremony.md.
#pragma once

#include "sealwright/operate/limits.hpp"
#include "sealwright/wire/codec.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace sealwright::operate {

inline constexpr std::size_t seats_max = 64;
inline constexpr std::size_t ceremonies_max = 16;
inline constexpr std::size_t contribution_max = std::size_t{96} * 1024;
inline constexpr std::size_t ceremony_max = std::size_t{64} * 1024;
inline constexpr std::size_t wraps_max = 1025;
inline constexpr std::size_t wrap_max = 1024;
// With what stands around its steps.
inline constexpr std::size_t transcript_file_max = (std::size_t{1} << 20U) + std::size_t{16} * 1024;
inline constexpr std::size_t checkpoint_max = 512;  // A note of the journal.
inline constexpr std::size_t quote_max =
    2048;  // attest::TpmQuote, with the values of 16 registers.

// One who will hold a share, and what of a kind no few places or makers may hold too much.
struct Seat {
    std::string person;
    std::string organisation;
    std::string place;
    std::string device;  // The model of what the share lies on.
    void write(wire::Writer& writer) const;
    static Seat read(wire::Reader& reader);
    bool operator==(const Seat&) const = default;
};

// The plan of a ceremony. As a proposal its answer is RequestShown; the ceremony has the request's
// id. Of what the group that there is does there are no seats.
struct CeremonyBeginAsk {
    static constexpr std::uint16_t type = 0x05a0;
    std::uint8_t kind = 0;  // ceremony::CeremonyKind
    std::uint8_t threshold = 0;
    std::vector<Seat> seats;
    std::string reason;
    void write(wire::Writer& writer) const;
    static CeremonyBeginAsk read(wire::Reader& reader);
};

// Answer: Ceremonies.
struct CeremoniesAsk {
    static constexpr std::uint16_t type = 0x05a1;
    void write(wire::Writer&) const {}
    static CeremoniesAsk read(wire::Reader&) { return {}; }
};

struct Ceremonies {
    static constexpr std::uint16_t type = 0x05a2;
    std::vector<Bytes> ceremonies;  // ceremony::Ceremony, the newest last.
    Bytes group;                    // threshold::Group in force; empty: none.
    std::uint32_t wraps = 0;        // Keys that are sealed to it.
    void write(wire::Writer& writer) const;
    static Ceremonies read(wire::Reader& reader);
};

// Answer: CeremonyShown.
struct CeremonyAsk {
    static constexpr std::uint16_t type = 0x05a3;
    IdBytes ceremony{};
    void write(wire::Writer& writer) const { writer.raw(ceremony); }
    static CeremonyAsk read(wire::Reader& reader);
};

// What a holder contributed, with the act that signs it.
struct Spoken {
    std::uint16_t index = 0;  // Of the share.
    std::uint8_t round = 0;
    Bytes contribution;
    Bytes act;  // ceremony::SignedAct
    void write(wire::Writer& writer) const;
    static Spoken read(wire::Reader& reader);
};

struct CeremonyShown {
    static constexpr std::uint16_t type = 0x05a4;
    Bytes ceremony;  // ceremony::Ceremony
    CeremonyBeginAsk plan;
    Digest nonce{};
    std::vector<Spoken> spoken;
    Bytes pepper;  // Sealed to the holder who asks; empty: not made yet.
    void write(wire::Writer& writer) const;
    static CeremonyShown read(wire::Reader& reader);
};

// What a person sends to a ceremony. Answer: CeremonyShown.
struct CeremonyActAsk {
    static constexpr std::uint16_t type = 0x05a5;
    IdBytes ceremony{};
    Bytes contribution;  // Of an approval; of a denial or a veto the reason.
    Bytes act;           // ceremony::SignedAct
    void write(wire::Writer& writer) const;
    static CeremonyActAsk read(wire::Reader& reader);
};

// All that happened in it, or did so far. Answer: TranscriptShown.
struct TranscriptAsk {
    static constexpr std::uint16_t type = 0x05b0;
    IdBytes ceremony{};
    void write(wire::Writer& writer) const { writer.raw(ceremony); }
    static TranscriptAsk read(wire::Reader& reader);
};

struct TranscriptShown {
    static constexpr std::uint16_t type = 0x05b1;
    Bytes transcript;  // custody::Transcript
    void write(wire::Writer& writer) const { writer.bytes(transcript); }
    static TranscriptShown read(wire::Reader& reader);
};

// A recovery of a keeper that cannot open its own key; on the local socket. Answer: RecoveryShown.
struct RecoverAsk {
    static constexpr std::uint16_t type = 0x05a6;
    std::string reason;
    void write(wire::Writer& writer) const;
    static RecoverAsk read(wire::Reader& reader);
};

// Answer: RecoveryShown.
struct RecoveryAsk {
    static constexpr std::uint16_t type = 0x05a7;
    void write(wire::Writer&) const {}
    static RecoveryAsk read(wire::Reader&) { return {}; }
};

// What is sealed to the custodians: a threshold::Label and its ciphertext.
struct Wrap {
    Bytes label;
    Bytes ciphertext;
    void write(wire::Writer& writer) const;
    static Wrap read(wire::Reader& reader);
    bool operator==(const Wrap&) const = default;
};

// That the custodian of this index stands at the recovery host; custody/room.hpp says what is
// signed.
struct RoomStatement {
    std::uint16_t index = 0;
    std::array<std::uint8_t, 64> signature{};  // Ed25519, of the group's member.
    void write(wire::Writer& writer) const;
    static RoomStatement read(wire::Reader& reader);
    bool operator==(const RoomStatement&) const = default;
};

struct InTheRoom {
    std::string person;  // As the keeper calls them: the index alone is signed.
    RoomStatement statement;
    void write(wire::Writer& writer) const;
    static InTheRoom read(wire::Reader& reader);
    bool operator==(const InTheRoom&) const = default;
};

struct RecoveryShown {
    static constexpr std::uint16_t type = 0x05a8;
    Bytes plan;                      // ceremony::RecoveryPlan
    Bytes group;                     // threshold::Group
    std::vector<Wrap> wraps;         // All that is opened.
    std::vector<std::string> given;  // Who has contributed.
    std::vector<std::string> wrong;  // A sentence for each contribution that was refused.
    std::vector<InTheRoom> room;     // Who has signed that they are at the host.
    Bytes quote;                     // attest::TpmQuote; empty: nobody let the host's TPM sign.
    std::string checkpoint;          // The journal's newest signed note; empty: none yet.
    bool is_done = false;
    void write(wire::Writer& writer) const;
    static RecoveryShown read(wire::Reader& reader);
};

// One custodian's parts for all wraps. Answer: RecoveryShown.
struct RecoveryGiveAsk {
    static constexpr std::uint16_t type = 0x05a9;
    IdBytes ceremony{};
    Bytes pepper;                         // Sealed to the recipient.
    std::vector<Bytes> parts;             // threshold::PartialBox, in the order of the wraps.
    std::optional<RoomStatement> room{};  // Nothing: given from afar.
    bool has_appraised = false;           // The host's quote, by what this custodian pinned.
    // By the key that stands in the group, over custody::Given: what a transcript keeps of it.
    std::array<std::uint8_t, 64> signature{};
    void write(wire::Writer& writer) const;
    static RecoveryGiveAsk read(wire::Reader& reader);
};

// The quote of the host's TPM for this recovery, of an operator there. Answer: RecoveryShown.
struct RecoveryAttestAsk {
    static constexpr std::uint16_t type = 0x05b3;
    Bytes quote;
    void write(wire::Writer& writer) const { writer.bytes(quote); }
    static RecoveryAttestAsk read(wire::Reader& reader);
};

// A challenge for the custodian who asks, good once and for ten minutes. Answer: HeldChallenge.
struct HeldChallengeAsk {
    static constexpr std::uint16_t type = 0x05aa;
    void write(wire::Writer&) const {}
    static HeldChallengeAsk read(wire::Reader&) { return {}; }
};

struct HeldChallenge {
    static constexpr std::uint16_t type = 0x05ab;
    Digest challenge{};
    void write(wire::Writer& writer) const { writer.raw(challenge); }
    static HeldChallenge read(wire::Reader& reader);
};

// That a share is still held: threshold::Possession for the challenge. Answer: Custodians.
struct HeldAsk {
    static constexpr std::uint16_t type = 0x05ac;
    Digest challenge{};
    Bytes proof;
    void write(wire::Writer& writer) const;
    static HeldAsk read(wire::Reader& reader);
};

// Answer: Custodians.
struct CustodiansAsk {
    static constexpr std::uint16_t type = 0x05ad;
    void write(wire::Writer&) const {}
    static CustodiansAsk read(wire::Reader&) { return {}; }
};

struct CustodianInfo {
    std::uint16_t index = 0;
    std::string person;
    std::uint64_t proven_ms = 0;  // Wall time at which they last showed that they hold it.
    bool counts = false;          // In force, and proven not too long ago.
    void write(wire::Writer& writer) const;
    static CustodianInfo read(wire::Reader& reader);
};

// The group in force; no custodians: there is none.
struct Custodians {
    static constexpr std::uint16_t type = 0x05ae;
    std::uint8_t threshold = 0;
    std::uint64_t epoch = 0;
    std::uint64_t since_ms = 0;
    std::vector<CustodianInfo> custodians;
    std::uint32_t wraps = 0;  // Keys that are sealed to them.
    // How many count beyond those that are needed; negative: too few.
    [[nodiscard]] std::int64_t margin() const;
    void write(wire::Writer& writer) const;
    static Custodians read(wire::Reader& reader);
};

}  // namespace sealwright::operate
