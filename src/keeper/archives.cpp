#include "archives.hpp"

#include "sealwright/wire/codec.hpp"

namespace sealwright::keeper {
namespace {

constexpr std::size_t file_name_max = 512;

}  // namespace

void Archive::write(wire::Writer& writer) const {
    writer.u64(first);
    writer.u64(last);
    writer.u64(wall_ms);
    writer.raw(bundle);
    writer.text(file);
}

Archive Archive::read(wire::Reader& reader) {
    Archive archive;
    archive.first = reader.u64();
    archive.last = reader.u64();
    archive.wall_ms = reader.u64();
    archive.bundle = reader.digest();
    archive.file = reader.text(file_name_max);
    return archive;
}

const Archive* Archives::holding(std::uint64_t sequence) const {
    for (const auto& archive : list) {
        if (sequence >= archive.first && sequence <= archive.last) return &archive;
    }
    return nullptr;
}

void Archives::write(wire::Writer& writer) const {
    wire::write_list(writer, list);
    start.write(writer);
}

Archives Archives::read(wire::Reader& reader) {
    Archives archives;
    archives.list = wire::read_list<Archive>(reader, archives_max);
    archives.start = journal::Start::read(reader);
    std::uint64_t last = 0;
    for (const auto& archive : archives.list) {
        if (archive.first != last + 1 || archive.last < archive.first) reader.fail_value();
        last = archive.last;
    }
    if (archives.start.sequence != last) reader.fail_value();
    return archives;
}

}  // namespace sealwright::keeper
