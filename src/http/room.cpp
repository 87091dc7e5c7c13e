#include "room.hpp"

#include "connection.hpp"
#include "sealwright/core/log.hpp"

namespace sealwright::http {

// Closing a socket only cancels its operations; their coroutine runs, and leaves, later. So these
// loops see a set that does not change.
void Room::close_late(Instant now) {
    for (auto* connection : connections_) {
        if (connection->deadline() <= now) connection->close();
    }
}

void Room::make_space() {
    if (connections_.size() < limits_.connections_max) return;
    Connection* idle = nullptr;
    Connection* stranger = nullptr;
    for (auto* connection : connections_) {
        auto*& oldest = connection->is_idle() ? idle : stranger;
        if (!connection->is_idle() && !connection->is_stranger()) continue;
        if (oldest == nullptr || connection->deadline() < oldest->deadline()) oldest = connection;
    }
    // A flood of silent connections must not keep the vaults out: a handshake that means it is done
    // long before it would be the oldest of a full room.
    if (idle == nullptr) idle = stranger;
    if (idle != nullptr) idle->close();
}

void Room::close_idle() {
    for (auto* connection : connections_) {
        if (connection->is_idle()) connection->close();
    }
}

void Room::close_all() {
    for (auto* connection : connections_) connection->close();
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
