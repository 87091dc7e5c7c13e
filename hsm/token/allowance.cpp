#include "sealwright/hsm/token/allowance.hpp"

#include "sealwright/hsm/errors.hpp"
#include "sealwright/hsm/messages.hpp"

#include <algorithm>

namespace sealwright::hsm::token {
namespace {

constexpr std::uint64_t thousandths = 1000;

}  // namespace

Allowance::Allowance(AllowanceRule rule, Now now)
    : rule_(std::move(rule)),
      room_(std::max<std::uint64_t>(rule_.rate_per_second, contexts_max) * thousandths),
      level_(room_),
      filled_ms_(now.boottime_ms) {}

// A context a second is a thousandth of one a millisecond. The time is bounded first, so that a
// process that slept for years overflows nothing.
void Allowance::fill(Now now) {
    if (now.boottime_ms <= filled_ms_) return;
    const auto passed_ms = now.boottime_ms - filled_ms_;
    filled_ms_ = now.boottime_ms;
    const auto missing = room_ - level_;
    const bool is_full = passed_ms >= missing / rule_.rate_per_second + 1;
    level_ += is_full ? missing : passed_ms * rule_.rate_per_second;
}

Result<void> Allowance::admit(std::span<const ShareContext> contexts, Now now) {
    std::uint64_t wanted = 0;
    for (const auto& context : contexts) {
        if (context.subject == KeySubject::service_key) continue;
        const VaultId vault(context.subject_id);
        if (!rule_.vaults.empty() && !rule_.vaults.contains(vault)) {
            return Error(errors::hsm_vault_unlisted, {fact("vault", vault.str())});
        }
        wanted += thousandths;
    }
    fill(now);
    if (wanted > level_) {
        return Error(errors::hsm_rate_exceeded, {fact("rate_per_second", rule_.rate_per_second)});
    }
    level_ -= wanted;
    return done;
}

}  // namespace sealwright::hsm::token
