#include "sealwright/ipc/frame.hpp"

#include "sealwright/ipc/errors.hpp"
#include "sealwright/wire/reader.hpp"
#include "sealwright/wire/writer.hpp"

namespace sealwright::ipc {

WipedBytes encode_frame(std::uint16_t type, std::uint64_t correlation, View body) {
    check(body.size() <= frame_body_max);
    wire::Writer writer;
    writer.u32(static_cast<std::uint32_t>(body.size()));
    writer.u16(type);
    writer.u16(frame_version);
    writer.u64(correlation);
    writer.raw(body);
    return writer.take();
}

void FrameReader::feed(View bytes) {
    pending_.insert(pending_.end(), bytes.begin(), bytes.end());
}

Result<std::optional<Frame>> FrameReader::next() {
    const auto unread = View(pending_).subspan(consumed_);
    if (unread.size() < frame_header_size) return std::optional<Frame>();

    wire::Reader header(unread.first(frame_header_size));
    const auto size = header.u32();
    Frame frame;
    frame.type = header.u16();
    frame.version = header.u16();
    frame.correlation = header.u64();
    if (size > frame_body_max || frame.version < frame_version_min ||
        frame.version > frame_version) {
        return Error(errors::ipc_frame, {fact("size", size), fact("version", frame.version)});
    }
    if (unread.size() < frame_header_size + size) return std::optional<Frame>();

    const auto body = unread.subspan(frame_header_size, size);
    frame.body.assign(body.begin(), body.end());
    sodium_memzero(pending_.data() + consumed_, frame_header_size + size);
    consumed_ += frame_header_size + size;
    // Move what is left to the front when everything, or a lot, has been read.
    if (consumed_ == pending_.size() || consumed_ > 65536) {
        // Into new memory: erasing would leave a copy of what moved behind the end, never wiped.
        const auto rest = View(pending_).subspan(consumed_);
        pending_ = WipedBytes(rest.begin(), rest.end());
        consumed_ = 0;
    }
    return std::optional<Frame>(std::move(frame));
}

}  // namespace sealwright::ipc
