// Frame: how processes of the service speak: length, type, version, correlation, body.
//
// Header, big-endian: u32 body length, u16 type, u16 version, u64 correlation; then the body. An
// answer carries the correlation of its ask. FrameReader is sans-I/O: feed it bytes, take frames
// out. Limits: a body is at most 4 MiB. Process: all. Spec: docs/protocol/frames.md.
#pragma once

#include "sealwright/core/bytes.hpp"
#include "sealwright/core/result.hpp"

#include <cstdint>
#include <optional>

namespace sealwright::ipc {

inline constexpr std::uint16_t frame_version = 1;
inline constexpr std::uint16_t frame_version_min = 1;
inline constexpr std::size_t frame_header_size = 16;
inline constexpr std::size_t frame_body_max = std::size_t{4} << 20U;

struct Frame {
    std::uint16_t type = 0;
    std::uint16_t version = frame_version;
    std::uint64_t correlation = 0;
    WipedBytes body;
};

WipedBytes encode_frame(std::uint16_t type, std::uint64_t correlation, View body);

class FrameReader {
public:
    void feed(View bytes);
    // The next whole frame, nothing yet, or a failure after which the connection must be closed.
    Result<std::optional<Frame>> next();

private:
    WipedBytes pending_;
    std::size_t consumed_ = 0;
};

}  // namespace sealwright::ipc
