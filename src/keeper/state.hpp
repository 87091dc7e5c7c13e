// State: what the keeper knows, as the rows of the store say it.
//
// Plain values: the installation, vaults, nodes, split keys and sealed seal keys, and for every row
// its version and digest. `digest()` covers all rows; every journal entry carries it, so that a row
// that was changed, removed or put back to an older version is found at start. Process: keeper.
// Spec: docs/protocol/keys.md section 5.
#pragma once

#include "anchors.hpp"
#include "archives.hpp"
#include "custody.hpp"
#include "held_policy.hpp"
#include "people.hpp"
#include "proof.hpp"
#include "rooting.hpp"
#include "sealwright/claims/provenance.hpp"
#include "sealwright/core/ids.hpp"
#include "sealwright/crypto/sign.hpp"
#include "sealwright/hsm/envelope.hpp"
#include "standing.hpp"

#include <map>
#include <optional>
#include <string>

namespace sealwright::keeper {

// The one row in clear: what a keeper needs before its own key is open. Nothing in it opens
// anything.
struct Installation {
    InstallationId id;
    claims::Provenance provenance;
    bool solo = true;
    std::uint64_t run = 0;  // Rises when a restore or rescue opens a new run.
    crypto::Threshold threshold;
    hsm::KeyRecord service_key;
    crypto::PublicKey verifier{};

    void write(wire::Writer& writer) const;
    static Installation read(wire::Reader& reader);
};

// An init asks for the root key that it sealed this soon, and is lost when that is refused.
inline constexpr std::uint64_t init_end_max_ms = 60'000;

struct Vault {
    VaultId id;
    claims::Provenance provenance;
    std::string name;
    std::string mount;
    std::string key;
    std::uint32_t seal_key_version = 1;  // N
    std::uint32_t data_key_version = 1;
    std::uint64_t init_until_ms = 0;   // Wall time; 0: no window.
    std::uint64_t root_sealed_ms = 0;  // Last time its stored root key was sealed; 0: never.
    bool is_production = false;        // Takes no node that is known by a certificate alone.

    void write(wire::Writer& writer) const;
    static Vault read(wire::Reader& reader);

    [[nodiscard]] bool may_init(std::uint64_t wall_ms) const { return wall_ms < init_until_ms; }
    // Whether N is known: something of this vault was sealed, or may be now.
    [[nodiscard]] bool has_begun(std::uint64_t wall_ms) const {
        return root_sealed_ms != 0 || may_init(wall_ms);
    }
};

struct Node {
    NodeId id;
    VaultId vault;
    claims::Provenance provenance;
    std::string name;
    Digest spki{};                   // Zeros: known by evidence, not by a certificate.
    std::uint64_t not_after_ms = 0;  // Of the certificate; the last moment there is without one.
    std::uint64_t added_ms = 0;
    std::uint64_t revoked_ms = 0;

    void write(wire::Writer& writer) const;
    static Node read(wire::Reader& reader);
    [[nodiscard]] bool in_force() const { return revoked_ms == 0; }
};

// A vault's split data key, and the seal keys that it opens (sealed bytes, by N).
struct VaultKeys {
    hsm::KeyRecord data_key;
    std::map<std::uint32_t, Bytes> seal_keys;
};

struct RowStamp {
    std::uint64_t version = 0;
    Digest digest{};
    bool operator==(const RowStamp&) const = default;
};

struct State {
    std::uint64_t revision = 0;
    std::optional<Installation> installation;
    Bytes identity;  // The service identity's seed, sealed under the service key.
    std::map<VaultId, Vault> vaults;
    std::map<VaultId, VaultKeys> keys;
    std::map<VaultId, Standing> standings;  // One for every vault, whether it has a row or not.
    std::map<VaultId, Rooting> rootings;    // Of vaults whose root is, or is to be, ours.
    std::map<NodeId, Node> nodes;
    std::map<Digest, NodeId> node_by_spki;  // The newest node with this certificate.
    std::map<NodeId, Proof> proofs;         // Of nodes that are known by evidence.
    std::map<NodeId, Seen> seen;
    Archives archives;
    HeldPolicy policy;
    HeldAnchors anchors;
    HeldRoster roster;
    std::map<RequestId, KeptRequest> requests;
    std::optional<Founding> founding;
    Stops freeze;
    Custody custody;
    std::map<std::string, RowStamp> rows;

    [[nodiscard]] Digest digest() const;
    [[nodiscard]] const Vault* vault_named(std::string_view name) const;
    [[nodiscard]] const Node* node_of(const Digest& spki) const;
    [[nodiscard]] const Node* node_named(const VaultId& vault, std::string_view name) const;
    // Null: none, or of the channel tier.
    // One that people would take for it, in force.
    [[nodiscard]] const Vault* vault_alike(std::string_view name) const;
    [[nodiscard]] const Node* node_alike(const VaultId& vault, std::string_view name) const;
    // Whether anything of it ends by itself behind this wall time.
    [[nodiscard]] bool waits_for_time(std::uint64_t wall_ms) const;
    [[nodiscard]] const Proof* proof_of(const NodeId& node) const;
    // Whether people decide, and not one operator alone.
    [[nodiscard]] bool is_founded() const { return roster.is_founded(); }
    [[nodiscard]] const Standing& standing_of(const VaultId& vault) const;
    void complete_standings();
    // Null: nothing is known or asked of its root.
    [[nodiscard]] const Rooting* rooting_of(const VaultId& vault) const;
    void index(const Node& node);
};

}  // namespace sealwright::keeper
