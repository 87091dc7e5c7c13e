// Bytes that say what to read and are then read: any order of reads, over any bytes.
//
// The first half names the reads, one a byte; the second is what they read. While nothing has
// failed, writing the same values again must give the bytes that were taken.
#include "sealwright/core/result.hpp"
#include "sealwright/wire/reader.hpp"
#include "sealwright/wire/writer.hpp"

using namespace sealwright;

namespace {

enum class Colour : std::uint8_t { red, green, blue };

void copy_one(std::uint8_t what, wire::Reader& reader, wire::Writer& writer) {
    switch (what % 11) {
        case 0:
            return writer.u8(reader.u8());
        case 1:
            return writer.u16(reader.u16());
        case 2:
            return writer.u32(reader.u32());
        case 3:
            return writer.u64(reader.u64());
        case 4:
            return writer.boolean(reader.boolean());
        case 5:
            return writer.raw(reader.raw(what));
        case 6:
            return writer.bytes(reader.bytes(what));
        case 7:
            return writer.text(reader.text(what));
        case 8:
            return writer.raw(reader.digest());
        case 9:
            return writer.count(reader.count(what));
        default:
            return writer.enumeration(reader.enumeration(Colour::blue));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const View program(data, size / 2);
    const View bytes(data + size / 2, size - size / 2);
    wire::Reader reader(bytes);
    wire::Writer writer;
    for (const auto what : program) {
        wire::Writer before = writer;
        copy_one(what, reader, writer);
        if (!reader.failed()) continue;
        check(reader.remaining() == 0);
        check(reader.u64() == 0);
        writer = before;
        break;
    }
    check(writer.view().size() <= bytes.size());
    check(std::equal(writer.view().begin(), writer.view().end(), bytes.begin()));
    check(!reader.finish() || writer.view().size() == bytes.size());
    return 0;
}
