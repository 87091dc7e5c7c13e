#include "client.hpp"

#include <openssl/err.h>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>
#include <utility>

namespace sealwright::bench {
namespace {

constexpr std::string_view head_end = "\r\n\r\n";

sockaddr_in address_of(std::uint32_t host, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(host);
    return address;
}

}  // namespace

bool Client::dial(SSL_CTX* tls, std::uint16_t port, std::uint32_t from) {
    hang_up();
    failure_.clear();
    dialled = Clock::now();
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ < 0) return false;
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const auto own = address_of(from, 0);
    if (from != 0 && ::bind(socket_, reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0) {
        return false;
    }
    const auto address = address_of(INADDR_LOOPBACK, port);
    const auto* generic = reinterpret_cast<const sockaddr*>(&address);
    if (::connect(socket_, generic, sizeof address) != 0 && errno != EINPROGRESS) return false;
    session_.reset(SSL_new(tls));
    if (session_ == nullptr || SSL_set_fd(session_.get(), socket_) != 1) return false;
    SSL_set_connect_state(session_.get());
    state_ = State::shaking_hands;
    wants_write_ = true;  // Of a socket that connects: it is connected when it can be written.
    return true;
}

void Client::hang_up() {
    if (session_ != nullptr && state_ != State::shaking_hands) {
        // Tells the server that this is the end; its own goodbye is not waited for.
        ERR_clear_error();
        SSL_shutdown(session_.get());
    }
    session_.reset();
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
    state_ = State::closed;
}

void Client::ask(const std::string& request) {
    request_ = &request;
    answered_ = 0;
    whole_size_ = 0;
    asked = Clock::now();
    state_ = State::sending;
    wants_write_ = send() == Progress::waits && state_ == State::sending;
}

Client::Progress Client::go_on() {
    wants_write_ = false;
    ERR_clear_error();
    switch (state_) {
        case State::shaking_hands:
            return shake_hands();
        case State::sending:
            return send();
        case State::reading:
        case State::idle:
            return read();
        case State::closed:
            break;
    }
    return fail("its socket is closed");
}

Client::Progress Client::shake_hands() {
    const int returned = SSL_connect(session_.get());
    if (returned != 1) return wait_or_fail(returned, "handshake");
    state_ = State::idle;
    return Progress::ready;
}

Client::Progress Client::send() {
    const int size = static_cast<int>(request_->size());
    const int returned = SSL_write(session_.get(), request_->data(), size);
    if (returned != size) return wait_or_fail(returned, "sending");
    state_ = State::reading;
    return Progress::waits;
}

Client::Progress Client::read() {
    const auto room = answer_.size() - answered_;
    const int returned =
        SSL_read(session_.get(), answer_.data() + answered_, static_cast<int>(room));
    if (returned <= 0) return wait_or_fail(returned, "reading");
    if (state_ == State::idle) return fail("an answer that nobody asked for");
    answered_ += static_cast<std::size_t>(returned);
    if (!is_whole()) {
        if (!failure_.empty() || answered_ == answer_.size()) return fail("an answer too big");
        return Progress::waits;
    }
    const std::string_view answer(answer_.data(), answered_);
    state_ = State::idle;
    if (!answer.starts_with("HTTP/1.1 200 ")) return fail(std::string(answer.substr(0, 400)));
    return Progress::answered;
}

bool Client::is_whole() {
    const std::string_view answer(answer_.data(), answered_);
    if (whole_size_ == 0) {
        const auto head = answer.find(head_end);
        if (head == std::string_view::npos) return false;
        constexpr std::string_view name = "Content-Length: ";
        const auto at = answer.find(name);
        std::size_t body = 0;
        if (at != std::string_view::npos && at < head) {
            std::from_chars(answer.data() + at + name.size(), answer.data() + head, body);
        }
        whole_size_ = head + head_end.size() + body;
    }
    return answered_ >= whole_size_;
}

std::string_view Client::body() const {
    const std::string_view answer(answer_.data(), whole_size_);
    return answer.substr(std::min(answer.size(), answer.find(head_end) + head_end.size()));
}

Client::Progress Client::wait_or_fail(int returned, const char* doing) {
    const int error = SSL_get_error(session_.get(), returned);
    if (error == SSL_ERROR_WANT_READ) return Progress::waits;
    if (error == SSL_ERROR_WANT_WRITE) {
        wants_write_ = true;
        return Progress::waits;
    }
    std::string why = std::string(doing) + ": ";
    const char* reason = ERR_reason_error_string(ERR_peek_error());
    if (reason != nullptr) return fail(why + reason);
    if (error == SSL_ERROR_SYSCALL && errno != 0) return fail(why + std::strerror(errno));
    return fail(why + "the server has closed");
}

Client::Progress Client::fail(std::string why) {
    failure_ = std::move(why);
    return Progress::failed;
}

}  // namespace sealwright::bench
