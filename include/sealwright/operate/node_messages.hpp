// Messages about nodes: who may ask for a vault. Process: cli, keeper.
// Spec: docs/protocol/operate.md.
#pragma once

#include "sealwright/claims/attestation.hpp"
#include "sealwright/claims/node_state.hpp"
#include "sealwright/operate/limits.hpp"
#include "sealwright/wire/codec.hpp"

#include <string>
#include <vector>

namespace sealwright::operate {

struct NodeAddAsk {
    static constexpr std::uint16_t type = 0x0508;
    std::string vault;
    std::string node;
    Digest spki{};
    std::uint64_t not_after_ms = 0;
    void write(wire::Writer& writer) const;
    static NodeAddAsk read(wire::Reader& reader);
};

struct NodeRevokeAsk {
    static constexpr std::uint16_t type = 0x0509;
    std::string vault;
    std::string node;
    void write(wire::Writer& writer) const;
    static NodeRevokeAsk read(wire::Reader& reader);
};

// Answer: Nodes, also to the two asks above.
struct NodesAsk {
    static constexpr std::uint16_t type = 0x050a;
    void write(wire::Writer&) const {}
    static NodesAsk read(wire::Reader&) { return {}; }
};

struct NodeInfo {
    std::string id;
    std::string name;
    std::string vault;
    claims::NodeState state{};  // Of a certificate that has expired: in force.
    claims::EvidenceKind kind{};
    claims::Endorsement provenance{};  // tpm2
    Digest spki{};                     // channel-certificate
    std::uint64_t not_after_ms = 0;    // channel-certificate
    std::uint64_t added_ms = 0;
    std::uint64_t revoked_ms = 0;  // 0: in force.
    std::uint64_t last_ms = 0;     // Of the last evidence by its own key; 0: never.
    std::uint64_t entry = 0;       // Of the journal, with what came of that; 0: none.
    claims::Trust result{};        // What came of it.
    void write(wire::Writer& writer) const;
    static NodeInfo read(wire::Reader& reader);
};

struct Nodes {
    static constexpr std::uint16_t type = 0x051d;
    std::vector<NodeInfo> nodes;
    void write(wire::Writer& writer) const { wire::write_list(writer, nodes); }
    static Nodes read(wire::Reader& reader) {
        return {wire::read_list<NodeInfo>(reader, list_max)};
    }
};

}  // namespace sealwright::operate
