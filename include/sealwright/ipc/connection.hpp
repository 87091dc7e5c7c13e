// Connection: frames over one non-blocking local socket, and waits that always have a deadline.
//
// Buffers are wiped. A connection that failed stays failed; its owner drops it. It knows no
// message. Limits: 64 MiB may wait to be written, then the peer counts as gone. Process: all but
// the front, which reads the same frames through Asio. Spec: docs/protocol/frames.md.
#pragma once

#include "sealwright/core/descriptor.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/ipc/frame.hpp"
#include "sealwright/ipc/peer.hpp"

#include <deque>
#include <span>
#include <vector>

namespace sealwright::ipc {

class Connection {
public:
    static constexpr std::size_t unsent_max = std::size_t{64} << 20U;
    static constexpr std::size_t fill_max = std::size_t{8} << 20U;

    explicit Connection(Descriptor socket);
    // Every byte has to come from `sender`, or the connection fails (receive_from in peer.hpp).
    Connection(Descriptor socket, const Peer& sender);

    [[nodiscard]] int number() const { return socket_.number(); }
    [[nodiscard]] bool wants_write() const { return sent_ < unsent_.size(); }

    void queue(std::uint16_t type, std::uint64_t correlation, View body);
    // Writes and reads what is possible now, reading at most `fill_max`. A failure means the peer
    // is gone.
    Result<void> flush();
    Result<void> fill();
    Result<std::optional<Frame>> next() { return reader_.next(); }

private:
    // 0: nothing has come yet.
    Result<std::size_t> receive(std::span<std::uint8_t> into) const;

    Descriptor socket_;
    std::optional<Peer> sender_;
    FrameReader reader_;
    WipedBytes unsent_;
    std::size_t sent_ = 0;
};

// Blocks until `connection` has a frame, or the deadline (boottime) has passed.
Result<Frame> receive(Connection& connection, const Clock& clock, std::uint64_t deadline_ms);

// One ask, one answer: sends and waits for the frame with the same correlation; others are dropped.
Result<Frame> call(Connection& connection,
                   std::uint16_t type,
                   std::uint64_t correlation,
                   View body,
                   const Clock& clock,
                   std::uint64_t deadline_ms);

// What poll(2) says of several descriptors; `writable` asks for POLLOUT too. Never without a limit.
struct Watched {
    int number = -1;
    bool writable = false;
    bool ready = false;  // Set by wait().
};
Result<void> wait(std::vector<Watched>& watched, std::uint64_t timeout_ms);
// Whether it was among them and something is there. To look without is a system call for nothing;
// of a listening socket one that costs as much as ten others.
bool is_ready(std::span<const Watched> watched, int number);

}  // namespace sealwright::ipc
