#include "sealwright/ipc/connection.hpp"

#include "sealwright/ipc/errors.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace sealwright::ipc {
namespace {

Error failed(const ErrorSpec& spec) {
    return {spec, {fact("errno", static_cast<std::uint64_t>(errno))}};
}

Descriptor unblocked(Descriptor socket) {
    const auto flags = ::fcntl(socket.number(), F_GETFL);
    check(flags >= 0);
    check(::fcntl(socket.number(), F_SETFL, flags | O_NONBLOCK) == 0);
    return socket;
}

}  // namespace

Connection::Connection(Descriptor socket) : socket_(unblocked(std::move(socket))) {}

Connection::Connection(Descriptor socket, const Peer& sender)
    : socket_(unblocked(std::move(socket))), sender_(sender) {}

void Connection::queue(std::uint16_t type, std::uint64_t correlation, View body) {
    // What was sent makes room, so that a peer that is slow but never done does not make this grow.
    if (sent_ > unsent_.size() / 2) {
        unsent_ = WipedBytes(unsent_.begin() + static_cast<std::ptrdiff_t>(sent_), unsent_.end());
        sent_ = 0;
    }
    const auto frame = encode_frame(type, correlation, body);
    unsent_.insert(unsent_.end(), frame.begin(), frame.end());
}

Result<void> Connection::flush() {
    while (wants_write()) {
        const auto rest = View(unsent_).subspan(sent_);
        const auto count = ::send(number(), rest.data(), rest.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) {
            if (unsent_.size() - sent_ > unsent_max) return errors::ipc_closed;
            return done;
        }
        if (count < 0) return failed(errors::ipc_closed);
        sent_ += static_cast<std::size_t>(count);
    }
    sodium_memzero(unsent_.data(), unsent_.size());
    unsent_.clear();
    sent_ = 0;
    return done;
}

Result<std::size_t> Connection::receive(std::span<std::uint8_t> into) const {
    if (sender_) return receive_from(number(), *sender_, into);
    for (;;) {
        const auto count = ::recv(number(), into.data(), into.size(), 0);
        if (count > 0) return static_cast<std::size_t>(count);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) return std::size_t{0};
        return failed(errors::ipc_closed);
    }
}

Result<void> Connection::fill() {
    // Small enough that clearing it costs nothing beside the system call.
    std::array<std::uint8_t, 16384> chunk{};
    // A peer that sends without end must not keep us here: the rest waits for the next round.
    for (std::size_t round = 0; round < fill_max / chunk.size(); ++round) {
        TRY(size, receive(chunk));
        if (size == 0) return done;
        reader_.feed(View(chunk).first(size));
        sodium_memzero(chunk.data(), size);
        // What one sender wrote ends where another's begins: there may be more behind a short
        // piece.
        if (size < chunk.size() && !sender_) return done;
    }
    return done;
}

Result<void> wait(std::vector<Watched>& watched, std::uint64_t timeout_ms) {
    std::vector<pollfd> polled;
    polled.reserve(watched.size());
    for (const auto& each : watched) {
        const auto events = static_cast<short>(each.writable ? POLLIN | POLLOUT : POLLIN);
        polled.push_back({each.number, events, 0});
    }
    constexpr std::uint64_t timeout_max_ms = 60'000;
    const auto timeout = static_cast<int>(std::min(timeout_ms, timeout_max_ms));
    const auto count = ::poll(polled.data(), polled.size(), timeout);
    if (count < 0 && errno != EINTR) return failed(errors::ipc_failed);
    for (std::size_t index = 0; index < watched.size(); ++index) {
        watched[index].ready = count > 0 && polled[index].revents != 0;
    }
    return done;
}

bool is_ready(std::span<const Watched> watched, int number) {
    return std::ranges::any_of(
        watched, [number](const Watched& each) { return each.number == number && each.ready; });
}

Result<Frame> receive(Connection& connection, const Clock& clock, std::uint64_t deadline_ms) {
    for (;;) {
        TRY(connection.flush());
        TRY(frame, connection.next());
        if (frame) return std::move(*frame);
        const auto now = clock.now().boottime_ms;
        if (now >= deadline_ms) return errors::ipc_deadline;
        std::vector<Watched> watched{{connection.number(), connection.wants_write(), false}};
        TRY(wait(watched, deadline_ms - now));
        if (watched.front().ready) TRY(connection.fill());
    }
}

Result<Frame> call(Connection& connection,
                   std::uint16_t type,
                   std::uint64_t correlation,
                   View body,
                   const Clock& clock,
                   std::uint64_t deadline_ms) {
    connection.queue(type, correlation, body);
    for (;;) {
        TRY(frame, receive(connection, clock, deadline_ms));
        if (frame.correlation == correlation) return std::move(frame);
    }
}

}  // namespace sealwright::ipc
