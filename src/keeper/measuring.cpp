#include "measuring.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

observe::VaultNumbers numbers_of(const Vault& vault,
                                 const Standing& standing,
                                 const Canary& canary,
                                 std::uint64_t wall_ms) {
    return {vault.name,
            vault.seal_key_version,
            vault.has_begun(wall_ms),
            vault.may_init(wall_ms),
            canary.passed_ms(vault.id),
            static_cast<std::uint32_t>(canary.failing(vault.id)),
            standing.hold.has_value(),
            standing.may_restore(wall_ms),
            standing.waits_for_rewrap(vault.seal_key_version)};
}

void measure_tokens(Core& core, observe::Numbers& numbers) {
    const auto ready = core.tokens().ready();
    const auto& names = core.settings().tokens;
    for (std::size_t number = 0; number < names.size(); ++number) {
        const auto is_it = [number](const auto& each) { return each.number == number; };
        numbers.tokens.push_back({names[number], std::any_of(ready.begin(), ready.end(), is_it)});
    }
}

void measure_state(const Core& core, const Canary& canary, observe::Numbers& numbers) {
    const auto& state = core.state();
    const auto wall_ms = core.now().wall_ms;
    for (const auto& [id, vault] : state.vaults) {
        numbers.is_cut = numbers.is_cut || numbers.vaults.size() == observe::vaults_max;
        if (numbers.vaults.size() == observe::vaults_max) break;
        numbers.vaults.push_back(numbers_of(vault, state.standing_of(id), canary, wall_ms));
    }
    for (const auto& [id, node] : state.nodes) {
        if (!node.in_force()) continue;
        numbers.is_cut = numbers.is_cut || numbers.nodes.size() == observe::nodes_max;
        if (numbers.nodes.size() == observe::nodes_max) break;
        numbers.nodes.push_back({state.vaults.at(node.vault).name, node.name, node.not_after_ms});
    }
    numbers.journal_head = core.book().head().sequence;
    numbers.journal_unsigned = core.book().unsigned_entries();
}

}  // namespace

observe::Numbers numbers_of(Core& core, const Sealing& sealing, const Canary& canary) {
    observe::Numbers numbers;
    numbers.phase = public_phase<observe::Phase>(core.phase());
    numbers.environment = core.settings().environment;
    numbers.tokens_needed = core.settings().threshold;
    numbers.canary_subsets = static_cast<std::uint32_t>(canary.subsets().size());
    measure_tokens(core, numbers);
    if (core.phase() == Phase::open) measure_state(core, canary, numbers);
    const auto& tally = sealing.tally();
    numbers.requests = tally.requests();
    numbers.refusals = tally.refusals();
    numbers.release = tally.release();
    numbers.is_cut = numbers.is_cut || tally.is_cut();
    numbers.checkpointed_ms = core.commits().checkpointed_ms;
    numbers.committed_ms = core.commits().committed_ms;
    numbers.commits_failed = core.commits().failed;
    numbers.asks_waiting = sealing.backlog();
    numbers.outcomes_waiting = sealing.outcomes_waiting();
    numbers.heartbeats = sealing.heartbeats();
    return numbers;
}

}  // namespace sealwright::keeper
