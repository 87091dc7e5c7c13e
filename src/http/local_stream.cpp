#include "local_stream.hpp"

#include "sealwright/http/errors.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/socket.h>
#include <sys/uio.h>

#include <cerrno>
#include <cstring>

namespace sealwright::http {
namespace asio = boost::asio;
namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);

// Who sent the piece that `message` holds; pid 0 when the kernel does not say.
ucred sender_of(const msghdr& message) {
    ucred sender{};
    const auto* header = CMSG_FIRSTHDR(&message);
    const bool is_named = header != nullptr && header->cmsg_level == SOL_SOCKET &&
                          header->cmsg_type == SCM_CREDENTIALS &&
                          header->cmsg_len == CMSG_LEN(sizeof sender);
    if (is_named) std::memcpy(&sender, CMSG_DATA(header), sizeof sender);
    return is_named ? sender : ucred{};
}

}  // namespace

LocalStream::LocalStream(asio::local::stream_protocol::socket socket) : socket_(std::move(socket)) {
    boost::system::error_code failure;
    socket_.native_non_blocking(true, failure);
    ucred connector{};
    socklen_t size = sizeof connector;
    const int yes = 1;
    const int number = socket_.native_handle();
    const bool is_ready = !failure &&
                          ::getsockopt(number, SOL_SOCKET, SO_PEERCRED, &connector, &size) == 0 &&
                          ::setsockopt(number, SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes) == 0;
    if (!is_ready) {
        close();
        return;
    }
    uid_ = connector.uid;
    pid_ = static_cast<std::uint32_t>(connector.pid);
}

asio::awaitable<Result<void>> LocalStream::shake_hands() {
    co_return done;
}

asio::awaitable<Result<std::size_t>> LocalStream::read_some(std::span<std::uint8_t> into) {
    while (socket_.is_open()) {
        const auto count = receive(into);
        if (!count) co_return count.error();
        if (*count > 0) co_return *count;
        CO_TRY(co_await wait(asio::socket_base::wait_read));
    }
    co_return errors::http_peer_gone;
}

// 0: nothing has come yet. Descriptors that come along are not received, so they are closed.
Result<std::size_t> LocalStream::receive(std::span<std::uint8_t> into) {
    iovec part{into.data(), into.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred))> control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const auto count = ::recvmsg(socket_.native_handle(), &message, MSG_CMSG_CLOEXEC);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return std::size_t{0};
    if (count <= 0) return errors::http_peer_gone;
    const auto sender = sender_of(message);
    const bool is_connector =
        pid_ != 0 && sender.uid == uid_ && static_cast<std::uint32_t>(sender.pid) == pid_;
    if (is_connector) return static_cast<std::size_t>(count);
    sodium_memzero(into.data(), static_cast<std::size_t>(count));
    return Error(errors::http_other_sender,
                 {fact("connected_pid", std::uint64_t{pid_}),
                  fact("connected_uid", std::uint64_t{uid_}),
                  fact("sent_pid", static_cast<std::uint64_t>(sender.pid)),
                  fact("sent_uid", std::uint64_t{sender.uid})});
}

asio::awaitable<Result<void>> LocalStream::write(View bytes) {
    while (socket_.is_open() && !bytes.empty()) {
        const auto count =
            ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count > 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(count));
            continue;
        }
        if (errno != EAGAIN && errno != EINTR) co_return errors::http_peer_gone;
        CO_TRY(co_await wait(asio::socket_base::wait_write));
    }
    if (!socket_.is_open()) co_return errors::http_peer_gone;
    co_return done;
}

asio::awaitable<Result<void>> LocalStream::wait(asio::socket_base::wait_type direction) {
    const auto [failure] = co_await socket_.async_wait(direction, awaited);
    if (failure) co_return errors::http_peer_gone;
    co_return done;
}

void LocalStream::say_goodbye() {
    boost::system::error_code ignored;
    socket_.shutdown(asio::socket_base::shutdown_send, ignored);
}

asio::awaitable<Result<std::size_t>> LocalStream::drain(std::span<std::uint8_t> into) {
    return read_some(into);
}

void LocalStream::close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

std::string LocalStream::name() const {
    return "uid " + std::to_string(uid_) + " (pid " + std::to_string(pid_) + ")";
}

}  // namespace sealwright::http
