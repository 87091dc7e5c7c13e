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
// What a person compares with the machine's papers; zeros before it has enrolled.
Digest identity_digest(const Proof& proof);

}  // namespace sealwright::keeper
