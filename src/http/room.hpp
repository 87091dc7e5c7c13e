// Room: the connections of one server, their deadlines, and which of them must make space.
//
// One sweep serves all deadlines: a timer for each wait would cost more than the wait. Process:
// front. Limits: http::Limits.
#pragma once

#include "sealwright/core/result.hpp"
#include "sealwright/http/server.hpp"

#include <chrono>
#include <cstdint>
#include <set>

namespace sealwright::http {

class Connection;

using Instant = std::chrono::steady_clock::time_point;

class Room {
public:
    Room(Service& service, const Limits& limits) : service_(service), limits_(limits) {}
    Room(const Room&) = delete;
    Room& operator=(const Room&) = delete;

    void enter(Connection& connection) { connections_.insert(&connection); }
    void leave(Connection& connection) { connections_.erase(&connection); }

    // Closes who has waited too long for its client; and, when the room is full, who is idle
    // longest, else who has waited longest without having shown a certificate.
    void close_late(Instant now);
    void make_space();
    void close_idle();
    void close_all();
    // Everybody can make us say this, so it is said at most every ten seconds.
    void complain(std::string_view literal, const Error& error);

    void stop() { stopping_ = true; }
    [[nodiscard]] bool stopping() const { return stopping_; }
    [[nodiscard]] std::size_t size() const { return connections_.size(); }
    [[nodiscard]] Service& service() { return service_; }
    [[nodiscard]] const Limits& limits() const { return limits_; }

private:
    Service& service_;
    Limits limits_;
    std::set<Connection*> connections_;
    bool stopping_ = false;
    Instant next_complaint_{};
    std::uint64_t unsaid_ = 0;
};

}  // namespace sealwright::http
