// Messages of a card's process (frame types 0x0208-0x020d): look, login, make a key, sign.
//
// The CLI, whose child it is, asks over the one socket that the child was born with; it answers or
// refuses (claims::Refusal). What is signed is opaque here: person/statement.hpp reads it. Process:
// cli, token. Limits: 160 KiB a statement. Spec: docs/protocol/token.md section 8.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>

namespace sealwright::hsm {

enum class CardState : std::uint8_t {
    waiting_for_pin,
    no_key,  // Logged in; no person's key is there.
    ready,   // Logged in, key found and checked.
};

// What the card itself says of its count of wrong PINs; `many` of one that says nothing.
enum class PinTries : std::uint8_t { many, few, one, none };

struct CardAsk {
    static constexpr std::uint16_t type = 0x0208;
    void write(wire::Writer&) const {}
    static CardAsk read(wire::Reader&) { return {}; }
};

struct Card {
    static constexpr std::uint16_t type = 0x0209;
    CardState state{};
    std::string label;
    std::string serial;
    PinTries tries{};
    Digest key{};  // Ed25519; zeros while there is none.

    void write(wire::Writer& writer) const;
    static Card read(wire::Reader& reader);
};

// Answered by Card. Tried once in the process's life, whatever the module says of it.
struct CardLoginAsk {
    static constexpr std::uint16_t type = 0x020a;
    WipedBytes pin;
    void write(wire::Writer& writer) const { writer.bytes(pin); }
    static CardLoginAsk read(wire::Reader& reader);
};

// Makes the person's key; refused when one is there. Answered by Card.
struct CardMakeAsk {
    static constexpr std::uint16_t type = 0x020b;
    void write(wire::Writer&) const {}
    static CardMakeAsk read(wire::Reader&) { return {}; }
};

struct CardSignAsk {
    static constexpr std::uint16_t type = 0x020c;
    Bytes statement;
    void write(wire::Writer& writer) const { writer.bytes(statement); }
    static CardSignAsk read(wire::Reader& reader);
};

struct CardSignature {
    static constexpr std::uint16_t type = 0x020d;
    std::array<std::uint8_t, 64> signature{};
    void write(wire::Writer& writer) const { writer.raw(signature); }
    static CardSignature read(wire::Reader& reader);
};

}  // namespace sealwright::hsm
