#include "root_task.hpp"

#include "sealwright/wire/copies.hpp"

namespace sealwright::keeper {
namespace {

constexpr std::size_t names_max = 512;

}  // namespace

RootTask RootTask::waiting(session::TaskKind kind,
                           std::string by,
                           std::string reason,
                           std::uint64_t wall_ms,
                           std::uint64_t lasts_ms,
                           Random& random) {
    RootTask task;
    task.kind = kind;
    task.info.id = TaskId::random(random).bytes();
    task.info.state = operate::RootTaskState::waiting;
    task.info.kind = session::name_of(kind);
    task.info.by = std::move(by);
    task.info.reason = std::move(reason);
    task.info.proposed_ms = wall_ms;
    task.info.expires_ms = wall_ms + lasts_ms;
    return task;
}

void RootTask::write(wire::Writer& writer) const {
    writer.enumeration(kind);
    info.write(writer);
    writer.text(asker);
    writer.id(node);
    writer.u64(heard_ms);
    writer.u32(gives);
    writer.u32(turn);
    writer.boolean(has_given);
    writer.boolean(may_change);
    writer.u32(ttl_s);
    writer.raw(recipient);
    writer.bytes(token);
    writer.raw(ceremony);
    wire::write_optional(writer, next_box);
}

RootTask RootTask::read(wire::Reader& reader) {
    RootTask task;
    task.kind = reader.enumeration(session::TaskKind::preview);
    task.info = operate::RootTaskInfo::read(reader);
    task.asker = reader.text(names_max);
    task.node = reader.id<NodeId>();
    task.heard_ms = reader.u64();
    task.gives = reader.u32();
    task.turn = reader.u32();
    task.has_given = reader.boolean();
    task.may_change = reader.boolean();
    task.ttl_s = reader.u32();
    reader.copy_into(task.recipient);
    task.token = wire::copy_of(reader.bytes(session::sealed_token_max));
    reader.copy_into(task.ceremony);
    task.next_box = wire::read_optional<RecoveryBox>(reader);
    return task;
}

}  // namespace sealwright::keeper
