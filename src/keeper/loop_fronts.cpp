// What the loop hears from fronts, and tells them.
#include "errors.hpp"
#include "loop.hpp"
#include "measuring.hpp"
#include "sealwright/core/log.hpp"

namespace sealwright::keeper {
namespace {

constexpr std::uint64_t hint_pace_ms = 1'000;

}  // namespace

// A front of ours sends seal asks, asks for numbers, says its facts and whose probes it answered;
// one that sends anything else is not ours any more and is cut off, before it can keep this thread
// busy with junk.
bool Loop::take_front_frame(Client& client, ipc::Frame frame) {
    if (frame.type == observe::NumbersAsk::type && frame.body.empty()) {
        const auto numbers = numbers_of(core_, sealing_, canary_, attesting_);
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
    if (frame.type == operate::PersonCarry::type) {
        const auto carry = wire::decode<operate::PersonCarry>(frame.body);
        if (carry) {
            const auto answer = people_.carried(*carry);
            client.connection.queue(
                operate::PersonCarried::type, frame.correlation, wire::encode(answer));
            return true;
        }
    }
    if (frame.type == seal::SealAsk::type && take_seal_ask(client, frame)) return true;
    if (frame.type == session::NodeAsk::type && take_node_ask(client, frame)) return true;
    log(LogLevel::error, "a front sent what no front sends", {fact("pid", client.origin.pid)});
    return false;
}

// Of an agent on this host: its user is what the kernel says, and so is where it speaks from.
bool Loop::take_local_ask(Client& client, const ipc::Frame& frame) {
    if (frame.type == session::NodeAsk::type && take_node_ask(client, frame)) return true;
    log(LogLevel::warning,
        "a node of this host sent what no node sends",
        {fact("uid", client.origin.uid), fact("pid", client.origin.pid)});
    return false;
}

// Whether it was one. Only a socket of the nodes' own says which user asks; a front cannot.
bool Loop::take_node_ask(Client& client, const ipc::Frame& frame) {
    auto ask = wire::decode<session::NodeAsk>(frame.body);
    if (!ask) return false;
    std::optional<std::uint32_t> uid;
    if (client.door == Door::nodes) {
        uid = client.origin.uid;
        ask->peer = claims::Origin{client.origin}.sentence();
    }
    if (attesting_.take({{client.number, frame.correlation}, std::move(*ask), uid})) return true;
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

seal::Hints Loop::hints() const {
    seal::Hints hints{public_phase<seal::KeeperPhase>(core_.phase()), {}};
    if (core_.phase() != Phase::open) return hints;
    const auto wall_ms = core_.latest_ms();
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

void Loop::tell_of_requests() {
    if (requests_told_ == people_.moved_revision()) return;
    requests_told_ = people_.moved_revision();
    const auto changed = wire::encode(operate::RequestsChanged{*requests_told_});
    for (auto& client : clients_) {
        if (client.door != Door::front) continue;
        client.connection.queue(operate::RequestsChanged::type, 0, changed);
    }
}

void Loop::tell_fronts() {
    tell_of_requests();
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
        if (client.door != Door::front) continue;
        client.connection.queue(seal::Hints::type, 0, encoded);
        if (!client.connection.flush()) continue;
    }
    hints_told_ = std::move(encoded);
}

}  // namespace sealwright::keeper
