#include "sealwright/session/task_messages.hpp"

#include "sealwright/wire/copies.hpp"
#include "sealwright/wire/texts.hpp"

namespace sealwright::session {
namespace {

constexpr std::size_t name_max = 64;
constexpr std::size_t share_max = 64;

std::vector<WipedBytes> read_shares(wire::Reader& reader) {
    std::vector<WipedBytes> shares;
    const auto count = reader.count(task_shares_max);
    for (std::uint32_t index = 0; index < count && !reader.failed(); ++index) {
        shares.push_back(wire::wiped_copy_of(reader.bytes(share_max)));
    }
    return shares;
}

}  // namespace

std::string_view name_of(TaskKind kind) {
    switch (kind) {
        case TaskKind::claim:
            return "claim";
        case TaskKind::rotate:
            return "rotate";
        case TaskKind::request:
            return "request";
        case TaskKind::look:
            return "look";
        case TaskKind::preview:
            return "preview";
    }
    return "unknown";
}

std::string_view role_of(TaskKind kind) {
    return name_of(kind == TaskKind::preview ? TaskKind::look : kind);
}

std::string_view words_of(TaskStep step) {
    switch (step) {
        case TaskStep::log_in:
            return "log in";
        case TaskStep::census:
            return "look at every token";
        case TaskStep::revoke:
            return "revoke root tokens";
        case TaskStep::begin_recovery:
            return "begin to change the recovery key";
        case TaskStep::give_recovery:
            return "give the recovery key for its change";
        case TaskStep::verify_recovery:
            return "put the new recovery key in force";
        case TaskStep::begin_root:
            return "begin to make a root token";
        case TaskStep::give_root:
            return "give the recovery key for a root token";
        case TaskStep::limit:
            return "make the limited token and revoke the unlimited one";
        case TaskStep::rotate_root:
            return "rotate the barrier root key";
        case TaskStep::rotate_keyring:
            return "add a key to the keyring";
        case TaskStep::prove:
            return "look at every token again";
    }
    return "unknown";
}

void TaskOffer::write(wire::Writer& writer) const {
    writer.id(task);
    writer.enumeration(kind);
}

TaskOffer TaskOffer::read(wire::Reader& reader) {
    TaskOffer offer;
    offer.task = reader.id<TaskId>();
    offer.kind = reader.enumeration(TaskKind::preview);
    return offer;
}

void TaskOrder::write(wire::Writer& writer) const {
    writer.id(task);
    writer.enumeration(kind);
    writer.text(mount);
    writer.text(role);
    writer.bytes(login);
    writer.boolean(has_recovery);
    writer.boolean(rotates_recovery);
    writer.boolean(cancels_attempt);
    writer.u32(ttl_s);
    writer.raw(recipient);
    writer.text(label);
    wire::write_texts(writer, granted);
}

TaskOrder TaskOrder::read(wire::Reader& reader) {
    TaskOrder order;
    order.task = reader.id<TaskId>();
    order.kind = reader.enumeration(TaskKind::preview);
    order.mount = reader.text(name_max);
    order.role = reader.text(name_max);
    order.login = wire::wiped_copy_of(reader.bytes(login_max));
    order.has_recovery = reader.boolean();
    order.rotates_recovery = reader.boolean();
    order.cancels_attempt = reader.boolean();
    order.ttl_s = reader.u32();
    reader.copy_into(order.recipient);
    order.label = reader.text(task_text_max);
    order.granted = wire::read_texts(reader, task_roots_max, task_text_max);
    return order;
}

void TaskSaid::write(wire::Writer& writer) const {
    writer.id(task);
    writer.enumeration(step);
    writer.u64(tokens);
    writer.u64(namespaces);
    writer.u64(roots_in_all);
    writer.u64(needed);
    wire::write_list(writer, roots);
}

TaskSaid TaskSaid::read(wire::Reader& reader) {
    TaskSaid said;
    said.task = reader.id<TaskId>();
    said.step = reader.enumeration(TaskStep::prove);
    said.tokens = reader.u64();
    said.namespaces = reader.u64();
    said.roots_in_all = reader.u64();
    said.needed = reader.u64();
    said.roots = wire::read_list<claims::RootSeen>(reader, task_roots_max);
    return said;
}

void TaskHeard::write(wire::Writer& writer) const {
    writer.count(shares.size());
    for (const auto& share : shares) writer.bytes(share);
}

TaskHeard TaskHeard::read(wire::Reader& reader) {
    return {read_shares(reader)};
}

void TaskEnded::write(wire::Writer& writer) const {
    writer.id(task);
    writer.u16(code);
    writer.text(why);
    writer.u64(tokens);
    writer.u64(namespaces);
    writer.u64(revoked);
    writer.u64(roots_in_all);
    writer.u64(children_max);
    wire::write_list(writer, roots);
    writer.boolean(changed_recovery);
    writer.boolean(rotated_root);
    writer.raw(recovery);
    writer.bytes(token);
    writer.text(accessor);
    writer.u64(ends_ms);
}

TaskEnded TaskEnded::read(wire::Reader& reader) {
    TaskEnded ended;
    ended.task = reader.id<TaskId>();
    ended.code = reader.u16();
    ended.why = reader.text(task_text_max);
    ended.tokens = reader.u64();
    ended.namespaces = reader.u64();
    ended.revoked = reader.u64();
    ended.roots_in_all = reader.u64();
    ended.children_max = reader.u64();
    ended.roots = wire::read_list<claims::RootSeen>(reader, task_roots_max);
    ended.changed_recovery = reader.boolean();
    ended.rotated_root = reader.boolean();
    ended.recovery = reader.digest();
    ended.token = wire::copy_of(reader.bytes(sealed_token_max));
    ended.accessor = reader.text(task_text_max);
    ended.ends_ms = reader.u64();
    return ended;
}

}  // namespace sealwright::session
