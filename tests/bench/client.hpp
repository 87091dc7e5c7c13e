// Client: one TLS connection of the load, as a state machine without waits.
//
// It does what it can when its socket is ready and says what came of it. It checks that an answer
// is whole and has status 200, and reads no more of it itself: the meter shall cost little beside
// what it measures.
#pragma once

#include "tally.hpp"
#include "tls.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sealwright::bench {

class Client {
public:
    enum class Progress : std::uint8_t { waits, ready, answered, failed };

    Client() = default;
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    Client(Client&&) = delete;
    Client& operator=(Client&&) = delete;
    ~Client() { hang_up(); }

    // Begins a connection to 127.0.0.1:`port`; `ready` comes when its handshake is done. `from`
    // is an own loopback address, as each of many machines has one; 0: any.
    bool dial(SSL_CTX* tls, std::uint16_t port, std::uint32_t from = 0);
    // Only after `ready` or `answered`.
    void ask(const std::string& request);
    // Call when the socket can be read, or written while `wants_write`.
    Progress go_on();
    void hang_up();

    [[nodiscard]] int number() const { return socket_; }
    [[nodiscard]] bool wants_write() const { return wants_write_; }
    [[nodiscard]] const std::string& failure() const { return failure_; }
    // Of the answer that has just come, until the next ask.
    [[nodiscard]] std::string_view body() const;

    Instant dialled;
    Instant asked;
    std::size_t step = 0;  // Which request of the script comes next.
    bool watched_for_write = false;

private:
    enum class State : std::uint8_t { closed, shaking_hands, idle, sending, reading };

    Progress shake_hands();
    Progress send();
    Progress read();
    Progress wait_or_fail(int returned, const char* doing);
    Progress fail(std::string why);
    [[nodiscard]] bool is_whole();

    State state_ = State::closed;
    int socket_ = -1;
    TlsSession session_;
    const std::string* request_ = nullptr;
    std::array<char, 8192> answer_{};
    std::size_t answered_ = 0;
    std::size_t whole_size_ = 0;
    bool wants_write_ = false;
    std::string failure_;
};

}  // namespace sealwright::bench
