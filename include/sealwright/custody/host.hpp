// PinnedHost: the TPM of a recovery host, as a custodian pinned it in peace time, and what its
// quote of a recovery is held against.
//
// A quote that came and is wrong is a refusal that nothing overrides: another TPM, another
// register, another plan, yesterday's. Which claim failed is said, with what was expected and what
// came. Pure. Process: cli. Limits: 8 hosts a file. Spec: docs/protocol/ceremony.md section 11.
#pragma once

#include "sealwright/attest/compare.hpp"
#include "sealwright/core/result.hpp"

#include <string>
#include <vector>

namespace sealwright::custody {

inline constexpr std::size_t hosts_max = 8;

struct PinnedHost {
    std::string name;
    attest::AttestationKey key;
    Digest endorsement{};     // SHA-256 of the endorsement key's SubjectPublicKeyInfo.
    std::string endorsed_by;  // The maker's root; empty: nobody vouched for the TPM.
    attest::TpmState state;   // Registers, reset count and firmware when it was pinned.
    std::uint64_t pinned_ms = 0;

    void write(wire::Writer& writer) const;
    static PinnedHost read(wire::Reader& reader);
    bool operator==(const PinnedHost&) const = default;
};

// Which of the pinned hosts made this quote for this plan.
Result<PinnedHost> appraise_host(const std::vector<PinnedHost>& hosts,
                                 const Digest& plan,
                                 View quote,
                                 std::uint64_t wall_ms);

// That it has at least 0, 2, 4 and 7: what a host starts, and from what.
Result<void> check_registers(const PinnedHost& host);

// What a card's own quote says of registers and counts, once it holds for `binding`.
Result<attest::TpmState> state_in(const attest::AttestationKey& key,
                                  const Digest& binding,
                                  const attest::TpmQuote& quote,
                                  std::uint64_t wall_ms);

}  // namespace sealwright::custody
