#include "sealwright/store/messages.hpp"

#include "sealwright/wire/copies.hpp"

namespace sealwright::store {

void Row::write(wire::Writer& writer) const {
    writer.text(key);
    writer.u64(version);
    writer.bytes(value);
}

Row Row::read(wire::Reader& reader) {
    Row row;
    row.key = reader.text(row_key_max);
    row.version = reader.u64();
    row.value = wire::copy_of(reader.bytes(row_value_max));
    return row;
}

void Head::write(wire::Writer& writer) const {
    writer.u64(sequence);
    writer.raw(digest);
}

Head Head::read(wire::Reader& reader) {
    Head head;
    head.sequence = reader.u64();
    head.digest = reader.digest();
    return head;
}

void StoredEntry::write(wire::Writer& writer) const {
    writer.u64(sequence);
    writer.raw(digest);
    writer.bytes(body);
}

StoredEntry StoredEntry::read(wire::Reader& reader) {
    StoredEntry entry;
    entry.sequence = reader.u64();
    entry.digest = reader.digest();
    entry.body = wire::copy_of(reader.bytes(entry_size_max));
    return entry;
}

void LoadAsk::write(wire::Writer& writer) const {
    writer.id(instance);
    writer.text(after);
}

LoadAsk LoadAsk::read(wire::Reader& reader) {
    LoadAsk ask;
    ask.instance = reader.id<InstanceId>();
    ask.after = reader.text(row_key_max);
    return ask;
}

void Loaded::write(wire::Writer& writer) const {
    writer.u64(revision);
    head.write(writer);
    wire::write_list(writer, rows);
    writer.boolean(more);
}

Loaded Loaded::read(wire::Reader& reader) {
    Loaded loaded;
    loaded.revision = reader.u64();
    loaded.head = Head::read(reader);
    loaded.rows = wire::read_list<Row>(reader, rows_page_max);
    loaded.more = reader.boolean();
    return loaded;
}

void ReadAsk::write(wire::Writer& writer) const {
    writer.id(instance);
    writer.u64(first);
    writer.u32(count);
}

ReadAsk ReadAsk::read(wire::Reader& reader) {
    ReadAsk ask;
    ask.instance = reader.id<InstanceId>();
    ask.first = reader.u64();
    ask.count = reader.count(entries_page_max);
    return ask;
}

Entries Entries::read(wire::Reader& reader) {
    return {wire::read_list<StoredEntry>(reader, entries_page_max)};
}

void Commit::write(wire::Writer& writer) const {
    writer.u64(revision);
    writer.id(instance);
    head.write(writer);
    wire::write_list(writer, puts);
    wire::write_list(writer, entries);
}

Commit Commit::read(wire::Reader& reader) {
    Commit commit;
    commit.revision = reader.u64();
    commit.instance = reader.id<InstanceId>();
    commit.head = Head::read(reader);
    commit.puts = wire::read_list<Row>(reader, puts_max);
    commit.entries = wire::read_list<StoredEntry>(reader, commit_entries_max);
    return commit;
}

void Archive::write(wire::Writer& writer) const {
    writer.u64(commit.removes_to);
    commit.write(writer);
}

Archive Archive::read(wire::Reader& reader) {
    const auto removes_to = reader.u64();
    Archive archive{Commit::read(reader)};
    archive.commit.removes_to = removes_to;
    if (removes_to == 0) reader.fail_value();
    return archive;
}

void Committed::write(wire::Writer& writer) const {
    writer.u64(revision);
    head.write(writer);
}

Committed Committed::read(wire::Reader& reader) {
    Committed committed;
    committed.revision = reader.u64();
    committed.head = Head::read(reader);
    return committed;
}

void Conflict::write(wire::Writer& writer) const {
    writer.u64(revision);
    head.write(writer);
}

Conflict Conflict::read(wire::Reader& reader) {
    Conflict conflict;
    conflict.revision = reader.u64();
    conflict.head = Head::read(reader);
    return conflict;
}

}  // namespace sealwright::store
