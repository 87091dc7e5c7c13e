// RecoveryPlan: what custodians are asked to open, for whom and until when, in one form.
//
// Its eight words are what a custodian compares by voice with whoever stands at the recovery host:
// they cover the key that the parts are sealed to, so nobody in between can put another in its
// place. What it is for stands in its first word, so no answer to one is an answer to another.
// Pure. Process: keeper, cli. Spec: docs/protocol/ceremony.md sections 6, 12 and 14.
#pragma once

#include "sealwright/ceremony/ceremony.hpp"
#include "sealwright/operate/ceremony_messages.hpp"
#include "sealwright/threshold/partial.hpp"

namespace sealwright::custody {

enum class Aim : std::uint8_t {
    recovery,  // The service itself comes back.
    drill,     // Nothing of any vault.
    root,      // What a vault's recovery key is sealed to, for one task.
};

// What the task is that a vault's recovery key is opened for.
struct RootUse {
    enum class Ends : std::uint8_t {
        change,  // Another recovery key is made; nobody gets one.
        token,   // And before that a root token, for whoever asked.
        leave,   // As `change`; from then on the service opens it alone.
    };
    Ends ends{};
    std::uint32_t ttl_s = 0;          // Of the token.
    crypto::ExchangeKey recipient{};  // Whom it is sealed to.

    void write(wire::Writer& writer) const;
    static RootUse read(wire::Reader& reader);
    bool operator==(const RootUse&) const = default;
};

struct RecoveryPlan {
    InstallationId installation;
    std::string environment;
    threshold::Occasion occasion;
    Digest group{};  // threshold::GroupKey::id
    Digest wraps{};  // Of all that is opened, in their order.
    std::string reason;
    std::string asked_by;  // As the kernel named them: "local:uid 0".
    std::uint64_t begun_ms = 0;
    std::uint64_t until_ms = 0;
    Digest pepper{};               // custody::pepper_digest
    crypto::PublicKey identity{};  // Of the service that is to come back.
    std::uint64_t entry = 0;       // The newest of its journal, and its digest.
    Digest head{};
    Aim aim{};
    RootUse use;  // With the aim `root` only.

    [[nodiscard]] bool is_drill() const { return aim == Aim::drill; }
    [[nodiscard]] bool is_root() const { return aim == Aim::root; }
    // Nobody has to see what the host runs: it opens nothing of any vault, or the service itself
    // asks, and signs.
    [[nodiscard]] bool is_served() const { return aim != Aim::recovery; }

    void write(wire::Writer& writer) const;
    static RecoveryPlan read(wire::Reader& reader);
    [[nodiscard]] Digest digest() const;
    bool operator==(const RecoveryPlan&) const = default;
};

Digest wraps_digest(const std::vector<operate::Wrap>& wraps);

}  // namespace sealwright::custody
