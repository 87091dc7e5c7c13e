// Standing: how one vault stands beside its keys: held, open for a restore, in the middle of a
// re-wrap, and which versions of its values it may still present.
//
// A row of its own ("standing/…"), so that it survives restarts with everything else; a vault
// without one stands as it was added. Versions are N, 0: never sealed. Process: keeper. Limits:
// 4,096 nodes, 1,024 versions. Spec: docs/protocol/seal.md section 7.
#pragma once

#include "sealwright/core/ids.hpp"
#include "stop.hpp"

#include <map>
#include <optional>
#include <string>

namespace sealwright::keeper {

// An older recovery key was opened for this node and has not come back to be sealed.
struct OpenRewrap {
    NodeId node;
    std::uint64_t since_ms = 0;  // Wall time.
    bool operator==(const OpenRewrap&) const = default;
};

struct Standing {
    VaultId vault;
    Stops holds;                         // Root classes are refused while one is in force.
    std::uint64_t restore_until_ms = 0;  // Wall time; 0: no window.
    std::optional<OpenRewrap> rewrap;
    std::uint32_t root_version = 0;                    // Of the stored root key sealed last.
    std::uint32_t recovery_version = 0;                // Of the recovery key sealed last.
    std::map<NodeId, std::uint32_t> opened;            // Of the root key each node opened last.
    std::map<std::uint32_t, std::uint64_t> snapshots;  // By N: when one was last sealed.

    void write(wire::Writer& writer) const;
    static Standing read(wire::Reader& reader);
    bool operator==(const Standing&) const = default;

    [[nodiscard]] bool is_held(std::uint64_t wall_ms) const {
        return holds.now(wall_ms) != nullptr;
    }
    [[nodiscard]] bool may_restore(std::uint64_t wall_ms) const {
        return wall_ms < restore_until_ms;
    }
    // Whether values under an older N than this wait to be sealed anew.
    [[nodiscard]] bool waits_for_rewrap(std::uint32_t version) const;
};

}  // namespace sealwright::keeper
