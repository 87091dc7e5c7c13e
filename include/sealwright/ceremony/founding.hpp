// FoundingPlan: what an installation will be, before there is one; its founders sign exactly this.
//
// Its words are what founders compare by voice, and by which their tools pin the service identity.
// Pure. Process: keeper, cli. Spec: docs/protocol/acts.md section 10.
#pragma once

#include "sealwright/ceremony/request.hpp"

namespace sealwright::ceremony {

inline constexpr std::uint16_t founding_type = 0x0580;
inline constexpr std::size_t founding_policy_max = std::size_t{48} * 1024;

struct FoundingPlan {
    InstallationId installation;
    std::string environment;
    std::string owner;
    std::uint8_t threshold = 0;  // k tokens of `tokens`.
    std::uint8_t tokens = 0;
    crypto::PublicKey identity{};  // Of the service.
    Roster roster;
    Bytes policy;           // Encoded release policy; empty: the built-in one.
    bool was_solo = false;  // An installation that one operator ran until now.
    std::uint64_t loosenings = 0;
    Digest
        loosenings_digest{};    // TH("loosenings"; digest of each entry), and of what was archived.
    std::uint64_t made_ms = 0;  // Wall time.

    void write(wire::Writer& writer) const;
    static FoundingPlan read(wire::Reader& reader);
    [[nodiscard]] Plan plan() const;
    bool operator==(const FoundingPlan&) const = default;

    // The act of one founder, as they have to sign it.
    [[nodiscard]] Result<Act> act_of(std::string_view person, std::uint64_t expiry_ms) const;
    [[nodiscard]] Result<void> check(const SignedAct& act, std::uint64_t wall_ms) const;
};

// Whether each person of the roster has signed; the acts are checked.
bool is_signed_by_all(const FoundingPlan& plan, const std::vector<SignedAct>& acts);

}  // namespace sealwright::ceremony
