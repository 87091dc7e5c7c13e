#include "sealwright/operate/messages.hpp"

namespace sealwright::operate {

void TokenInfo::write(wire::Writer& writer) const {
    writer.text(name);
    writer.text(state);
    writer.text(label);
    writer.text(serial);
    writer.raw(key_id);
    writer.u32(generation);
    writer.raw(startup_key);
    writer.text(detail);
    writer.boolean(left_out);
}

TokenInfo TokenInfo::read(wire::Reader& reader) {
    TokenInfo info;
    info.name = reader.text(name_max);
    info.state = reader.text(name_max);
    info.label = reader.text(name_max);
    info.serial = reader.text(name_max);
    info.key_id = reader.digest();
    info.generation = reader.u32();
    info.startup_key = reader.digest();
    info.detail = reader.text(4 * text_max);
    info.left_out = reader.boolean();
    return info;
}

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
    writer.u64(heartbeats);
    wire::write_list(writer, tokens);
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
    status.heartbeats = reader.u64();
    status.tokens = wire::read_list<TokenInfo>(reader, list_max);
    return status;
}

void VaultAddAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.text(mount);
    writer.text(key);
    writer.raw(id);
}

VaultAddAsk VaultAddAsk::read(wire::Reader& reader) {
    VaultAddAsk ask;
    ask.name = reader.text(name_max);
    ask.mount = reader.text(text_max);
    ask.key = reader.text(text_max);
    reader.copy_into(ask.id);
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
}

VaultLiftAsk VaultLiftAsk::read(wire::Reader& reader) {
    VaultLiftAsk ask;
    ask.name = reader.text(name_max);
    ask.reason = reader.text(text_max);
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
    return info;
}

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
    writer.raw(spki);
    writer.u64(not_after_ms);
    writer.u64(added_ms);
    writer.u64(revoked_ms);
}

NodeInfo NodeInfo::read(wire::Reader& reader) {
    NodeInfo info;
    info.id = reader.text(text_max);
    info.name = reader.text(text_max);
    info.vault = reader.text(text_max);
    info.spki = reader.digest();
    info.not_after_ms = reader.u64();
    info.added_ms = reader.u64();
    info.revoked_ms = reader.u64();
    return info;
}

void TokenActAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.enumeration(verb);
}

TokenActAsk TokenActAsk::read(wire::Reader& reader) {
    TokenActAsk ask;
    ask.name = reader.text(name_max);
    ask.verb = reader.enumeration(TokenVerb::stop);
    return ask;
}

void TokenLoginAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.bytes(box);
}

TokenLoginAsk TokenLoginAsk::read(wire::Reader& reader) {
    TokenLoginAsk ask;
    ask.name = reader.text(name_max);
    const auto box = reader.bytes(4 * text_max);
    ask.box.assign(box.begin(), box.end());
    return ask;
}

void JournalAsk::write(wire::Writer& writer) const {
    writer.u64(first);
    writer.u32(count);
    writer.boolean(checkpoint);
}

JournalAsk JournalAsk::read(wire::Reader& reader) {
    JournalAsk ask;
    ask.first = reader.u64();
    ask.count = reader.count(entries_max);
    ask.checkpoint = reader.boolean();
    return ask;
}

void JournalPage::write(wire::Writer& writer) const {
    writer.u64(head_sequence);
    writer.text(verifier_key);
    writer.count(entries.size());
    for (const auto& entry : entries) writer.bytes(entry);
}

JournalPage JournalPage::read(wire::Reader& reader) {
    JournalPage page;
    page.head_sequence = reader.u64();
    page.verifier_key = reader.text(text_max);
    const auto count = reader.count(entries_max);
    for (std::uint32_t index = 0; index < count; ++index) {
        const auto entry = reader.bytes(entry_size_max);
        page.entries.emplace_back(entry.begin(), entry.end());
    }
    return page;
}

void ArchiveInfo::write(wire::Writer& writer) const {
    writer.u64(first);
    writer.u64(last);
    writer.u64(wall_ms);
    writer.raw(bundle);
    writer.text(file);
}

ArchiveInfo ArchiveInfo::read(wire::Reader& reader) {
    ArchiveInfo info;
    info.first = reader.u64();
    info.last = reader.u64();
    info.wall_ms = reader.u64();
    info.bundle = reader.digest();
    info.file = reader.text(text_max);
    return info;
}

void Archives::write(wire::Writer& writer) const {
    writer.bytes(start);
    wire::write_list(writer, archives);
}

Archives Archives::read(wire::Reader& reader) {
    Archives answer;
    const auto start = reader.bytes(entry_size_max);
    answer.start.assign(start.begin(), start.end());
    answer.archives = wire::read_list<ArchiveInfo>(reader, archives_max);
    return answer;
}

void ArchiveAsk::write(wire::Writer& writer) const {
    writer.u64(last);
    writer.raw(head);
    writer.raw(bundle);
    writer.text(file);
}

ArchiveAsk ArchiveAsk::read(wire::Reader& reader) {
    ArchiveAsk ask;
    ask.last = reader.u64();
    ask.head = reader.digest();
    ask.bundle = reader.digest();
    ask.file = reader.text(text_max);
    return ask;
}

}  // namespace sealwright::operate
