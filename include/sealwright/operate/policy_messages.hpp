// Messages about the release policy: which one holds, and setting another. Process: cli, keeper.
// Spec: docs/protocol/operate.md.
#pragma once

#include "sealwright/operate/limits.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>

namespace sealwright::operate {

inline constexpr std::size_t policy_max = std::size_t{48} * 1024;

// From now on this one holds, if the one before it still does. Answer: PolicyShown.
struct PolicySetAsk {
    static constexpr std::uint16_t type = 0x0540;
    Bytes policy;       // An encoded policy::ReleasePolicy.
    Digest replaces{};  // Of the one that the caller has seen and compared with.
    void write(wire::Writer& writer) const;
    static PolicySetAsk read(wire::Reader& reader);
};

struct PolicyShowAsk {
    static constexpr std::uint16_t type = 0x0541;
    void write(wire::Writer&) const {}
    static PolicyShowAsk read(wire::Reader&) { return {}; }
};

struct PolicyShown {
    static constexpr std::uint16_t type = 0x0542;
    Bytes policy;  // Encoded.
    Digest digest{};
    std::uint64_t set_ms = 0;  // Wall time; 0: the one that holds when none was set.
    std::string set_by;        // Empty with it.
    void write(wire::Writer& writer) const;
    static PolicyShown read(wire::Reader& reader);
};

}  // namespace sealwright::operate
