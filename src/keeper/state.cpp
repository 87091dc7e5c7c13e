#include "state.hpp"

#include "sealwright/crypto/hash.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

constexpr std::size_t name_max = 128;

}  // namespace

void Installation::write(wire::Writer& writer) const {
    writer.id(id);
    provenance.write(writer);
    writer.boolean(solo);
    writer.u64(run);
    writer.u8(threshold.needed);
    writer.u8(threshold.total);
    service_key.write(writer);
    writer.raw(verifier);
}

Installation Installation::read(wire::Reader& reader) {
    Installation installation;
    installation.id = reader.id<InstallationId>();
    installation.provenance = claims::Provenance::read(reader);
    installation.solo = reader.boolean();
    installation.run = reader.u64();
    installation.threshold.needed = reader.u8();
    installation.threshold.total = reader.u8();
    installation.service_key = hsm::KeyRecord::read(reader);
    reader.copy_into(installation.verifier);
    if (installation.service_key.wraps.empty()) reader.fail_value();
    return installation;
}

void Vault::write(wire::Writer& writer) const {
    writer.id(id);
    provenance.write(writer);
    writer.text(name);
    writer.text(mount);
    writer.text(key);
    writer.u32(seal_key_version);
    writer.u32(data_key_version);
    writer.u64(init_until_ms);
    writer.u64(root_sealed_ms);
    writer.boolean(is_production);
}

// A row of before there were classes ends earlier.
Vault Vault::read(wire::Reader& reader) {
    Vault vault;
    vault.id = reader.id<VaultId>();
    vault.provenance = claims::Provenance::read(reader);
    vault.name = reader.text(name_max);
    vault.mount = reader.text(name_max);
    vault.key = reader.text(name_max);
    vault.seal_key_version = reader.u32();
    vault.data_key_version = reader.u32();
    vault.init_until_ms = reader.u64();
    vault.root_sealed_ms = reader.u64();
    vault.is_production = reader.remaining() != 0 && reader.boolean();
    return vault;
}

void Node::write(wire::Writer& writer) const {
    writer.id(id);
    writer.id(vault);
    provenance.write(writer);
    writer.text(name);
    writer.raw(spki);
    writer.u64(not_after_ms);
    writer.u64(added_ms);
    writer.u64(revoked_ms);
}

Node Node::read(wire::Reader& reader) {
    Node node;
    node.id = reader.id<NodeId>();
    node.vault = reader.id<VaultId>();
    node.provenance = claims::Provenance::read(reader);
    node.name = reader.text(name_max);
    node.spki = reader.digest();
    node.not_after_ms = reader.u64();
    node.added_ms = reader.u64();
    node.revoked_ms = reader.u64();
    return node;
}

Digest State::digest() const {
    wire::Writer writer;
    for (const auto& [key, stamp] : rows) {
        writer.text(key);
        writer.u64(stamp.version);
        writer.raw(stamp.digest);
    }
    return crypto::th("state", {writer.view()});
}

const Vault* State::vault_named(std::string_view name) const {
    for (const auto& [id, vault] : vaults) {
        if (vault.name == name) return &vault;
    }
    return nullptr;
}

const Node* State::node_of(const Digest& spki) const {
    const auto found = node_by_spki.find(spki);
    return found == node_by_spki.end() ? nullptr : &nodes.at(found->second);
}

const Node* State::node_named(const VaultId& vault, std::string_view name) const {
    for (const auto& [id, node] : nodes) {
        if (node.vault == vault && node.name == name && node.in_force()) return &node;
    }
    return nullptr;
}

const Vault* State::vault_alike(std::string_view name) const {
    const auto look = ceremony::look_of(name);
    const auto found = std::ranges::find_if(
        vaults, [&](const auto& each) { return ceremony::look_of(each.second.name) == look; });
    return found == vaults.end() ? nullptr : &found->second;
}

const Node* State::node_alike(const VaultId& vault, std::string_view name) const {
    const auto look = ceremony::look_of(name);
    const auto found = std::ranges::find_if(nodes, [&](const auto& each) {
        const auto& node = each.second;
        return node.vault == vault && node.in_force() && ceremony::look_of(node.name) == look;
    });
    return found == nodes.end() ? nullptr : &found->second;
}

bool State::waits_for_time(std::uint64_t wall_ms) const {
    const auto ends = [wall_ms](const Stops& stops) {
        const auto* stop = stops.now(wall_ms);
        return stop != nullptr && stop->until_ms != 0;
    };
    return ends(freeze) || custody.open() != nullptr ||
           custody.asked(ceremony::CeremonyKind::drill) != nullptr ||
           custody.asked(ceremony::CeremonyKind::root) != nullptr ||
           std::ranges::any_of(rootings,
                               [](const auto& each) {
                                   return each.second.proposed || each.second.change_due_ms != 0;
                               }) ||
           std::ranges::any_of(requests,
                               [](const auto& each) { return each.second.request.is_open(); }) ||
           std::ranges::any_of(vaults,
                               [&](const auto& each) { return each.second.may_init(wall_ms); }) ||
           std::ranges::any_of(standings,
                               [&](const auto& each) {
                                   return each.second.may_restore(wall_ms) ||
                                          ends(each.second.holds);
                               }) ||
           std::ranges::any_of(rootings,
                               [&](const auto& each) {
                                   const auto& task = each.second.task;
                                   return (task && task->is_open()) ||
                                          each.second.has_window(wall_ms);
                               }) ||
           std::ranges::any_of(proofs, [&](const auto& each) {
               const auto& invitation = each.second.invitation;
               return invitation && wall_ms < invitation->until_ms;
           });
}

const Proof* State::proof_of(const NodeId& node) const {
    const auto found = proofs.find(node);
    return found == proofs.end() ? nullptr : &found->second;
}

const Standing& State::standing_of(const VaultId& vault) const {
    return standings.at(vault);
}

const Rooting* State::rooting_of(const VaultId& vault) const {
    const auto found = rootings.find(vault);
    return found == rootings.end() ? nullptr : &found->second;
}

// A vault that was sealed before there were such rows has its values under the first version.
void State::complete_standings() {
    for (const auto& [id, vault] : vaults) {
        const auto version = vault.root_sealed_ms == 0 ? 0U : 1U;
        Standing standing;
        standing.vault = id;
        standing.root_version = version;
        standing.recovery_version = version;
        standings.try_emplace(id, std::move(standing));
    }
}

// A certificate that was revoked stays known as revoked, unless a node in force carries it.
void State::index(const Node& node) {
    nodes[node.id] = node;
    if (node.spki == Digest{}) return;
    auto& indexed = node_by_spki[node.spki];
    if (!indexed.is_set() || node.in_force() || indexed == node.id) indexed = node.id;
}

}  // namespace sealwright::keeper
