#include "sealwright/config/agent.hpp"

#include "file_form.hpp"
#include "sealwright/config/errors.hpp"

#include <algorithm>

namespace sealwright::config {
namespace {

constexpr std::string_view magic = "sealwright-agent-1\n";

bool is_node_evidence(claims::EvidenceKind kind) {
    return kind != claims::EvidenceKind::channel_certificate;
}

}  // namespace

std::string ServiceAt::str() const {
    if (is_local()) return "unix://" + host;
    const bool is_v6 = host.find(':') != std::string::npos;
    return (is_v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

void ServiceAt::write(wire::Writer& writer) const {
    writer.text(host);
    writer.u16(port);
}

ServiceAt ServiceAt::read(wire::Reader& reader) {
    ServiceAt service;
    service.host = reader.text(text_max);
    service.port = reader.u16();
    return service;
}

void AgentConfig::write(wire::Writer& writer) const {
    writer.raw(service_key);
    writer.text(service_name);
    wire::write_list(writer, services);
    writer.text(authority);
    writer.id(node);
    writer.id(vault);
    writer.enumeration(evidence);
    writer.text(tpm);
    writer.text(event_log);
    writer.text(state);
    writer.text(socket);
    writer.u32(vault_uid);
    writer.text(mount);
    writer.text(key);
    // Only where it is so: what older releases know has one form with theirs.
    if (provider_key || !vault_address.empty()) writer.boolean(provider_key);
    if (vault_address.empty()) return;
    writer.text(vault_address);
    writer.text(vault_authority);
}

AgentConfig AgentConfig::read(wire::Reader& reader) {
    AgentConfig config;
    reader.copy_into(config.service_key);
    config.service_name = reader.text(text_max);
    config.services = wire::read_list<ServiceAt>(reader, services_max);
    config.authority = reader.text(text_max);
    config.node = reader.id<NodeId>();
    config.vault = reader.id<VaultId>();
    config.evidence = reader.enumeration(claims::evidence_kind_last);
    if (!is_node_evidence(config.evidence) || config.services.empty()) reader.fail_value();
    // A user proves something on its own host only, and what proves more is asked for by the front.
    const bool is_peer = config.evidence == claims::EvidenceKind::unix_peer;
    const auto fits = [&](const ServiceAt& at) { return at.is_local() == is_peer; };
    if (!std::ranges::all_of(config.services, fits)) reader.fail_value();
    config.tpm = reader.text(text_max);
    config.event_log = reader.text(text_max);
    config.state = reader.text(text_max);
    config.socket = reader.text(text_max);
    config.vault_uid = reader.u32();
    config.mount = reader.text(text_max);
    config.key = reader.text(text_max);
    if (reader.remaining() == 0) return config;
    config.provider_key = reader.boolean();
    const bool has_tpm = config.evidence == claims::EvidenceKind::tpm2;
    if (config.provider_key && !has_tpm) reader.fail_value();
    if (reader.remaining() == 0) {
        if (!config.provider_key) reader.fail_value();
        return config;
    }
    config.vault_address = reader.text(text_max);
    config.vault_authority = reader.text(text_max);
    if (config.vault_address.empty()) reader.fail_value();
    return config;
}

Bytes compile(const AgentConfig& config) {
    return with_digest(magic, wire::encode_public(config));
}

Result<AgentConfig> parse_compiled_agent(View bytes) {
    TRY(body, body_of(magic, bytes));
    auto config = wire::decode<AgentConfig>(body);
    if (!config) return errors::agent_config_damaged;
    return config;
}

Result<AgentConfig> load_compiled_agent(const std::string& path) {
    TRY(bytes, read_whole(path));
    auto config = parse_compiled_agent(bytes);
    if (!config) return Error(errors::agent_config_damaged, {fact("path", path)});
    return config;
}

}  // namespace sealwright::config
