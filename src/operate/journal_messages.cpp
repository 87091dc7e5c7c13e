#include "sealwright/operate/journal_messages.hpp"

#include "sealwright/wire/copies.hpp"

namespace sealwright::operate {

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
    answer.start = wire::copy_of(reader.bytes(entry_size_max));
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
