// A node that is known by evidence: how it is found, and how it is shown. Process: keeper.
// Spec: docs/protocol/operate.md.
#pragma once

#include "state.hpp"

#include <string_view>

namespace sealwright::keeper {

struct KnownNode {
    Node node;
    Proof proof;
};

// One in force.
Result<KnownNode> known_proof(const State& state,
                              std::string_view vault_name,
                              std::string_view name);
// Why a node of the registry would not be served if its machine booted now and showed what it
// showed last, its vault not being held; empty: it would. `proof` is its own, null with a
// certificate.
std::string why_not_back(const State& state, const Node& node, const Proof* proof, Now now);
// The same, and the policy would give it its vault's root key from wherever and whenever it asks.
std::string why_not_served(const State& state, const Node& node, const Proof* proof, Now now);
// What it would ask with, but for its source.
policy::ReleaseClaims root_release(const State& state,
                                   const Node& node,
                                   const Proof* proof,
                                   Now now);
// What a person compares with the machine's papers; zeros before it has enrolled.
Digest identity_digest(const Proof& proof);

}  // namespace sealwright::keeper
