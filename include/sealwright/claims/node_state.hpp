// NodeState: what a node may have now, in one word, as `node list`, `node show` and the metrics say
// it. Process: keeper, front, cli. Spec: docs/protocol/operate.md section 2.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sealwright::claims {

enum class NodeState : std::uint8_t {
    in_force,
    waits_for_agent,
    token_ended,
    waits_for_approval,
    record_mode,
    in_quarantine,
    revoked,
};
inline constexpr NodeState node_state_last = NodeState::revoked;
inline constexpr std::size_t node_states = static_cast<std::size_t>(node_state_last) + 1;

constexpr std::string_view word_of(NodeState state) {
    constexpr std::array<std::string_view, node_states> words{"in force",
                                                              "waits for its agent",
                                                              "its token has ended",
                                                              "waits for approval",
                                                              "record mode",
                                                              "in quarantine",
                                                              "revoked"};
    return words.at(static_cast<std::size_t>(state));
}

}  // namespace sealwright::claims
