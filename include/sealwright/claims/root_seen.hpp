// RootSeen: a root token as a census of its vault saw it, which opens nothing.
//
// The agent tells it to the keeper, and the keeper shows it to people. Process: agent, keeper, cli.
// Limits: a namespace 1,024 bytes, the other texts 200. Spec: docs/protocol/root.md section 2.
#pragma once

#include "sealwright/wire/codec.hpp"

#include <string>

namespace sealwright::claims {

struct RootSeen {
    std::string inside;  // The namespace; empty: root.
    std::string accessor;
    std::string made_at;  // Its path: of an attempt, or of another root.
    bool unlimited = false;
    void write(wire::Writer& writer) const;
    static RootSeen read(wire::Reader& reader);
    bool operator==(const RootSeen&) const = default;
};

}  // namespace sealwright::claims
