// Messages of a founding: who the people will be, and each founder's signed act.
//
// Process: cli, keeper. Limits: 512 keys, 512 loosenings. Spec: docs/protocol/acts.md section 10.
#pragma once

#include "sealwright/operate/roster_messages.hpp"

namespace sealwright::operate {

// Answer to these: FoundingShown.
struct FoundAsk {
    static constexpr std::uint16_t type = 0x0580;
    Bytes roster;                  // ceremony::Roster of epoch 1.
    std::vector<KeyProof> proofs;  // One for each key of it.
    Bytes policy;                  // Encoded release policy; empty: the one that holds.
    void write(wire::Writer& writer) const;
    static FoundAsk read(wire::Reader& reader);
};

struct FoundingAsk {
    static constexpr std::uint16_t type = 0x0581;
    void write(wire::Writer&) const {}
    static FoundingAsk read(wire::Reader&) { return {}; }
};

struct FoundingSignAsk {
    static constexpr std::uint16_t type = 0x0582;
    Bytes act;  // ceremony::SignedAct
    void write(wire::Writer& writer) const;
    static FoundingSignAsk read(wire::Reader& reader);
};

struct FoundingAbandonAsk {
    static constexpr std::uint16_t type = 0x0583;
    void write(wire::Writer&) const {}
    static FoundingAbandonAsk read(wire::Reader&) { return {}; }
};

struct FoundingShown {
    static constexpr std::uint16_t type = 0x0584;
    Bytes plan;  // ceremony::FoundingPlan; empty: none is under way.
    std::vector<std::string> has_signed;
    std::vector<std::string>
        loosenings;  // Of a solo installation, a sentence each; the newest 512.
    bool is_done = false;
    std::string verifier_key;
    void write(wire::Writer& writer) const;
    static FoundingShown read(wire::Reader& reader);
};

}  // namespace sealwright::operate
