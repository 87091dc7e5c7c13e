#include "sessions.hpp"

#include "sealwright/claims/refusal.hpp"
#include "sealwright/policy/errors.hpp"
#include "sealwright/session/errors.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

constexpr std::uint16_t status_ok = 200;
constexpr std::uint16_t status_unknown = 404;

std::uint32_t known_version(const State& state, const NodeId& id, std::uint64_t wall_ms) {
    const auto node = state.nodes.find(id);
    if (node == state.nodes.end()) return 0;
    const auto& vault = state.vaults.at(node->second.vault);
    return vault.has_begun(wall_ms) ? vault.seal_key_version : 0;
}

// Whether the same ask might be served with evidence that is made now.
bool may_be_stale(std::uint16_t code, const claims::SessionOrigin& origin, Now now) {
    constexpr std::uint64_t as_good_as_new_ms = 2'000;
    if (code == errors::evidence_stale.code) return true;
    return code == errors::policy_denied.code &&
           now.wall_ms - std::min(now.wall_ms, origin.attested_ms) > as_good_as_new_ms;
}

}  // namespace

session::NodeAnswer node_refusal(std::uint16_t status, const Error& error) {
    return {status, wire::encode(claims::Refusal(error))};
}

void Sessions::end_oldest_of(const NodeId* node) {
    auto oldest = live_.end();
    for (auto each = live_.begin(); each != live_.end(); ++each) {
        if (node != nullptr && each->second.origin.node != *node) continue;
        const bool is_older =
            oldest == live_.end() || each->second.opened_ms < oldest->second.opened_ms;
        if (is_older) oldest = each;
    }
    if (oldest != live_.end()) live_.erase(oldest);
}

void Sessions::make_room(const NodeId& node) {
    const auto is_its = [&](const auto& each) { return each.second.origin.node == node; };
    if (static_cast<std::size_t>(std::ranges::count_if(live_, is_its)) >= of_node_max) {
        end_oldest_of(&node);
    }
    if (live_.size() >= live_max) end_oldest_of(nullptr);
}

void Sessions::add(session::Channel channel, claims::SessionOrigin origin, Now now) {
    make_room(origin.node);
    const auto id = channel.session();
    live_.insert_or_assign(id, Live{std::move(channel), std::move(origin), now.boottime_ms});
}

Result<WipedBytes> Sessions::open_in(Live& live, const session::Record& record) {
    auto opened = live.channel.open(record);
    if (!opened) live_.erase(record.session);
    return opened;
}

Result<Sessions::Job> Sessions::open(const Asker& asker, const session::Record& record, Now now) {
    forget_over(now);
    const auto found = live_.find(record.session);
    if (found == live_.end()) return errors::session_unknown;
    const auto origin = found->second.origin;
    TRY(plaintext, open_in(found->second, record));
    // The node's own agent wrote it, so from here on a mistake is that agent's.
    TRY(request, wire::decode<session::Request>(plaintext));
    const session::Header header{record.operation, record.mount, record.key};
    if (record.operation == session::task_operation) {
        under_way_[{asker.connection, asker.correlation}] = {record.session, header};
        return Job(TaskJob{asker, origin, std::move(request.body)});
    }
    if (record.operation > static_cast<std::uint8_t>(seal::Operation::renew_self)) {
        return errors::session_unknown;
    }
    SealJob job{asker, {}, now.boottime_ms, request.process};
    job.ask.origin.of = origin;
    job.ask.operation = static_cast<seal::Operation>(record.operation);
    job.ask.mount = record.mount;
    job.ask.key = record.key;
    job.ask.body = std::move(request.body);
    under_way_[{asker.connection, asker.correlation}] = {record.session, header};
    return Job(std::move(job));
}

std::optional<NodeReply> Sessions::seal(const SealReply& reply, const State& state, Now now) {
    const auto found = under_way_.find({reply.asker.connection, reply.asker.correlation});
    if (found == under_way_.end()) return std::nullopt;
    const auto [id, header] = found->second;
    under_way_.erase(found);
    const auto live = live_.find(id);
    if (live == live_.end()) {
        return NodeReply{reply.asker, node_refusal(status_unknown, errors::session_unknown)};
    }
    const session::Reply inner{reply.answer.status,
                               may_be_stale(reply.code, live->second.origin, now),
                               known_version(state, live->second.origin.node, now.wall_ms),
                               reply.answer.body};
    const auto record = live->second.channel.seal(header, wire::encode(inner));
    if (!record) {
        live_.erase(live);
        return NodeReply{reply.asker, node_refusal(status_unknown, record.error())};
    }
    return NodeReply{reply.asker, {status_ok, wire::encode(*record)}};
}

void Sessions::left(std::uint64_t connection) {
    for (auto each = under_way_.begin(); each != under_way_.end();) {
        if (each->first.first != connection) {
            ++each;
            continue;
        }
        live_.erase(each->second.session);
        each = under_way_.erase(each);
    }
}

void Sessions::forget_over(Now now) {
    std::erase_if(live_, [&](const auto& each) {
        return now.boottime_ms - each.second.opened_ms >= lifetime_ms;
    });
}

}  // namespace sealwright::keeper
