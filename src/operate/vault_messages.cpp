#include "sealwright/operate/vault_messages.hpp"

namespace sealwright::operate {

void VaultAddAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.text(mount);
    writer.text(key);
    writer.raw(id);
    writer.boolean(is_production);
}

VaultAddAsk VaultAddAsk::read(wire::Reader& reader) {
    VaultAddAsk ask;
    ask.name = reader.text(name_max);
    ask.mount = reader.text(text_max);
    ask.key = reader.text(text_max);
    reader.copy_into(ask.id);
    ask.is_production = reader.boolean();
    return ask;
}

void VaultAllowInitAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.u32(seconds);
}

VaultAllowInitAsk VaultAllowInitAsk::read(wire::Reader& reader) {
    VaultAllowInitAsk ask;
    ask.name = reader.text(name_max);
    ask.seconds = reader.u32();
    return ask;
}

void VaultAllowRestoreAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.u32(seconds);
}

VaultAllowRestoreAsk VaultAllowRestoreAsk::read(wire::Reader& reader) {
    VaultAllowRestoreAsk ask;
    ask.name = reader.text(name_max);
    ask.seconds = reader.u32();
    return ask;
}

void VaultRetireVersionAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.u32(version);
    writer.boolean(drop_snapshots);
}

VaultRetireVersionAsk VaultRetireVersionAsk::read(wire::Reader& reader) {
    VaultRetireVersionAsk ask;
    ask.name = reader.text(name_max);
    ask.version = reader.u32();
    ask.drop_snapshots = reader.boolean();
    return ask;
}

void VaultHoldAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.text(reason);
}

VaultHoldAsk VaultHoldAsk::read(wire::Reader& reader) {
    VaultHoldAsk ask;
    ask.name = reader.text(name_max);
    ask.reason = reader.text(text_max);
    return ask;
}

void VaultLiftAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.text(reason);
    writer.u64(entry);
}

VaultLiftAsk VaultLiftAsk::read(wire::Reader& reader) {
    VaultLiftAsk ask;
    ask.name = reader.text(name_max);
    ask.reason = reader.text(text_max);
    ask.entry = reader.u64();
    return ask;
}

void VaultInfo::write(wire::Writer& writer) const {
    writer.text(id);
    writer.text(name);
    writer.text(mount);
    writer.text(key);
    writer.text(environment);
    writer.u32(seal_key_version);
    writer.u32(data_key_version);
    writer.u64(init_until_ms);
    writer.u64(root_sealed_ms);
    writer.u64(root_opened_ms);
    writer.u32(nodes);
    writer.count(versions.size());
    for (const auto version : versions) writer.u32(version);
    writer.u32(root_version);
    writer.u32(recovery_version);
    writer.text(rewrap_node);
    writer.u64(restore_until_ms);
    writer.u64(held_since_ms);
    writer.text(held_by);
    writer.text(held_reason);
    writer.u64(held_entry);
    writer.u64(held_until_ms);
    writer.text(held_confirmed_by);
    writer.boolean(is_production);
}

VaultInfo VaultInfo::read(wire::Reader& reader) {
    VaultInfo info;
    info.id = reader.text(text_max);
    info.name = reader.text(text_max);
    info.mount = reader.text(text_max);
    info.key = reader.text(text_max);
    info.environment = reader.text(text_max);
    info.seal_key_version = reader.u32();
    info.data_key_version = reader.u32();
    info.init_until_ms = reader.u64();
    info.root_sealed_ms = reader.u64();
    info.root_opened_ms = reader.u64();
    info.nodes = reader.u32();
    const auto count = reader.count(versions_max);
    for (std::uint32_t index = 0; index < count && !reader.failed(); ++index) {
        info.versions.push_back(reader.u32());
    }
    info.root_version = reader.u32();
    info.recovery_version = reader.u32();
    info.rewrap_node = reader.text(text_max);
    info.restore_until_ms = reader.u64();
    info.held_since_ms = reader.u64();
    info.held_by = reader.text(text_max);
    info.held_reason = reader.text(text_max);
    info.held_entry = reader.u64();
    info.held_until_ms = reader.u64();
    info.held_confirmed_by = reader.text(text_max);
    info.is_production = reader.boolean();
    return info;
}

}  // namespace sealwright::operate
