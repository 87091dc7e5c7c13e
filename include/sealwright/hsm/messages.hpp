// Messages of a token process (frame types 0x0200-0x02ff): status, enrolment, login, PRF, stop.
//
// The keeper asks, the token answers or refuses (claims::Refusal). A PRF ask carries many contexts;
// each is one HMAC inside the token, and the answer has as many outputs in the same order. Contexts
// are opaque here: hsm/context.hpp reads them. Process: keeper, token, cli (login only).
// Limits: 1,024 contexts a frame. Spec: docs/protocol/token.md.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>
#include <vector>

namespace sealwright::hsm {

inline constexpr std::size_t contexts_max = 1024;
inline constexpr std::size_t context_size_max = 1024;

enum class TokenState : std::uint8_t {
    waiting_for_pin,  // Alive, not logged in; wants `token login`.
    no_key,           // Logged in; the configured key is not there. Never made by itself.
    ready,            // Logged in, key found and checked.
    pin_refused,      // The module refused the PIN; it is not tried again.
    broken,           // `detail` says why.
};

struct StatusAsk {
    static constexpr std::uint16_t type = 0x0201;
    void write(wire::Writer&) const {}
    static StatusAsk read(wire::Reader&) { return {}; }
};

struct Status {
    static constexpr std::uint16_t type = 0x0202;
    std::string name;
    TokenState state{};
    std::string label;
    std::string serial;
    Digest key_id{};               // CKA_ID; zeros while there is no key.
    std::uint32_t generation = 0;  // Of the key; 0 while there is none.
    Digest startup_key{};          // X25519, to seal a PIN to.
    std::string detail;            // Public text: why it is broken or waits.

    void write(wire::Writer& writer) const;
    static Status read(wire::Reader& reader);
};

// Makes the key of `generation`; refused when one is there. Answered by Status.
struct EnrolAsk {
    static constexpr std::uint16_t type = 0x0203;
    std::uint32_t generation = 1;
    void write(wire::Writer& writer) const { writer.u32(generation); }
    static EnrolAsk read(wire::Reader& reader) { return {reader.u32()}; }
};

// A PIN sealed to `startup_key`. Answered by Status.
struct LoginAsk {
    static constexpr std::uint16_t type = 0x0204;
    Bytes box;
    void write(wire::Writer& writer) const { writer.bytes(box); }
    static LoginAsk read(wire::Reader& reader);
};

struct PrfQuestion {
    Bytes context;
    std::array<std::uint8_t, 32> salt{};
    void write(wire::Writer& writer) const;
    static PrfQuestion read(wire::Reader& reader);
};

// `run` and `sequence` are the keeper's place in its journal; a token refuses one that falls.
struct PrfAsk {
    static constexpr std::uint16_t type = 0x0205;
    std::uint64_t run = 0;
    std::uint64_t sequence = 0;
    std::vector<PrfQuestion> questions;
    void write(wire::Writer& writer) const;
    static PrfAsk read(wire::Reader& reader);
};

// 32 bytes a question, end to end; secret. The keeper moves each into a Secret and wipes the frame.
struct PrfAnswer {
    static constexpr std::uint16_t type = 0x0206;
    static constexpr std::size_t output_size = 32;
    WipedBytes outputs;
    void write(wire::Writer& writer) const { writer.bytes(outputs); }
    static PrfAnswer read(wire::Reader& reader);
};

// Ends the process after the answer (Status). Only by an operator's act.
struct StopAsk {
    static constexpr std::uint16_t type = 0x0207;
    void write(wire::Writer&) const {}
    static StopAsk read(wire::Reader&) { return {}; }
};

}  // namespace sealwright::hsm
