// What the keeper keeps about people: who they are, what they have asked for, and a founding that
// is not signed by all yet.
//
// A row each ("roster", "request/…", "founding"), of which the founding's is in clear: there may be
// no installation yet, and nothing in it opens anything. Process: keeper. Spec:
// docs/protocol/acts.md.
#pragma once

#include "sealwright/ceremony/founding.hpp"
#include "sealwright/hsm/envelope.hpp"

#include <string>

namespace sealwright::keeper {

inline constexpr const char* roster_row = "roster";
inline constexpr const char* freeze_row = "freeze";
inline constexpr const char* founding_row = "founding";

// Of a founded installation; of a solo one its epoch is 0.
struct HeldRoster {
    ceremony::Roster roster;
    std::uint64_t founded_ms = 0;     // Wall time.
    std::uint64_t founded_entry = 0;  // Of the journal, with every founder's signature.
    bool was_solo = false;

    [[nodiscard]] bool is_founded() const { return roster.epoch() != 0; }
    void write(wire::Writer& writer) const;
    static HeldRoster read(wire::Reader& reader);
};

struct KeptRequest {
    ceremony::Request request;
    std::uint64_t entry = 0;  // Of the journal, with its end; 0: open.

    void write(wire::Writer& writer) const;
    static KeptRequest read(wire::Reader& reader);
};

struct Founding {
    ceremony::FoundingPlan plan;
    hsm::KeyRecord service_key;  // Of an installation that is not there yet; else without wraps.
    Bytes identity;              // Its seed, sealed under that key.
    InstanceId instance;
    std::uint64_t run = 0;
    std::vector<ceremony::SignedAct> acts;

    void write(wire::Writer& writer) const;
    static Founding read(wire::Reader& reader);
};

std::string request_row(const RequestId& id);

}  // namespace sealwright::keeper
