// RootTask: what the agent of a vault has to do, has done, or may do once custodians have opened
// what it needs.
//
// Part of the row of a Rooting. Process: keeper. Spec: docs/protocol/root.md section 1.
#pragma once

#include "recovery_box.hpp"
#include "sealwright/operate/root_messages.hpp"
#include "sealwright/session/task_messages.hpp"

#include <optional>
#include <string>

namespace sealwright::keeper {

// Of what nobody asked for.
inline constexpr std::string_view service_name = "the service";

struct RootTask {
    session::TaskKind kind{};
    operate::RootTaskInfo info;
    std::string asker;           // Names of who signed it; empty: the local socket.
    NodeId node;                 // Whose agent has taken it; zeros: none has.
    std::uint64_t heard_ms = 0;  // From that agent, last.
    std::uint32_t gives = 0;     // Root windows of this try.
    std::uint32_t turn = 0;      // Tries before it in which a key was given: which one this one is.
    // In any try: the recovery key in force has lain in an agent's memory.
    bool has_given = false;
    bool may_change = false;  // In this try it was given to change it, or the first is made.
    std::uint32_t ttl_s = 0;
    crypto::ExchangeKey recipient{};
    Bytes token;         // Sealed to it; empty: not made, or fetched.
    IdBytes ceremony{};  // Custodians are asked by it; zeros: nobody is, or not yet.
    // What the next recovery key is kept in, when they have opened; nothing: another one of theirs.
    std::optional<RecoveryBox> next_box;

    // One that nobody has taken.
    static RootTask waiting(session::TaskKind kind,
                            std::string by,
                            std::string reason,
                            std::uint64_t wall_ms,
                            std::uint64_t lasts_ms,
                            Random& random);

    [[nodiscard]] bool is_by_service() const { return asker.empty() && info.by == service_name; }
    [[nodiscard]] TaskId id() const { return TaskId(info.id); }
    [[nodiscard]] bool is_open() const {
        return info.state == operate::RootTaskState::waiting ||
               info.state == operate::RootTaskState::under_way;
    }
    void write(wire::Writer& writer) const;
    static RootTask read(wire::Reader& reader);
};

}  // namespace sealwright::keeper
