#include "server.hpp"

#include "sealwright/core/log.hpp"
#include "sealwright/ipc/errors.hpp"
#include "sealwright/ipc/peer.hpp"

#include <algorithm>

namespace sealwright::depot {
namespace {

constexpr std::uint64_t idle_wait_ms = 60'000;

}  // namespace

Server::Server(Descriptor listener,
               Descriptor endings,
               std::vector<std::uint32_t> uids,
               Core& core,
               Backend& backend,
               sandbox::Herald& herald)
    : listener_(std::move(listener)),
      endings_(std::move(endings)),
      uids_(std::move(uids)),
      core_(core),
      backend_(backend),
      herald_(herald) {}

Result<void> Server::run() {
    for (;;) {
        herald_.beat(clock_.now());
        TRY(goes_on, wait());
        if (!goes_on) return done;
        TRY(serve());
        TRY(backend_.tend());
    }
}

Result<bool> Server::wait() {
    std::vector<ipc::Watched> watched{{endings_.number(), false, false},
                                      {listener_.number(), false, false}};
    for (const auto& [number, connection] : connections_) {
        watched.push_back({connection.number(), connection.wants_write(), false});
    }
    TRY(ipc::wait(watched, more_waits_ ? 0 : herald_.patience_ms(idle_wait_ms)));
    if (watched[0].ready) return false;

    std::vector<ConnectionNumber> broken;
    auto each = watched.begin() + 2;
    for (auto& [number, connection] : connections_) {
        if ((each++)->ready && !connection.fill()) broken.push_back(number);
    }
    for (const auto number : broken) connections_.erase(number);
    if (watched[1].ready) TRY(accept());
    return true;
}

Result<void> Server::accept() {
    TRY(accepted, ipc::accept(listener_.number()));
    if (!accepted) return done;
    if (std::ranges::find(uids_, accepted->peer.uid) == uids_.end()) {
        log(LogLevel::warning,
            "refused a connection",
            Error(errors::ipc_peer,
                  {fact("uid", accepted->peer.uid), fact("pid", accepted->peer.pid)}));
        return done;
    }
    if (connections_.size() == connections_max) {
        log(LogLevel::warning,
            "refused a connection: all are taken",
            {fact("connections_max", connections_max), fact("pid", accepted->peer.pid)});
        return done;
    }
    connections_.emplace(++newest_, ipc::Connection(std::move(accepted->socket)));
    return done;
}

Result<void> Server::serve() {
    const auto asks = take_round();
    std::vector<ConnectionNumber> open;
    for (const auto& [number, connection] : connections_) open.push_back(number);
    for (const auto& answer : core_.serve(asks, open)) send(answer);
    flush();
    if (core_.has_stopped()) return core_.failure();
    return done;
}

std::vector<Ask> Server::take_round() {
    std::vector<Ask> asks;
    std::vector<ConnectionNumber> broken;
    std::size_t size = 0;
    more_waits_ = false;
    for (const auto& [number, connection] : connections_) {
        if (!take_some(number, asks, size)) broken.push_back(number);
    }
    for (const auto number : broken) connections_.erase(number);
    return asks;
}

bool Server::take_some(ConnectionNumber number, std::vector<Ask>& asks, std::size_t& size) {
    for (std::size_t count = 0; count < asks_each_max && size < round_size_max; ++count) {
        const auto frame = connections_.at(number).next();
        if (!frame) log(LogLevel::warning, "dropped a connection", frame.error());
        if (!frame) return false;
        if (!*frame) return true;
        size += (*frame)->body.size();
        take(number, **frame, asks);
    }
    more_waits_ = true;
    return true;
}

void Server::take(ConnectionNumber number, const ipc::Frame& frame, std::vector<Ask>& asks) {
    auto question = decode_question(frame.type, frame.body);
    if (question) {
        asks.push_back({number, frame.correlation, std::move(*question)});
        return;
    }
    log(LogLevel::warning, "refused an ask", question.error());
    send({number, frame.correlation, claims::Refusal(question.error())});
}

void Server::send(const Answer& answer) {
    const auto connection = connections_.find(answer.to);
    if (connection == connections_.end()) return;
    const auto queue = [&](const auto& message) {
        connection->second.queue(message.type, answer.correlation, wire::encode(message));
    };
    std::visit(queue, answer.reply);
}

void Server::flush() {
    for (auto each = connections_.begin(); each != connections_.end();) {
        each = each->second.flush() ? std::next(each) : connections_.erase(each);
    }
}

}  // namespace sealwright::depot
