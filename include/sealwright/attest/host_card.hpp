// HostCard: the TPM of a machine on which tokens may once be recovered, as its agent writes it down
// in peace time, for custodians to pin.
//
// The attestation key signs, over name and keys, the registers that it finds: so whoever pins the
// card knows key, registers and reset count from one quote. That the key lies in the same TPM as
// the endorsement key is the word of whoever made the card. Process: agent, cli. Limits: those of
// messages.hpp, 64 bytes of name. Spec: docs/protocol/ceremony.md section 11.
#pragma once

#include "sealwright/attest/messages.hpp"

#include <string>

namespace sealwright::attest {

inline constexpr std::size_t host_name_max = 64;
inline constexpr std::size_t host_card_max = std::size_t{24} * 1024;

struct HostCard {
    std::string name;
    Digest endorsement{};  // SHA-256 of the endorsement key's SubjectPublicKeyInfo.
    TpmIdentity identity;  // Without the firmware's log.
    TpmQuote quote;        // Over `binding`.

    // What the quote has to carry: name and identity.
    [[nodiscard]] Digest binding() const;
    // Whose eight words are compared: all of it.
    [[nodiscard]] Digest digest() const;

    void write(wire::Writer& writer) const;
    static HostCard read(wire::Reader& reader);
};

// What the recovery host's quote has to carry: the plan, which covers the key that is sealed to.
Digest recovery_binding(const Digest& plan);

}  // namespace sealwright::attest
