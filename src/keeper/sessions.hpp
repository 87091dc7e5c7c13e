// Sessions: the sealed channels to nodes whose evidence was accepted, and what is under way in
// them.
//
// In memory only: a keeper that starts anew knows none, and agents attest again. A record that is
// not exactly the next one ends its session. Who asks in a session is decided by its keys, never by
// what the front says; only `peer` is the front's. Process: keeper. Limits: 16,384 sessions, 2 of
// node, 1 h each, one ask at a time. Spec: docs/protocol/session.md section 4.
#pragma once

#include "root_desk.hpp"
#include "sealing.hpp"
#include "sealwright/session/channel.hpp"

#include <map>
#include <optional>
#include <variant>

namespace sealwright::keeper {

struct NodeReply {
    Asker asker;
    session::NodeAnswer answer;
};

// An answer that is no 200.
session::NodeAnswer node_refusal(std::uint16_t status, const Error& error);

class Sessions {
public:
    static constexpr std::size_t live_max = 16'384;
    static constexpr std::size_t of_node_max = 2;
    static constexpr std::uint64_t lifetime_ms = std::uint64_t{60} * 60 * 1000;

    void add(session::Channel channel, claims::SessionOrigin origin, Now now);

    // What came in a record.
    using Job = std::variant<SealJob, TaskJob>;
    // E1503 unless it is the next record of a living session.
    Result<Job> open(const Asker& asker, const session::Record& record, Now now);
    // Seals what was answered; nothing when the ask came by no session.
    std::optional<NodeReply> seal(const SealReply& reply, const State& state, Now now);
    // A front is gone: what it would have carried ends with it.
    void left(std::uint64_t connection);
    void forget_over(Now now);

    [[nodiscard]] std::size_t size() const { return live_.size(); }

private:
    struct Live {
        session::Channel channel;
        claims::SessionOrigin origin;
        std::uint64_t opened_ms = 0;  // Boottime.
    };
    struct UnderWay {
        session::SessionId session{};
        session::Header header;
    };
    using AskerKey = std::pair<std::uint64_t, std::uint64_t>;

    void make_room(const NodeId& node);
    void end_oldest_of(const NodeId* node);
    Result<WipedBytes> open_in(Live& live, const session::Record& record);

    std::map<session::SessionId, Live> live_;
    std::map<AskerKey, UnderWay> under_way_;
};

}  // namespace sealwright::keeper
