#include "loop.hpp"

#include "errors.hpp"
#include "measuring.hpp"
#include "sealwright/core/log.hpp"

#include <unistd.h>

#include <algorithm>

namespace sealwright::keeper {
namespace {

constexpr std::uint64_t depot_retry_ms = 100;
constexpr std::uint64_t hint_pace_ms = 1'000;
constexpr std::uint64_t idle_ms = 500;
constexpr std::uint64_t busy_ms = 20;

bool is_allowed_front(const ipc::Peer& peer, const supervise::Settings& settings) {
    return peer.uid == 0 || peer.uid == ::geteuid() || peer.uid == settings.front_uid;
}

bool is_allowed_operator(int socket, const ipc::Peer& peer, const supervise::Settings& settings) {
    return peer.uid == 0 || peer.uid == ::geteuid() ||
           ipc::peer_has_group(socket, settings.operators_gid);
}

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
      canary_(core_),
      operating_(core_, sealing_, tokens_, canary_, fronts_),
      heartbeat_(sandbox::Herald(std::move(started.notify))),
      checkpointed_ms_(clock.now().boottime_ms) {}

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
    std::vector<ipc::Watched> watched{{control_.number(), false, false},
                                      {listeners_.front.number(), false, false},
                                      {listeners_.operators.number(), false, false}};
    for (const auto& client : clients_) {
        watched.push_back({client.connection.number(), client.connection.wants_write(), false});
    }
    tokens_.watch(watched);
    verifiers_.watch(watched);
    if (depot_.is_connected()) watched.push_back({depot_.number(), false, false});
    TRY(ipc::wait(watched, pause_ms()));

    // What comes into being in this turn is looked at in the next one.
    if (ipc::is_ready(watched, control_.number())) TRY(take_control());
    for (const auto listener : {listeners_.front.number(), listeners_.operators.number()}) {
        if (ipc::is_ready(watched, listener)) accept_clients(listener);
    }
    serve_peers(watched);
    read_clients(watched);
    serve_asks();
    tell_fronts();
    if (!sealing_.is_waiting()) canary_.step();
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

void Loop::accept_clients(int listener) {
    const auto is_front = listener == listeners_.front.number();
    for (;;) {
        auto accepted = ipc::accept(listener);
        if (!accepted || !*accepted) return;
        auto& [socket, peer] = **accepted;
        const auto is_allowed = is_front ? is_allowed_front(peer, settings_)
                                         : is_allowed_operator(socket.number(), peer, settings_);
        const auto same = [&](const Client& client) { return client.is_front == is_front; };
        const auto count = std::count_if(clients_.begin(), clients_.end(), same);
        const auto count_max = is_front ? fronts_max : operators_max;
        if (!is_allowed || static_cast<std::size_t>(count) >= count_max) {
            log(LogLevel::warning,
                "connection refused",
                {fact("uid", peer.uid), fact("pid", peer.pid)});
            continue;
        }
        clients_.push_back({++clients_so_far_,
                            ipc::Connection(std::move(socket)),
                            is_front,
                            {peer.uid, peer.gid, peer.pid}});
        if (is_front) hints_told_.clear();
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
    if (client.is_front) return take_front_frame(client, std::move(frame));
    const auto reply = operating_.answer({frame.type, std::move(frame.body), client.origin});
    client.connection.queue(reply.type, frame.correlation, reply.body);
    return true;
}

// A front of ours sends seal asks, asks for numbers, says its facts and whose probes it answered;
// one that sends anything else is not ours any more and is cut off, before it can keep this thread
// busy with junk.
bool Loop::take_front_frame(Client& client, ipc::Frame frame) {
    if (frame.type == observe::NumbersAsk::type && frame.body.empty()) {
        const auto numbers = numbers_of(core_, sealing_, canary_);
        client.connection.queue(observe::Numbers::type, frame.correlation, wire::encode(numbers));
        return true;
    }
    if (frame.type == observe::FrontFacts::type) {
        const auto facts = wire::decode<observe::FrontFacts>(frame.body);
        if (facts) fronts_.said(client.number, *facts);
        if (facts) return true;
    }
    if (frame.type == seal::ProbesAnswered::type) {
        const auto answered = wire::decode<seal::ProbesAnswered>(frame.body);
        if (answered) sealing_.probed_before(*answered);
        if (answered) return true;
    }
    if (frame.type == seal::SealAsk::type && take_seal_ask(client, frame)) return true;
    if (frame.type == session::NodeAsk::type && take_node_ask(client, frame)) return true;
    log(LogLevel::error, "a front sent what no front sends", {fact("pid", client.origin.pid)});
    return false;
}

// Whether it was one.
bool Loop::take_node_ask(Client& client, const ipc::Frame& frame) {
    auto ask = wire::decode<session::NodeAsk>(frame.body);
    if (!ask) return false;
    if (attesting_.take({{client.number, frame.correlation}, std::move(*ask), {}})) return true;
    const auto answer = node_refusal(503, errors::busy);
    client.connection.queue(session::NodeAnswer::type, frame.correlation, wire::encode(answer));
    return true;
}

// Whether it was one.
bool Loop::take_seal_ask(Client& client, const ipc::Frame& frame) {
    auto ask = wire::decode<seal::SealAsk>(frame.body);
    if (!ask) return false;
    if (sealing_.backlog() >= Sealing::waiting_max) {
        const auto answer = refusal_answer(503, errors::busy, 0);
        client.connection.queue(seal::SealAnswer::type, frame.correlation, wire::encode(answer));
        return true;
    }
    const Asker asker{client.number, frame.correlation};
    sealing_.take({asker, std::move(*ask), clock_.now().boottime_ms});
    return true;
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

seal::Hints Loop::hints() const {
    seal::Hints hints{public_phase<seal::KeeperPhase>(core_.phase()), {}};
    if (core_.phase() != Phase::open) return hints;
    const auto wall_ms = clock_.now().wall_ms;
    for (const auto& [id, node] : core_.state().nodes) {
        if (!node.in_force()) continue;
        const auto& vault = core_.state().vaults.at(node.vault);
        hints.nodes.push_back({node.spki,
                               vault.mount,
                               vault.key,
                               vault.has_begun(wall_ms) ? vault.seal_key_version : 0,
                               vault.may_init(wall_ms) ? vault.init_until_ms : 0});
    }
    return hints;
}

void Loop::tell_fronts() {
    const auto now = clock_.now().boottime_ms;
    const auto phase_told = hints_told_.empty() ? 0xff : hints_told_.front();
    const auto is_new_phase =
        phase_told != static_cast<std::uint8_t>(public_phase<seal::KeeperPhase>(core_.phase()));
    const auto is_new_state = hinted_revision_ != core_.state().revision;
    if (!is_new_phase && !is_new_state && now - hinted_ms_ < hint_pace_ms) return;
    hinted_ms_ = now;
    hinted_revision_ = core_.state().revision;
    auto encoded = wire::encode(hints());
    if (encoded == hints_told_) return;
    for (auto& client : clients_) {
        if (!client.is_front) continue;
        client.connection.queue(seal::Hints::type, 0, encoded);
        if (!client.connection.flush()) continue;
    }
    hints_told_ = std::move(encoded);
}

}  // namespace sealwright::keeper
