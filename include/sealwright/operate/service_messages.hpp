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
    static constexpr std::uint16_t type = 0x051c;
    Phase phase{};
    bool solo = false;
    std::uint8_t threshold = 0;
    std::uint8_t tokens_ready = 0;
    std::string waits_for;     // Why it is locked; empty otherwise.
    std::string installation;  // Texts of ids; empty unless open.
    std::string instance;
    std::string environment;
    std::string owner;
    std::string token_group;
    std::uint64_t revision = 0;
    std::uint64_t sequence = 0;
    std::string verifier_key;
    std::uint32_t vaults = 0;
    std::uint32_t nodes = 0;
    std::uint32_t baselines_overdue = 0;  // Whose review somebody should have done by now.
    std::uint64_t heartbeats = 0;         // Counted since this keeper's start, not journalled.
    std::vector<TokenInfo> tokens;
    std::uint64_t founded_entry = 0;  // 0: a solo installation.
    bool was_solo = false;            // Before it was founded.
    std::uint32_t persons = 0;        // In force.
    std::uint32_t requests = 0;       // That wait for people.
    bool is_founding = false;         // A founding waits for its founders.
    std::uint16_t custodians = 0;     // Who hold a share of the group in force; 0: there is none.
    std::uint16_t custodians_shown = 0;  // Of those who have lately shown that they hold it.
    std::uint16_t custodians_needed = 0;
    std::uint64_t frozen_since_ms = 0;  // 0: not frozen.
    std::uint64_t frozen_until_ms = 0;  // 0: until it is lifted.
    std::uint64_t frozen_entry = 0;
    std::string frozen_by;
    std::string frozen_reason;
    std::uint64_t drilled_ms = 0;  // Wall time of the group's last drill that passed; 0: none has.
    // How many count beyond those that are needed; negative: too few.
    [[nodiscard]] std::int64_t custodians_margin() const {
        return std::int64_t{custodians_shown} - custodians_needed;
    }
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
