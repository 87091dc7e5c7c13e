// Messages in which the front carries a person's question to the keeper, and its answer back.
//
// The front believes nothing of what it carries, and is not believed: the keeper reads the question
// anew, checks its signature, and refuses it when it is not what the route is for. Process: front,
// keeper. Limits: limits.hpp. Spec: docs/protocol/acts.md section 11.
#pragma once

#include "sealwright/operate/limits.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>

namespace sealwright::operate {

inline constexpr std::size_t carried_ask_max = question_max + 256;  // An encoded PersonAsk.
inline constexpr std::size_t peer_max = 64;

struct PersonCarry {
    static constexpr std::uint16_t type = 0x0430;
    std::uint16_t route =
        0;             // The type of the ask that the path is for; of a proposal: its plan's.
    Bytes ask;         // PersonAsk, encoded.
    std::string peer;  // Address and port as the front saw them: context, never evidence.
    void write(wire::Writer& writer) const;
    static PersonCarry read(wire::Reader& reader);
};

enum class Carried : std::uint8_t {
    answer,
    refusal,         // To whoever is not known, or while nothing can be signed.
    signed_refusal,  // To a known person: a PersonAnswer that holds a Refusal.
};

struct PersonCarried {
    static constexpr std::uint16_t type = 0x0431;
    std::uint16_t status = 0;  // An HTTP status: 200 with an answer, 400 to 599 with a refusal.
    Carried kind{};
    WipedBytes body;  // PersonAnswer, or claims::Refusal where it is not signed; encoded.
    void write(wire::Writer& writer) const;
    static PersonCarried read(wire::Reader& reader);
};

// Unasked, once on each new connection and whenever a request was made, decided or ended.
struct RequestsChanged {
    static constexpr std::uint16_t type = 0x0432;
    std::uint64_t revision = 0;  // Of the store.
    void write(wire::Writer& writer) const { writer.u64(revision); }
    static RequestsChanged read(wire::Reader& reader) { return {reader.u64()}; }
};

}  // namespace sealwright::operate
