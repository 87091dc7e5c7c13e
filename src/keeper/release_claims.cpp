#include "release_claims.hpp"

#include <algorithm>

namespace sealwright::keeper {

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
    release.evidence = claims::EvidenceKind::channel_certificate;
    release.wall_ms = now.wall_ms;
    release.seal_class = seal_class;
    if (const auto* channel = std::get_if<claims::ChannelOrigin>(&origin.of)) {
        release.source = policy::Address::of_peer(channel->peer);
    }
    if (const auto* session = std::get_if<claims::SessionOrigin>(&origin.of)) {
        release.evidence = session->evidence;
        // A clock that was put back makes evidence no younger.
        release.evidence_age_ms = std::max(now.wall_ms, session->attested_ms) -
                                  std::min(now.wall_ms, session->attested_ms);
        release.source = policy::Address::of_peer(session->peer);
    }
    return release;
}

}  // namespace sealwright::keeper
