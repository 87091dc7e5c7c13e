// Allowance: for which vaults a token computes, and how often.
//
// A keeper that was taken over still gets no more from a token than the token's own configuration
// grants: no vault outside of the list, and no burst that would open everything in a moment. Only
// contexts of vaults' data keys count; the service key is always allowed, or no restart would end.
// A bucket that holds one second's worth (never less than one whole ask) and fills with the time
// of the caller's clock. A refused ask takes nothing. Process: token.
// Spec: docs/protocol/token.md section 2.
#pragma once

#include "sealwright/core/ids.hpp"
#include "sealwright/core/now.hpp"
#include "sealwright/core/result.hpp"
#include "sealwright/hsm/context.hpp"

#include <set>
#include <span>

namespace sealwright::hsm::token {

struct AllowanceRule {
    // More than any SoftHSM or HSM we measured computes, so that it hinders nobody by default.
    static constexpr std::uint32_t rate_default = 100'000;

    std::set<VaultId> vaults;  // Empty: every vault.
    std::uint32_t rate_per_second = rate_default;
};

class Allowance {
public:
    Allowance(AllowanceRule rule, Now now);

    // All contexts of one ask, or none.
    Result<void> admit(std::span<const ShareContext> contexts, Now now);

private:
    void fill(Now now);

    AllowanceRule rule_;
    std::uint64_t room_;   // What the bucket can hold, in thousandths of a context.
    std::uint64_t level_;  // What it holds.
    std::uint64_t filled_ms_;
};

}  // namespace sealwright::hsm::token
