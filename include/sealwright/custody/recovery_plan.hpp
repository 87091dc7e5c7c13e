// RecoveryPlan: what custodians are asked to open, for whom and until when, in one form.
//
// Its eight words are what a custodian compares by voice with whoever stands at the recovery host:
// they cover the key that the parts are sealed to, so nobody in between can put another in its
// place. Pure. Process: keeper, cli. Spec: docs/protocol/ceremony.md section 6.
#pragma once

#include "sealwright/ceremony/ceremony.hpp"
#include "sealwright/operate/ceremony_messages.hpp"
#include "sealwright/threshold/partial.hpp"

namespace sealwright::custody {

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
    bool is_drill = false;

    void write(wire::Writer& writer) const;
    static RecoveryPlan read(wire::Reader& reader);
    [[nodiscard]] Digest digest() const;
    bool operator==(const RecoveryPlan&) const = default;
};

Digest wraps_digest(const std::vector<operate::Wrap>& wraps);

}  // namespace sealwright::custody
