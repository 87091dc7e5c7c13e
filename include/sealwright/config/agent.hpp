// AgentConfig: what one sealwright-agent is told, in our own encoding.
//
// `sealwright check-config --agent FILE --write OUT` makes it. Nothing in it is a secret: it names
// the service by the key that the agent pins, the node, and who may ask. Process: agent reads it;
// cli writes it. Limits: 8 addresses. Spec: docs/reference/agent-configuration.md.
#pragma once

#include "sealwright/claims/evidence.hpp"
#include "sealwright/core/ids.hpp"
#include "sealwright/core/result.hpp"

#include <string>
#include <vector>

namespace sealwright::config {

inline constexpr std::size_t services_max = 8;

struct ServiceAt {
    std::string host;  // A name, or an address literal without brackets.
    std::uint16_t port = 0;
    void write(wire::Writer& writer) const;
    static ServiceAt read(wire::Reader& reader);
    bool operator==(const ServiceAt&) const = default;
};

struct AgentConfig {
    std::array<std::uint8_t, 32> service_key{};  // Ed25519: the service's identity, pinned.
    std::string service_name;                    // Of the key, for people.
    std::vector<ServiceAt> services;             // At least one; tried in this order, side by side.
    std::string authority;  // PEM file to check TLS against; empty: the pinned key decides alone.
    NodeId node;
    VaultId vault;
    claims::EvidenceKind evidence{};
    std::string tpm;        // How the TPM is reached; only for tpm2.
    std::string event_log;  // Path; empty: none is sent.
    std::string state;      // Absolute folder.
    std::string socket;     // Absolute path of the vault's socket.
    std::uint32_t vault_uid = 0;
    std::string mount;
    std::string key;

    void write(wire::Writer& writer) const;
    static AgentConfig read(wire::Reader& reader);
    bool operator==(const AgentConfig&) const = default;

    [[nodiscard]] std::string key_file() const { return state + "/node.key"; }
    [[nodiscard]] std::string version_file() const { return state + "/key-version"; }
};

Bytes compile(const AgentConfig& config);
Result<AgentConfig> parse_compiled_agent(View bytes);
Result<AgentConfig> load_compiled_agent(const std::string& path);

}  // namespace sealwright::config
