// Messages about the service as a whole: how it is, and its founding. Process: cli, keeper.
// Spec: docs/protocol/operate.md.
#pragma once

#include "sealwright/operate/token_messages.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>
#include <vector>

namespace sealwright::operate {

enum class Phase : std::uint8_t { locked, empty, open };

struct StatusAsk {
    static constexpr std::uint16_t type = 0x0501;
    void write(wire::Writer&) const {}
    static StatusAsk read(wire::Reader&) { return {}; }
};

struct Status {
    static constexpr std::uint16_t type = 0x0502;
    Phase phase{};
    std::string waits_for;  // Why it is locked; empty otherwise.
    bool solo = false;
    std::string installation;  // Texts of ids; empty unless open.
    std::string instance;
    std::string environment;
    std::string owner;
    std::string token_group;
    std::uint8_t threshold = 0;
    std::uint8_t tokens_ready = 0;
    std::uint64_t revision = 0;
    std::uint64_t sequence = 0;
    std::string verifier_key;
    std::uint32_t vaults = 0;
    std::uint32_t nodes = 0;
    std::uint64_t heartbeats = 0;  // Counted since this keeper's start, not journalled.
    std::vector<TokenInfo> tokens;
    void write(wire::Writer& writer) const;
    static Status read(wire::Reader& reader);
};

// Founds a solo installation: makes the token keys, the service key and the identity. Answer:
// Status.
struct InitAsk {
    static constexpr std::uint16_t type = 0x0503;
    bool solo = false;
    void write(wire::Writer& writer) const { writer.boolean(solo); }
    static InitAsk read(wire::Reader& reader) { return {reader.boolean()}; }
};

}  // namespace sealwright::operate
