// Messages about tokens: their states, and an operator's acts on them.
//
// A PIN never stands in one: it comes sealed to the token's own process. Process: cli, keeper.
// Spec: docs/protocol/operate.md.
#pragma once

#include "sealwright/operate/limits.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>
#include <vector>

namespace sealwright::operate {

// What a token process, or sealwrightd about it, says.
struct TokenInfo {
    std::string name;
    std::string state;  // "logged in", "waiting for pin", "pin refused", "stopped", "away", "no
                        // key", "no share", "broken"
    std::string label;
    std::string serial;
    Digest key_id{};
    std::uint32_t generation = 0;
    Digest startup_key{};  // To seal a PIN to; zeros when the process is away.
    std::string detail;
    bool left_out = false;  // Missed a deadline; comes back when a side probe answers.
    void write(wire::Writer& writer) const;
    static TokenInfo read(wire::Reader& reader);
};

enum class TokenVerb : std::uint8_t { enrol, start, stop };
// "token start", as a command and the journal have it.
std::string_view words_of(TokenVerb verb);

// Answer: Tokens, also to the two asks below.
struct TokenActAsk {
    static constexpr std::uint16_t type = 0x050c;
    std::string name;
    TokenVerb verb{};
    void write(wire::Writer& writer) const;
    static TokenActAsk read(wire::Reader& reader);
};

// Fresh tokens take the places of these, and every key is split anew over all. Answer: Tokens.
struct TokenReplaceAsk {
    static constexpr std::uint16_t type = 0x05b9;
    std::vector<std::string> names;
    void write(wire::Writer& writer) const;
    static TokenReplaceAsk read(wire::Reader& reader);
};

struct TokenLoginAsk {
    static constexpr std::uint16_t type = 0x050d;
    std::string name;
    Bytes box;  // The PIN, sealed to the token process's start-up key.
    void write(wire::Writer& writer) const;
    static TokenLoginAsk read(wire::Reader& reader);
};

struct TokensAsk {
    static constexpr std::uint16_t type = 0x050e;
    void write(wire::Writer&) const {}
    static TokensAsk read(wire::Reader&) { return {}; }
};

struct Tokens {
    static constexpr std::uint16_t type = 0x050f;
    std::vector<TokenInfo> tokens;
    void write(wire::Writer& writer) const { wire::write_list(writer, tokens); }
    static Tokens read(wire::Reader& reader) {
        return {wire::read_list<TokenInfo>(reader, list_max)};
    }
};

}  // namespace sealwright::operate
