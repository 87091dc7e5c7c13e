#include "rewrap_watch.hpp"

#include "sealwright/crypto/hash.hpp"

#include <algorithm>

namespace sealwright::keeper {

bool RewrapWatch::has_just_unsealed(const NodeId& node, std::uint64_t now_ms) const {
    const auto found = unsealed_.find(node);
    return found != unsealed_.end() && now_ms - found->second <= unsealed_max_ms;
}

void RewrapWatch::unsealed(const NodeId& node, std::uint64_t now_ms) {
    unsealed_[node] = now_ms;
    last_unseal_[node] = now_ms;
    started_.erase(node);
}

bool RewrapWatch::has_started_shut(const NodeId& node) const {
    return started_.contains(node);
}

void RewrapWatch::probed(const NodeId& node, std::uint64_t at_ms) {
    const auto unseal = last_unseal_.find(node);
    const bool is_behind_one =
        unseal != last_unseal_.end() && at_ms <= unseal->second + behind_unseal_ms;
    if (!is_behind_one) started_[node] = at_ms;
    const auto forgotten = forgotten_.find(node);
    if (forgotten != forgotten_.end() && at_ms < forgotten->second) return;
    auto& last = probed_[node];
    last = std::max(last, at_ms);
}

void RewrapWatch::forget_probe(const NodeId& node, std::uint64_t now_ms) {
    probed_.erase(node);
    forgotten_[node] = now_ms;
}

void RewrapWatch::begin(const NodeId& node) {
    unsealed_.erase(node);
    probed_.erase(node);
}

void RewrapWatch::opened(const VaultId& vault, View recovery_key) {
    marks_[vault] = mark_of(vault, recovery_key);
}

bool RewrapWatch::is_return(const VaultId& vault, View recovery_key) const {
    const auto found = marks_.find(vault);
    return found != marks_.end() && crypto::equal(found->second, mark_of(vault, recovery_key));
}

bool RewrapWatch::is_new_process(const NodeId& node, std::uint64_t arrived_ms) const {
    const auto found = probed_.find(node);
    return found != probed_.end() && arrived_ms >= found->second + new_process_ms;
}

Digest RewrapWatch::mark_of(const VaultId& vault, View recovery_key) const {
    return crypto::th("rewrap", {mark_key_, vault.bytes(), recovery_key});
}

}  // namespace sealwright::keeper
