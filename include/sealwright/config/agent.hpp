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
#include <string_view>
#include <vector>

namespace sealwright::config {

inline constexpr std::size_t services_max = 8;
inline constexpr std::string_view event_log_none = "none";

struct ServiceAt {
    std::string host;  // A name, or an address literal without brackets; or a local socket's path.
    std::uint16_t port = 0;  // 0: it is a path.

    [[nodiscard]] bool is_local() const { return port == 0; }
    // As in the file: "10.0.0.5:8443", "[2001:db8::5]:8443" or "unix:///run/sealwright/node.sock".
    [[nodiscard]] std::string str() const;
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
    std::string event_log;  // Path; empty: the kernel's, if it can be read; or `event_log_none`.
    std::string state;      // Absolute folder.
    std::string socket;     // Absolute path of the vault's socket.
    std::uint32_t vault_uid = 0;
    std::string mount;
    std::string key;
    // tpm2: the attestation key that the platform's provider left in the TPM, and its certificate,
    // in place of the TPM's own.
    bool provider_key = false;
    // The vault's own listener, for tasks: "https://10.0.0.7:8200" or "unix:///run/openbao.sock";
    // empty: this agent does none.
    std::string vault_address;
    std::string vault_authority;  // PEM file to check an https listener against.

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
