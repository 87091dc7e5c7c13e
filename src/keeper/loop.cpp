#include "loop.hpp"

#include "errors.hpp"
#include "sealwright/core/log.hpp"

#include <algorithm>
#include <array>

namespace sealwright::keeper {
namespace {

constexpr std::uint64_t depot_retry_ms = 100;
constexpr std::uint64_t step_pace_ms = 250;
constexpr std::uint64_t idle_ms = 500;
constexpr std::uint64_t busy_ms = 20;

constexpr std::array doors{Door::front, Door::operators, Door::nodes};

}  // namespace

Loop::Loop(ControlLine control,
           Listeners listeners,
           ControlLine::Started started,
           const Clock& clock,
           Random& random)
    : control_(std::move(control)),
      listeners_(std::move(listeners)),
      clock_(clock),
      settings_(std::move(started.settings)),
      tokens_(control_, clock, settings_.tokens),
      depot_(clock),
      core_(depot_, tokens_, clock, random, settings_),
      sealing_(core_),
      verifiers_(control_, clock),
      attesting_(core_, verifiers_),
      root_desk_(core_),
      canary_(core_),
      reviews_(core_),
      operating_(core_, sealing_, tokens_, canary_, fronts_),
      people_(core_, operating_),
      heartbeat_(sandbox::Herald(std::move(started.notify))),
      checkpointed_ms_(clock.now().boottime_ms) {
    core_.when_at_work([this] { heartbeat_.beat(control_, alive(), clock_.now()); });
}

Result<void> Loop::run() {
    for (;;) TRY(turn());
}

std::uint64_t Loop::pause_ms() const {
    const auto is_busy = sealing_.is_waiting() || attesting_.is_waiting() ||
                         sealing_.has_outcomes() || canary_.is_asked() ||
                         core_.phase() == Phase::locked || !depot_.is_connected();
    return is_busy ? busy_ms : idle_ms;
}

Result<void> Loop::turn() {
    std::vector<ipc::Watched> watched{{control_.number(), false, false}};
    for (const auto door : doors) watched.push_back({listener_of(door), false, false});
    for (const auto& client : clients_) {
        watched.push_back({client.connection.number(), client.connection.wants_write(), false});
    }
    tokens_.watch(watched);
    verifiers_.watch(watched);
    if (depot_.is_connected()) watched.push_back({depot_.number(), false, false});
    TRY(ipc::wait(watched, pause_ms()));

    // What comes into being in this turn is looked at in the next one.
    if (ipc::is_ready(watched, control_.number())) TRY(take_control());
    for (const auto door : doors) {
        if (ipc::is_ready(watched, listener_of(door))) accept_clients(door);
    }
    serve_peers(watched);
    read_clients(watched);
    serve_asks();
    tell_fronts();
    if (!sealing_.is_waiting()) canary_.step();
    if (!sealing_.is_waiting()) reviews_.step();
    heartbeat_.beat(control_, alive(), clock_.now());
    return done;
}

supervise::Alive Loop::alive() const {
    // As many as the configuration may name, so a byte holds them.
    const auto logged_in = static_cast<std::uint8_t>(tokens_.logged_in());
    return {public_phase<supervise::KeeperPhase>(core_.phase()), logged_in};
}

Result<void> Loop::take_control() {
    for (;;) {
        TRY(received, control_.next());
        if (!received) return done;
        auto& [given, descriptor] = *received;
        if (given.kind == supervise::PeerKind::verifier) {
            verifiers_.take(given.presence, std::move(descriptor));
        } else if (given.kind == supervise::PeerKind::token) {
            tokens_.take(given.name, given.presence, std::move(descriptor));
        } else if (descriptor.is_open()) {
            depot_.attach(std::move(descriptor));
            refresh_pace_.depot_came();
        }
    }
}

int Loop::listener_of(Door door) const {
    switch (door) {
        case Door::front:
            return listeners_.front.number();
        case Door::operators:
            return listeners_.operators.number();
        case Door::nodes:
            return listeners_.nodes.number();
    }
    return -1;
}

bool Loop::has_room(Door door, std::uint32_t uid) const {
    const auto same = [&](const Client& client) { return client.door == door; };
    const auto of_user = [&](const Client& client) {
        return same(client) && client.origin.uid == uid;
    };
    const auto count = [&](const auto& which) {
        return static_cast<std::size_t>(std::ranges::count_if(clients_, which));
    };
    if (count(same) >= clients_max(door)) return false;
    return door != Door::nodes || count(of_user) < nodes_of_user_max;
}

void Loop::accept_clients(Door door) {
    for (;;) {
        auto accepted = ipc::accept(listener_of(door));
        if (!accepted || !*accepted) return;
        auto& [socket, peer] = **accepted;
        if (!may_enter(door, **accepted, settings_, core_.state()) || !has_room(door, peer.uid)) {
            log(LogLevel::warning,
                door == Door::nodes ? "connection of a node refused" : "connection refused",
                {fact("uid", peer.uid), fact("pid", peer.pid)});
            continue;
        }
        // What a node's user is known by has to hold for every byte.
        auto connection = door == Door::nodes ? ipc::Connection(std::move(socket), peer)
                                              : ipc::Connection(std::move(socket));
        clients_.push_back(
            {++clients_so_far_, std::move(connection), door, {peer.uid, peer.gid, peer.pid}});
        if (door != Door::front) continue;
        hints_told_.clear();
        requests_told_.reset();
    }
}

void Loop::read_clients(std::span<const ipc::Watched> watched) {
    for (auto client = clients_.begin(); client != clients_.end();) {
        const auto is_quiet = !ipc::is_ready(watched, client->connection.number());
        const auto may_stay = is_quiet || read_client(*client);
        if (!may_stay) fronts_.left(client->number);
        if (!may_stay) attesting_.left(client->number);
        client = may_stay ? std::next(client) : clients_.erase(client);
    }
}

// Whether the client is still there. An asker that has gone loses its answer, nothing else.
bool Loop::read_client(Client& client) {
    if (!client.connection.flush()) return false;
    const auto filled = client.connection.fill();
    for (;;) {
        auto frame = client.connection.next();
        if (!frame) return false;
        if (!*frame) break;
        if (!take_frame(client, std::move(**frame))) return false;
    }
    return static_cast<bool>(filled) && static_cast<bool>(client.connection.flush());
}

bool Loop::take_frame(Client& client, ipc::Frame frame) {
    if (client.door == Door::front) return take_front_frame(client, std::move(frame));
    if (client.door == Door::nodes) return take_local_ask(client, frame);
    if (frame.type == operate::PersonAsk::type) {
        take_person_ask(client, frame);
        return true;
    }
    const auto reply = operating_.answer({frame.type, std::move(frame.body), {client.origin}});
    client.connection.queue(reply.type, frame.correlation, reply.body);
    return true;
}

void Loop::take_person_ask(Client& client, const ipc::Frame& frame) {
    const auto ask = wire::decode<operate::PersonAsk>(frame.body);
    auto answer = ask ? people_.answer(*ask) : Result<operate::PersonAnswer>(ask.error());
    const auto reply = answer ? reply_with(*answer) : reply_with(claims::Refusal(answer.error()));
    client.connection.queue(reply.type, frame.correlation, reply.body);
}

void Loop::serve_peers(std::span<const ipc::Watched> watched) {
    tokens_.serve(watched);
    const auto now = clock_.now().boottime_ms;
    // Always: what it said may have come along with the answer to an ask of ours.
    if (depot_.is_connected()) {
        const auto heard = depot_.listen();
        if (!heard) log(LogLevel::warning, "depot", heard.error());
    }
    if (!depot_.is_connected() && now - asked_depot_ms_ >= depot_retry_ms) {
        asked_depot_ms_ = now;
        const auto sent = control_.send(supervise::PeerAsk{supervise::PeerKind::depot, "depot"});
        if (!sent) log(LogLevel::warning, "sealwrightd does not answer", sent.error());
    }
    const auto is_locked = core_.phase() == Phase::locked;
    if (depot_.is_connected() && refresh_pace_.is_due(is_locked, tokens_.logged_in(), now)) {
        core_.refresh();
    }
}

// What nodes sent in sealed records becomes an ask like any other.
void Loop::serve_nodes() {
    auto turn = attesting_.run();
    for (auto& job : turn.asks) sealing_.take(std::move(job));
    std::vector<SealReply> told;
    for (const auto& job : turn.tasks) told.push_back(root_desk_.answer(job));
    send_replies(told);
    for (const auto& [asker, answer] : turn.replies) {
        auto* client = find(asker.connection);
        if (client == nullptr) continue;
        client->connection.queue(
            session::NodeAnswer::type, asker.correlation, wire::encode(answer));
    }
}

void Loop::serve_asks() {
    serve_nodes();
    send_replies(sealing_.run());
    const auto now = clock_.now().boottime_ms;
    if (now - stepped_ms_ >= step_pace_ms) {
        stepped_ms_ = now;
        people_.step();
        root_desk_.step();
    }
    const auto is_due = now - checkpointed_ms_ >= checkpoint_ms && !sealing_.is_waiting();
    // Under load too: what a start reads back is bounded by it.
    const auto is_long = core_.book().unsigned_entries() >= Book::checkpoint_entries_max;
    if (core_.phase() != Phase::open || (!is_due && !is_long)) return;
    checkpointed_ms_ = now;
    const auto signed_now = core_.checkpoint();
    if (!signed_now) log(LogLevel::warning, "checkpoint", signed_now.error());
}

Loop::Client* Loop::find(std::uint64_t number) {
    for (auto& client : clients_) {
        if (client.number == number) return &client;
    }
    return nullptr;
}

void Loop::send_replies(const std::vector<SealReply>& replies) {
    for (const auto& reply : replies) {
        const auto sealed = attesting_.seal(reply);
        auto* client = find(reply.asker.connection);
        if (client == nullptr) continue;
        const auto correlation = reply.asker.correlation;
        if (sealed) {
            client->connection.queue(
                session::NodeAnswer::type, correlation, wire::encode(sealed->answer));
        } else {
            client->connection.queue(
                seal::SealAnswer::type, correlation, wire::encode(reply.answer));
        }
    }
    for (auto& client : clients_) {
        // A client that is gone is found out when it is read again.
        if (client.connection.wants_write() && !client.connection.flush()) continue;
    }
}

}  // namespace sealwright::keeper
