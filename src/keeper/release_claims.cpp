#include "release_claims.hpp"

#include <algorithm>

namespace sealwright::keeper {

// A clock that was put back makes evidence no younger.
std::optional<std::uint64_t> evidence_age_ms(const claims::Origin& origin, Now now) {
    const auto* session = std::get_if<claims::SessionOrigin>(&origin.of);
    if (session == nullptr) return std::nullopt;
    return std::max(now.wall_ms, session->attested_ms) -
           std::min(now.wall_ms, session->attested_ms);
}

policy::ReleaseClaims release_claims(const State& state,
                                     const Node& node,
                                     const claims::Origin& origin,
                                     claims::SealClass seal_class,
                                     Now now) {
    const auto& vault = state.vaults.at(node.vault);
    policy::ReleaseClaims release;
    release.vault = vault.name;
    release.node = node.name;
    release.environment = vault.provenance.environment;
    release.is_production = vault.is_production;
    release.evidence = claims::EvidenceKind::channel_certificate;
    release.evidence_age_ms = evidence_age_ms(origin, now).value_or(0);
    release.wall_ms = now.wall_ms;
    release.seal_class = seal_class;
    if (const auto* channel = std::get_if<claims::ChannelOrigin>(&origin.of)) {
        release.source = policy::Address::of_peer(channel->peer);
    }
    if (const auto* session = std::get_if<claims::SessionOrigin>(&origin.of)) {
        release.evidence = session->evidence;
        release.source = policy::Address::of_peer(session->peer);
    }
    return release;
}

}  // namespace sealwright::keeper
