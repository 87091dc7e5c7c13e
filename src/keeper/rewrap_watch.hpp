// RewrapWatch: what tells a re-wrap from a root generation, by the order of a vault's asks.
//
// A vault whose N has moved opens its recovery key right after an unseal and sends the same bytes
// back at once; who makes root opens it and asks for the stored root key next. So a recovery key of
// an older N opens once for a node that has just unsealed, and until the same bytes come back, or
// the node's process is new, the stored root key stays shut. Remembers times and a keyed digest,
// never a value. By the same order a start in recovery mode is known for what it is. In memory: a
// keeper that starts anew has seen no unseal, so nothing opens by it. Process: keeper. Spec:
// docs/protocol/seal.md section 7.
#pragma once

#include "sealwright/core/ids.hpp"

#include <map>

namespace sealwright::keeper {

class RewrapWatch {
public:
    static constexpr std::uint64_t unsealed_max_ms = 10'000;
    static constexpr std::uint64_t new_process_ms = 2'000;
    static constexpr std::uint64_t behind_unseal_ms = 10'000;

    explicit RewrapWatch(Random& random) { random.fill(mark_key_); }

    // Times are boottime.
    // A probe counts when it came, however late it is heard of.
    void probed(const NodeId& node, std::uint64_t at_ms);
    void unsealed(const NodeId& node, std::uint64_t now_ms);

    [[nodiscard]] bool has_just_unsealed(const NodeId& node, std::uint64_t now_ms) const;
    // It has probed, as at a start, and opened no stored root key since: so asks a vault in
    // recovery mode, and one that became active without an unseal.
    [[nodiscard]] bool has_started_shut(const NodeId& node) const;
    // A re-wrap of the node is being decided: only a probe from now on can tell that its process is
    // new. Not undone if the decision does not last, which at worst waits for one more probe.
    void forget_probe(const NodeId& node, std::uint64_t now_ms);
    // It is durable: the node's unseal counts no more.
    void begin(const NodeId& node);
    // It was opened: these bytes have to come back.
    void opened(const VaultId& vault, View recovery_key);
    [[nodiscard]] bool is_return(const VaultId& vault, View recovery_key) const;
    // Whether the node's process started after `begin`, and so long before the ask came that it is
    // not part of what was before. An ask may wait here for long: that makes it no younger.
    [[nodiscard]] bool is_new_process(const NodeId& node, std::uint64_t arrived_ms) const;

private:
    [[nodiscard]] Digest mark_of(const VaultId& vault, View recovery_key) const;

    Digest mark_key_{};
    std::map<NodeId, std::uint64_t> probed_;
    std::map<NodeId, std::uint64_t> forgotten_;  // Since when a probe counts.
    std::map<NodeId, std::uint64_t> unsealed_;
    std::map<NodeId, std::uint64_t> last_unseal_;  // As it was, a re-wrap or not.
    std::map<NodeId, std::uint64_t> started_;      // A probe with no unseal since.
    std::map<VaultId, Digest> marks_;
};

}  // namespace sealwright::keeper
