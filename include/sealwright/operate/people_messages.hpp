// Messages of a person's tool: a signed question and its signed answer, and what is asked about
// requests and people.
//
// Plans, acts, requests and rosters travel as the bytes that are signed or stored, and are read by
// the ceremony module. Process: cli, front (PersonAsk and PersonAnswer, unread), keeper. Limits:
// 128 KiB a question, 256 requests a page. Spec: docs/protocol/acts.md section 9.
#pragma once

#include "sealwright/operate/limits.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>
#include <vector>

namespace sealwright::operate {

// What a person asks, as it is signed.
struct Question {
    IdBytes installation{};  // Zeros: before there is one, about its founding.
    std::string environment;
    std::uint64_t wall_ms = 0;
    IdBytes nonce{};
    std::uint16_t type = 0;
    WipedBytes body;
    void write(wire::Writer& writer) const;
    static Question read(wire::Reader& reader);
};

struct PersonAsk {
    static constexpr std::uint16_t type = 0x0570;
    Bytes question;  // Encoded, as it was signed.
    RawKey key{};
    RawSignature signature{};
    void write(wire::Writer& writer) const;
    static PersonAsk read(wire::Reader& reader);
};

// Signed by the service identity; signature and time are zeros where there is none yet.
struct PersonAnswer {
    static constexpr std::uint16_t type = 0x0571;
    std::uint16_t answer_type = 0;
    WipedBytes body;
    std::uint64_t wall_ms = 0;
    RawSignature signature{};
    void write(wire::Writer& writer) const;
    static PersonAnswer read(wire::Reader& reader);
};

// A plan with its proposer's signed act. Answer: RequestShown.
struct ProposeAsk {
    static constexpr std::uint16_t type = 0x0572;
    std::uint16_t plan_type = 0;
    Bytes plan_body;
    IdBytes nonce{};
    Bytes act;  // ceremony::SignedAct
    void write(wire::Writer& writer) const;
    static ProposeAsk read(wire::Reader& reader);
};

// Answer: RequestShown.
struct DecideAsk {
    static constexpr std::uint16_t type = 0x0573;
    IdBytes request{};
    std::string reason;
    Bytes act;  // ceremony::SignedAct
    void write(wire::Writer& writer) const;
    static DecideAsk read(wire::Reader& reader);
};

// Answer: Requests.
struct RequestsAsk {
    static constexpr std::uint16_t type = 0x0574;
    IdBytes after{};  // Zeros: from the first.
    std::uint32_t count = 0;
    bool open_only = false;
    void write(wire::Writer& writer) const;
    static RequestsAsk read(wire::Reader& reader);
};

// Answer: RequestShown.
struct RequestAsk {
    static constexpr std::uint16_t type = 0x0575;
    IdBytes request{};
    void write(wire::Writer& writer) const { writer.raw(request); }
    static RequestAsk read(wire::Reader& reader);
};

// Answer: RosterShown.
struct RosterAsk {
    static constexpr std::uint16_t type = 0x0576;
    void write(wire::Writer&) const {}
    static RosterAsk read(wire::Reader&) { return {}; }
};

struct RequestShown {
    static constexpr std::uint16_t type = 0x0577;
    Bytes request;               // ceremony::Request
    std::uint8_t approvals = 0;  // That count as the roster is now.
    std::uint64_t entry = 0;     // Of the journal, with its end; 0: open.
    void write(wire::Writer& writer) const;
    static RequestShown read(wire::Reader& reader);
};

struct Requests {
    static constexpr std::uint16_t type = 0x0578;
    std::vector<RequestShown> requests;
    IdBytes next{};  // What to ask for `after`; zeros: these were the last.
    void write(wire::Writer& writer) const;
    static Requests read(wire::Reader& reader);
};

struct RosterShown {
    static constexpr std::uint16_t type = 0x0579;
    Bytes roster;  // ceremony::Roster; empty: a solo installation.
    std::uint64_t founded_entry = 0;
    void write(wire::Writer& writer) const;
    static RosterShown read(wire::Reader& reader);
};

}  // namespace sealwright::operate
