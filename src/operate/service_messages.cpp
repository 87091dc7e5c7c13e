#include "sealwright/operate/service_messages.hpp"

namespace sealwright::operate {

void Status::write(wire::Writer& writer) const {
    writer.enumeration(phase);
    writer.text(waits_for);
    writer.boolean(solo);
    writer.text(installation);
    writer.text(instance);
    writer.text(environment);
    writer.text(owner);
    writer.text(token_group);
    writer.u8(threshold);
    writer.u8(tokens_ready);
    writer.u64(revision);
    writer.u64(sequence);
    writer.text(verifier_key);
    writer.u32(vaults);
    writer.u32(nodes);
    writer.u32(baselines_overdue);
    writer.u64(heartbeats);
    wire::write_list(writer, tokens);
    writer.u64(founded_entry);
    writer.boolean(was_solo);
    writer.u32(persons);
    writer.u32(requests);
    writer.boolean(is_founding);
    writer.u64(frozen_since_ms);
    writer.u64(frozen_until_ms);
    writer.u64(frozen_entry);
    writer.text(frozen_by);
    writer.text(frozen_reason);
    writer.u16(custodians);
    writer.u16(custodians_shown);
    writer.u16(custodians_needed);
    writer.u64(drilled_ms);
}

Status Status::read(wire::Reader& reader) {
    Status status;
    status.phase = reader.enumeration(Phase::open);
    status.waits_for = reader.text(4 * text_max);
    status.solo = reader.boolean();
    status.installation = reader.text(text_max);
    status.instance = reader.text(text_max);
    status.environment = reader.text(text_max);
    status.owner = reader.text(text_max);
    status.token_group = reader.text(text_max);
    status.threshold = reader.u8();
    status.tokens_ready = reader.u8();
    status.revision = reader.u64();
    status.sequence = reader.u64();
    status.verifier_key = reader.text(text_max);
    status.vaults = reader.u32();
    status.nodes = reader.u32();
    status.baselines_overdue = reader.u32();
    status.heartbeats = reader.u64();
    status.tokens = wire::read_list<TokenInfo>(reader, list_max);
    status.founded_entry = reader.u64();
    status.was_solo = reader.boolean();
    status.persons = reader.u32();
    status.requests = reader.u32();
    status.is_founding = reader.boolean();
    status.frozen_since_ms = reader.u64();
    status.frozen_until_ms = reader.u64();
    status.frozen_entry = reader.u64();
    status.frozen_by = reader.text(text_max);
    status.frozen_reason = reader.text(text_max);
    status.custodians = reader.u16();
    status.custodians_shown = reader.u16();
    status.custodians_needed = reader.u16();
    status.drilled_ms = reader.u64();
    return status;
}

}  // namespace sealwright::operate
