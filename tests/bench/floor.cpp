// The floor: what TLS and sockets alone cost on this machine. One thread; every request gets the
// same answer.
#include "meter.hpp"
#include "tls.hpp"

#include <openssl/err.h>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string_view>

namespace sealwright::bench {
namespace {

constexpr std::string_view answer =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

struct Guest {
    int socket;
    TlsSession session;
    bool welcome = false;

    Guest(int number, SSL_CTX* tls) : socket(number), session(SSL_new(tls)) {
        SSL_set_fd(session.get(), socket);
        SSL_set_accept_state(session.get());
    }
    Guest(const Guest&) = delete;
    Guest& operator=(const Guest&) = delete;
    Guest(Guest&&) = delete;
    Guest& operator=(Guest&&) = delete;
    ~Guest() { ::close(socket); }

    // Whether it stays. A request of the meter comes in one record.
    bool go_on() {
        ERR_clear_error();
        if (!welcome) {
            const int returned = SSL_accept(session.get());
            if (returned != 1) {
                return SSL_get_error(session.get(), returned) == SSL_ERROR_WANT_READ;
            }
            welcome = true;
        }
        std::array<char, 8192> request{};
        const int count = SSL_read(session.get(), request.data(), request.size());
        if (count <= 0) return SSL_get_error(session.get(), count) == SSL_ERROR_WANT_READ;
        return SSL_write(session.get(), answer.data(), answer.size()) > 0;
    }
};

int listen_anywhere(std::uint16_t& port) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener, generic, size) != 0 || ::listen(listener, 1024) != 0 ||
        ::getsockname(listener, generic, &size) != 0) {
        give_up("cannot listen on loopback");
    }
    port = ntohs(address.sin_port);
    return listener;
}

void accept_all(int epoll, int listener, SSL_CTX* tls) {
    for (;;) {
        const int socket = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket < 0) return;
        const int on = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = std::make_unique<Guest>(socket, tls).release();
        ::epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
    }
}

}  // namespace

// Prints its port, then serves until it is ended.
int floor(const Words& words) {
    const auto tls = server_context({words.text("cert"), words.text("key"), words.text("ca")});
    std::uint16_t port = 0;
    const int listener = listen_anywhere(port);
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event own{};
    own.events = EPOLLIN;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &own);
    std::printf("{\"port\": %u}\n", port);
    std::fflush(stdout);
    std::array<epoll_event, 256> events{};
    for (;;) {
        const int count = ::epoll_wait(epoll, events.data(), events.size(), -1);
        for (int index = 0; index < count; ++index) {
            auto* guest = static_cast<Guest*>(events.at(static_cast<std::size_t>(index)).data.ptr);
            if (guest == nullptr) {
                accept_all(epoll, listener, tls.get());
            } else if (!guest->go_on()) {
                const std::unique_ptr<Guest> leaves(guest);
            }
        }
    }
}

}  // namespace sealwright::bench
