#include "sealwright/operate/node_messages.hpp"

namespace sealwright::operate {

void NodeAddAsk::write(wire::Writer& writer) const {
    writer.text(vault);
    writer.text(node);
    writer.raw(spki);
    writer.u64(not_after_ms);
}

NodeAddAsk NodeAddAsk::read(wire::Reader& reader) {
    NodeAddAsk ask;
    ask.vault = reader.text(name_max);
    ask.node = reader.text(name_max);
    ask.spki = reader.digest();
    ask.not_after_ms = reader.u64();
    return ask;
}

void NodeRevokeAsk::write(wire::Writer& writer) const {
    writer.text(vault);
    writer.text(node);
}

NodeRevokeAsk NodeRevokeAsk::read(wire::Reader& reader) {
    NodeRevokeAsk ask;
    ask.vault = reader.text(name_max);
    ask.node = reader.text(name_max);
    return ask;
}

void NodeInfo::write(wire::Writer& writer) const {
    writer.text(id);
    writer.text(name);
    writer.text(vault);
    writer.enumeration(state);
    writer.enumeration(kind);
    writer.enumeration(provenance);
    writer.raw(spki);
    writer.u64(not_after_ms);
    writer.u64(added_ms);
    writer.u64(revoked_ms);
    writer.u64(last_ms);
    writer.u64(entry);
    writer.enumeration(result);
}

NodeInfo NodeInfo::read(wire::Reader& reader) {
    NodeInfo info;
    info.id = reader.text(text_max);
    info.name = reader.text(text_max);
    info.vault = reader.text(text_max);
    info.state = reader.enumeration(claims::node_state_last);
    info.kind = reader.enumeration(claims::evidence_kind_last);
    info.provenance = reader.enumeration(claims::endorsement_last);
    info.spki = reader.digest();
    info.not_after_ms = reader.u64();
    info.added_ms = reader.u64();
    info.revoked_ms = reader.u64();
    info.last_ms = reader.u64();
    info.entry = reader.u64();
    info.result = reader.enumeration(claims::Trust::contraindicated);
    return info;
}

}  // namespace sealwright::operate
