// A stream of bytes to a FrameReader, cut into pieces: the first byte says how large they are.
//
// However the stream is cut, the same frames come out, each encodes to the bytes that it came from,
// and after a failure there is none.
#include "sealwright/ipc/frame.hpp"

#include <algorithm>

using namespace sealwright;
using namespace sealwright::ipc;

namespace {

struct Outcome {
    std::vector<Frame> frames;
    bool failed = false;
};

void take(FrameReader& reader, Outcome& outcome) {
    for (;;) {
        auto next = reader.next();
        if (!next) {
            outcome.failed = true;
            return;
        }
        check(!outcome.failed);
        if (!*next) return;
        outcome.frames.push_back(std::move(**next));
    }
}

Outcome read(View bytes, std::size_t piece) {
    FrameReader reader;
    Outcome outcome;
    while (!bytes.empty()) {
        const auto part = bytes.first(std::min(piece, bytes.size()));
        bytes = bytes.subspan(part.size());
        reader.feed(part);
        take(reader, outcome);
    }
    return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const View bytes(data + 1, size - 1);
    const auto cut = read(bytes, std::size_t{data[0]} + 1);
    const auto whole = read(bytes, bytes.size() + 1);
    check(cut.failed == whole.failed);
    check(cut.frames.size() == whole.frames.size());

    std::size_t offset = 0;
    for (std::size_t index = 0; index < cut.frames.size(); ++index) {
        const auto& frame = cut.frames[index];
        check(frame.body == whole.frames[index].body);
        const auto again = encode_frame(frame.type, frame.correlation, frame.body);
        check(offset + again.size() <= bytes.size());
        check(std::equal(
            again.begin(), again.end(), bytes.begin() + static_cast<std::ptrdiff_t>(offset)));
        offset += again.size();
    }
    return 0;
}
