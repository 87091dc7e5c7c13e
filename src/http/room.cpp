#include "room.hpp"

#include "connection.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/http/peer.hpp"

namespace sealwright::http {
std::uint64_t Room::enter(Connection& connection) {
    connections_.emplace(next_number_, &connection);
    return next_number_++;
}

bool Room::take_share(const Digest& spki) {
    auto& taken = shares_[spki];
    if (taken >= limits_.known_connections_max) return false;
    ++taken;
    return true;
}

void Room::give_back_share(const Digest& spki) {
    const auto found = shares_.find(spki);
    check(found != shares_.end());
    if (--found->second == 0) shares_.erase(found);
}

// Anybody may announce one, and whoever is slow keeps its memory until his deadline.
bool Room::take_large_body(const std::string& peer) {
    auto& of_address = large_bodies_[line_of(peer)];
    const bool fits = large_bodies_here_ < limits_.large_bodies_max &&
                      of_address < limits_.large_bodies_address_max;
    if (fits) {
        ++of_address;
        ++large_bodies_here_;
    } else if (of_address == 0) {
        large_bodies_.erase(line_of(peer));
    }
    return fits;
}

void Room::give_back_large_body(const std::string& peer) {
    const auto found = large_bodies_.find(line_of(peer));
    check(found != large_bodies_.end());
    --large_bodies_here_;
    if (--found->second == 0) large_bodies_.erase(found);
}

// Closing a socket only cancels its operations; their coroutine runs, and leaves, later. So these
// loops see a set that does not change.
void Room::close_late(Instant now) {
    for (const auto& [number, connection] : connections_) {
        if (connection->deadline() > now) continue;
        // A vault asks every ten minutes; a dead one is found by the kernel's own probes.
        if (connection->is_idle() && connection->is_known()) {
            connection->stay_idle();
        } else {
            connection->close();
        }
    }
}

// A flood must not keep the vaults out. Whoever came first has had the most time to become known: a
// handshake that means it is done long before a full room has come after it.
bool Room::make_space() {
    if (connections_.size() < limits_.connections_max) return true;
    auto* leaves = first_stranger(false);
    if (leaves == nullptr) leaves = first_stranger(true);
    if (leaves == nullptr) leaves = idle_longest();
    if (leaves == nullptr) return false;
    ++counts_.evicted;
    leaves->close();
    return true;
}

Connection* Room::first_stranger(bool is_asking) const {
    for (const auto& [number, connection] : connections_) {
        if (connection->is_closed() || connection->is_known()) continue;
        if (connection->is_asking() == is_asking) return connection;
    }
    return nullptr;
}

Connection* Room::idle_longest() const {
    Connection* found = nullptr;
    for (const auto& [number, connection] : connections_) {
        if (connection->is_closed() || !connection->is_idle()) continue;
        if (found == nullptr || connection->idle_since() < found->idle_since()) found = connection;
    }
    return found;
}

void Room::close_idle() {
    for (const auto& [number, connection] : connections_) {
        if (connection->is_idle()) connection->close();
    }
}

void Room::close_all() {
    for (const auto& [number, connection] : connections_) connection->close();
}

void Room::complain(std::string_view literal, const Error& error) {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_complaint_) {
        ++unsaid_;
        return;
    }
    log(LogLevel::warning, literal, error);
    if (unsaid_ > 0) log(LogLevel::warning, "more of the kind before", {fact("count", unsaid_)});
    unsaid_ = 0;
    next_complaint_ = now + std::chrono::seconds(10);
}

}  // namespace sealwright::http
