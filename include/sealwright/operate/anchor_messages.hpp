// Messages about trust anchors: which certificates a chain may end at, and who came by them.
//
// Process: cli, keeper. Limits: 64 are accepted at once, 16 by one act. Spec:
// docs/protocol/operate.md section 6.
#pragma once

#include "sealwright/claims/anchor.hpp"
#include "sealwright/operate/limits.hpp"

#include <string>
#include <vector>

namespace sealwright::operate {

// Answer: Anchors, also to the two asks below.
struct AnchorsAsk {
    static constexpr std::uint16_t type = 0x0598;
    void write(wire::Writer&) const {}
    static AnchorsAsk read(wire::Reader&) { return {}; }
};

struct AnchorInfo {
    claims::Anchor anchor;
    std::uint64_t accepted_ms = 0;   // Wall time; 0: it is not accepted, or not any more.
    std::string accepted_by;         // Empty with it.
    std::vector<std::string> nodes;  // In force, that enrolled by it: "vault/node".
    void write(wire::Writer& writer) const;
    static AnchorInfo read(wire::Reader& reader);
};

// Those that are accepted, then those that are not and that nodes in force came by.
struct Anchors {
    static constexpr std::uint16_t type = 0x0599;
    std::vector<AnchorInfo> anchors;
    void write(wire::Writer& writer) const { wire::write_list(writer, anchors); }
    static Anchors read(wire::Reader& reader) {
        return {wire::read_list<AnchorInfo>(reader, list_max)};
    }
};

struct AnchorAcceptAsk {
    static constexpr std::uint16_t type = 0x059a;
    std::vector<claims::Anchor> anchors;
    void write(wire::Writer& writer) const { wire::write_list(writer, anchors); }
    static AnchorAcceptAsk read(wire::Reader& reader) {
        return {wire::read_list<claims::Anchor>(reader, anchors_of_act_max)};
    }
};

// Whatever it was accepted as.
struct AnchorDropAsk {
    static constexpr std::uint16_t type = 0x059b;
    Digest digest{};
    void write(wire::Writer& writer) const { writer.raw(digest); }
    static AnchorDropAsk read(wire::Reader& reader) { return {reader.digest()}; }
};

}  // namespace sealwright::operate
