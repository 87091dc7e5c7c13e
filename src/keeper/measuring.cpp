#include "measuring.hpp"

#include "holding.hpp"
#include "node_state.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

observe::VaultNumbers numbers_of(const Vault& vault,
                                 const Standing& standing,
                                 const Canary& canary,
                                 std::uint64_t wall_ms) {
    const auto* hold = standing.holds.now(wall_ms);
    return {vault.name,
            vault.seal_key_version,
            vault.has_begun(wall_ms),
            vault.may_init(wall_ms),
            canary.passed_ms(vault.id),
            static_cast<std::uint32_t>(canary.failing(vault.id)),
            hold != nullptr,
            hold == nullptr ? 0 : hold->until_ms,
            standing.may_restore(wall_ms),
            standing.waits_for_rewrap(vault.seal_key_version),
            {},
            0};
}

void measure_tokens(Core& core, observe::Numbers& numbers) {
    const auto ready = core.tokens().ready();
    const auto& names = core.settings().tokens;
    for (std::size_t number = 0; number < names.size(); ++number) {
        const auto is_it = [number](const auto& each) { return each.number == number; };
        numbers.tokens.push_back({names[number], std::any_of(ready.begin(), ready.end(), is_it)});
    }
}

// Beside the vaults, in the same order: those that are shown are the first.
void count_nodes(const State& state, std::uint64_t wall_ms, observe::Numbers& numbers) {
    std::map<VaultId, observe::VaultNumbers*> shown;
    auto vault = state.vaults.begin();
    for (auto& each : numbers.vaults) shown[(vault++)->first] = &each;
    for (const auto& [id, node] : state.nodes) {
        const auto found = shown.find(node.vault);
        if (found == shown.end()) continue;
        const auto* proof = state.proof_of(id);
        const auto place = static_cast<std::size_t>(state_of(node, proof, wall_ms));
        ++found->second->nodes.at(place);
        if (proof == nullptr || !node.in_force()) continue;
        found->second->baselines_overdue +=
            static_cast<std::uint32_t>(overdue_baselines(*proof, wall_ms));
    }
}

void measure_people(const State& state, std::uint64_t wall_ms, observe::Numbers& numbers) {
    const auto* freeze = state.freeze.now(wall_ms);
    numbers.is_frozen = freeze != nullptr;
    numbers.frozen_until_ms = freeze == nullptr ? 0 : freeze->until_ms;
    const auto quorum = quorum_of(state, wall_ms);
    numbers.custodians_needed = quorum.needed;
    numbers.custodians_shown = quorum.shown;
    numbers.drilled_ms = quorum.drilled_ms == 0 ? quorum.since_ms : quorum.drilled_ms;
    auto& open = numbers.open_requests;
    for (const auto& [id, kept] : state.requests) {
        const auto& request = kept.request;
        if (!request.is_open()) continue;
        const bool is_armed = request.state == ceremony::RequestState::armed;
        ++(is_armed ? open.armed : open.collecting);
        const bool is_older = open.oldest_ms == 0 || request.proposed_ms < open.oldest_ms;
        if (is_older) open.oldest_ms = request.proposed_ms;
    }
}

void measure_state(const Core& core, const Canary& canary, observe::Numbers& numbers) {
    const auto& state = core.state();
    const auto wall_ms = core.latest_ms();
    for (const auto& [id, vault] : state.vaults) {
        numbers.is_cut = numbers.is_cut || numbers.vaults.size() == observe::vaults_max;
        if (numbers.vaults.size() == observe::vaults_max) break;
        numbers.vaults.push_back(numbers_of(vault, state.standing_of(id), canary, wall_ms));
    }
    count_nodes(state, wall_ms, numbers);
    measure_people(state, wall_ms, numbers);
    for (const auto& [id, node] : state.nodes) {
        // One that is known by evidence has no certificate that could end.
        if (!node.in_force() || state.proof_of(id) != nullptr) continue;
        numbers.is_cut = numbers.is_cut || numbers.nodes.size() == observe::nodes_max;
        if (numbers.nodes.size() == observe::nodes_max) break;
        numbers.nodes.push_back({state.vaults.at(node.vault).name, node.name, node.not_after_ms});
    }
    numbers.journal_head = core.book().head().sequence;
    numbers.journal_unsigned = core.book().unsigned_entries();
}

}  // namespace

observe::Numbers numbers_of(Core& core,
                            const Sealing& sealing,
                            const Canary& canary,
                            const Attesting& attesting) {
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
    const auto& attestations = attesting.tally();
    numbers.attestations = attestations.counts();
    numbers.verifications = attestations.verifications();
    numbers.verifications.under_way = static_cast<std::uint32_t>(attesting.parsing());
    numbers.sessions = attesting.sessions();
    numbers.is_cut = numbers.is_cut || tally.is_cut() || attestations.is_cut();
    numbers.checkpointed_ms = core.commits().checkpointed_ms;
    numbers.committed_ms = core.commits().committed_ms;
    numbers.commits_failed = core.commits().failed;
    numbers.asks_waiting = sealing.backlog();
    numbers.outcomes_waiting = sealing.outcomes_waiting();
    numbers.heartbeats = sealing.heartbeats();
    return numbers;
}

}  // namespace sealwright::keeper
