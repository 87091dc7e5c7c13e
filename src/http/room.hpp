// Room: the connections of one server, their deadlines, and which of them must make space.
//
// One sweep serves all deadlines: a timer for each wait would cost more than the wait. Whoever has
// a key that the Service knows may stay idle and is the last to make space; any other key can be
// made by anybody. Process: front. Limits: http::Limits.
#pragma once

#include "sealwright/core/result.hpp"
#include "sealwright/http/server.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

namespace sealwright::http {

class Connection;

using Instant = std::chrono::steady_clock::time_point;

class Room {
public:
    Room(Service& service, const Limits& limits) : service_(service), limits_(limits) {}
    Room(const Room&) = delete;
    Room& operator=(const Room&) = delete;

    // The number by which it leaves: one who came later has a greater one.
    std::uint64_t enter(Connection& connection);
    void leave(std::uint64_t number) { connections_.erase(number); }
    // Whether one more connection of this key may count as known; each that may gives it back.
    bool take_share(const Digest& spki);
    void give_back_share(const Digest& spki);

    // Whether a body over body_size_max may come from this peer's address; the same to give it
    // back.
    bool take_large_body(const std::string& peer);
    void give_back_large_body(const std::string& peer);

    // Closes who has waited too long for its client, but for a known one that is only idle.
    void close_late(Instant now);
    // When the room is full, closes the stranger who came first, one without an ask before one
    // with; if there is none, the known one that has been idle longest; if there is none, false.
    [[nodiscard]] bool make_space();
    void close_idle();
    void close_all();
    // Everybody can make us say this, so it is said at most every ten seconds.
    void complain(std::string_view literal, const Error& error);

    void stop() { stopping_ = true; }
    [[nodiscard]] bool stopping() const { return stopping_; }
    [[nodiscard]] std::size_t size() const { return connections_.size(); }
    [[nodiscard]] Service& service() { return service_; }
    [[nodiscard]] const Limits& limits() const { return limits_; }
    [[nodiscard]] Counts& counts() { return counts_; }
    [[nodiscard]] const Counts& counts() const { return counts_; }

private:
    [[nodiscard]] Connection* first_stranger(bool is_asking) const;
    [[nodiscard]] Connection* idle_longest() const;

    Service& service_;
    Limits limits_;
    std::map<std::uint64_t, Connection*> connections_;
    std::map<Digest, std::size_t> shares_;             // By key; bounded by the connections.
    std::map<std::string, std::size_t> large_bodies_;  // By address; bounded as follows.
    std::size_t large_bodies_here_ = 0;
    std::uint64_t next_number_ = 1;
    Counts counts_;
    bool stopping_ = false;
    Instant next_complaint_{};
    std::uint64_t unsaid_ = 0;
};

}  // namespace sealwright::http
