#include "sealwright/operate/root_messages.hpp"

#include "sealwright/wire/copies.hpp"

namespace sealwright::operate {

void VaultClaimAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.u32(seconds);
    writer.boolean(is_new);
    writer.enumeration(release);
}

VaultClaimAsk VaultClaimAsk::read(wire::Reader& reader) {
    VaultClaimAsk ask;
    ask.name = reader.text(name_max);
    ask.seconds = reader.u32();
    ask.is_new = reader.boolean();
    ask.release = reader.enumeration(RecoveryRelease::quorum);
    return ask;
}

void RootRotateAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.text(reason);
}

RootRotateAsk RootRotateAsk::read(wire::Reader& reader) {
    RootRotateAsk ask;
    ask.name = reader.text(name_max);
    ask.reason = reader.text(text_max);
    return ask;
}

void RootRequestAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.text(reason);
    writer.u32(ttl_s);
    writer.raw(recipient);
}

RootRequestAsk RootRequestAsk::read(wire::Reader& reader) {
    RootRequestAsk ask;
    ask.name = reader.text(name_max);
    ask.reason = reader.text(text_max);
    ask.ttl_s = reader.u32();
    reader.copy_into(ask.recipient);
    return ask;
}

void RootLookAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.text(reason);
    writer.boolean(only_counts);
}

RootLookAsk RootLookAsk::read(wire::Reader& reader) {
    RootLookAsk ask;
    ask.name = reader.text(name_max);
    ask.reason = reader.text(text_max);
    ask.only_counts = reader.boolean();
    return ask;
}

void RootTimes::write(wire::Writer& writer) const {
    writer.u32(rotate_every_s);
    writer.u32(look_every_s);
    writer.u16(quiet_from_min);
    writer.u16(quiet_to_min);
}

RootTimes RootTimes::read(wire::Reader& reader) {
    RootTimes times;
    times.rotate_every_s = reader.u32();
    times.look_every_s = reader.u32();
    times.quiet_from_min = reader.u16();
    times.quiet_to_min = reader.u16();
    return times;
}

void RootScheduleAsk::write(wire::Writer& writer) const {
    writer.text(name);
    times.write(writer);
}

RootScheduleAsk RootScheduleAsk::read(wire::Reader& reader) {
    RootScheduleAsk ask;
    ask.name = reader.text(name_max);
    ask.times = RootTimes::read(reader);
    return ask;
}

void RootFetchAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.raw(task);
}

RootFetchAsk RootFetchAsk::read(wire::Reader& reader) {
    RootFetchAsk ask;
    ask.name = reader.text(name_max);
    reader.copy_into(ask.task);
    return ask;
}

void RootStatementAsk::write(wire::Writer& writer) const {
    writer.text(name);
    writer.u64(from_ms);
    writer.u64(to_ms);
}

RootStatementAsk RootStatementAsk::read(wire::Reader& reader) {
    RootStatementAsk ask;
    ask.name = reader.text(name_max);
    ask.from_ms = reader.u64();
    ask.to_ms = reader.u64();
    return ask;
}

void RootTaskInfo::write(wire::Writer& writer) const {
    writer.raw(id);
    writer.enumeration(state);
    writer.text(kind);
    writer.text(by);
    writer.text(reason);
    writer.u64(proposed_ms);
    writer.u64(expires_ms);
    writer.u64(ended_ms);
    writer.text(node);
    writer.text(step);
    writer.u32(tries);
    writer.u16(code);
    writer.text(why);
    writer.u64(tokens);
    writer.u64(namespaces);
    writer.u64(revoked);
    writer.u64(roots);
    writer.u64(children_max);
    wire::write_list(writer, found);
    writer.boolean(changed_recovery);
    writer.boolean(rotated_root);
    writer.text(accessor);
    writer.u64(ends_ms);
    writer.boolean(is_fetched);
}

RootTaskInfo RootTaskInfo::read(wire::Reader& reader) {
    RootTaskInfo info;
    reader.copy_into(info.id);
    info.state = reader.enumeration(RootTaskState::asked);
    info.kind = reader.text(name_max);
    info.by = reader.text(text_max);
    info.reason = reader.text(text_max);
    info.proposed_ms = reader.u64();
    info.expires_ms = reader.u64();
    info.ended_ms = reader.u64();
    info.node = reader.text(name_max);
    info.step = reader.text(text_max);
    info.tries = reader.u32();
    info.code = reader.u16();
    info.why = reader.text(text_max);
    info.tokens = reader.u64();
    info.namespaces = reader.u64();
    info.revoked = reader.u64();
    info.roots = reader.u64();
    info.children_max = reader.u64();
    info.found = wire::read_list<claims::RootSeen>(reader, root_list_max);
    info.changed_recovery = reader.boolean();
    info.rotated_root = reader.boolean();
    info.accessor = reader.text(text_max);
    info.ends_ms = reader.u64();
    info.is_fetched = reader.boolean();
    return info;
}

void RootGrant::write(wire::Writer& writer) const {
    writer.text(accessor);
    writer.text(by);
    writer.u64(ends_ms);
}

RootGrant RootGrant::read(wire::Reader& reader) {
    RootGrant grant;
    grant.accessor = reader.text(text_max);
    grant.by = reader.text(text_max);
    grant.ends_ms = reader.u64();
    return grant;
}

void RootShown::write(wire::Writer& writer) const {
    writer.text(vault);
    writer.text(id);
    writer.boolean(is_managed);
    writer.u64(managed_ms);
    writer.text(issuer);
    writer.text(audience);
    writer.raw(login_key);
    writer.boolean(has_recovery);
    writer.u64(recovery_ms);
    writer.text(recovery_release);
    task.write(writer);
    proposed.write(writer);
    writer.raw(ceremony);
    writer.raw(asked);
    writer.boolean(is_change_due);
    times.write(writer);
    writer.u64(next_rotation_ms);
    writer.u64(next_look_ms);
    wire::write_list(writer, grants);
}

RootShown RootShown::read(wire::Reader& reader) {
    RootShown shown;
    shown.vault = reader.text(name_max);
    shown.id = reader.text(text_max);
    shown.is_managed = reader.boolean();
    shown.managed_ms = reader.u64();
    shown.issuer = reader.text(text_max);
    shown.audience = reader.text(text_max);
    reader.copy_into(shown.login_key);
    shown.has_recovery = reader.boolean();
    shown.recovery_ms = reader.u64();
    shown.recovery_release = reader.text(name_max);
    shown.task = RootTaskInfo::read(reader);
    shown.proposed = RootTaskInfo::read(reader);
    reader.copy_into(shown.ceremony);
    shown.asked = reader.digest();
    shown.is_change_due = reader.boolean();
    shown.times = RootTimes::read(reader);
    shown.next_rotation_ms = reader.u64();
    shown.next_look_ms = reader.u64();
    shown.grants = wire::read_list<RootGrant>(reader, root_list_max);
    return shown;
}

void RootToken::write(wire::Writer& writer) const {
    writer.raw(task);
    writer.bytes(sealed);
    writer.text(accessor);
    writer.u64(ends_ms);
}

RootToken RootToken::read(wire::Reader& reader) {
    RootToken token;
    reader.copy_into(token.task);
    token.sealed = wire::copy_of(reader.bytes(root_token_max));
    token.accessor = reader.text(text_max);
    token.ends_ms = reader.u64();
    return token;
}

}  // namespace sealwright::operate
