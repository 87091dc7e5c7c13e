#include "sealwright/config/agent.hpp"

#include "file_form.hpp"
#include "sealwright/config/errors.hpp"

namespace sealwright::config {
namespace {

constexpr std::string_view magic = "sealwright-agent-1\n";

bool is_node_evidence(claims::EvidenceKind kind) {
    return kind != claims::EvidenceKind::channel_certificate;
}

}  // namespace

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
    config.tpm = reader.text(text_max);
    config.event_log = reader.text(text_max);
    config.state = reader.text(text_max);
    config.socket = reader.text(text_max);
    config.vault_uid = reader.u32();
    config.mount = reader.text(text_max);
    config.key = reader.text(text_max);
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
