// What a decision has to know about where a vault stands: its windows, its hold, its re-wrap.
#include "errors.hpp"
#include "release_claims.hpp"
#include "seal_ask.hpp"
#include "sealing.hpp"

#include <algorithm>

namespace sealwright::keeper {

using claims::SealClass;

policy::Windows Sealing::windows_of(const State& state,
                                    const VaultId& vault,
                                    std::uint64_t latest_ms) {
    const auto* rooting = state.rooting_of(vault);
    return {state.standing_of(vault).may_restore(latest_ms),
            rooting != nullptr && rooting->has_window(latest_ms)};
}

// Heartbeats are too many for a journal, and so are values of one unknown shape after the first.
bool Sealing::is_counted(const Work& work) const {
    if (work.header.seal_class == SealClass::heartbeat) return true;
    return work.header.seal_class == SealClass::other &&
           work.operation == seal::Operation::encrypt &&
           shapes_.contains({work.vault, work.plaintext.size()});
}

// Its plaintext in a box that the vault's data key opens, durable before the vault hears that it is
// sealed: a vault never depends on a recovery key that nobody keeps.
Result<std::optional<RecoveryKept>> Sealing::keep_recovery_key(Draft& draft, const Work& work) {
    const auto* found = draft.state().rooting_of(work.vault);
    if (found == nullptr || !found->box) return std::optional<RecoveryKept>();
    TRY(kept,
        keep_recovery(*found->box,
                      work.vault,
                      work.plaintext,
                      core_.latest_ms(),
                      work.intent,
                      core_.random()));
    // It comes again with each re-wrap, and with an ask that is sent twice.
    if (found->keeps(kept.digest, kept.box)) return std::optional(std::move(kept));
    auto rooting = *found;
    rooting.keep(kept);
    draft.put(rooting);
    return std::optional(std::move(kept));
}

// Before anything is promised: what custodians have not opened opens for nobody, and no re-wrap.
Result<void> Sealing::check_opened(const State& state, const seal::SealHeader& header) {
    if (header.seal_class != SealClass::recovery_key) return done;
    const auto* rooting = state.rooting_of(header.vault);
    if (rooting == nullptr || core_.boxes().are_open(*rooting)) return done;
    return Error(errors::recovery_shut, {fact("vault", state.vaults.at(header.vault).name)});
}

// The bytes that a re-wrap opened have come back: it is over. Any other recovery key outside of an
// init or a task was made by somebody.
void Sealing::note_recovery_sealed(Draft& draft,
                                   const SealJob& job,
                                   const Node& node,
                                   const Work& work) {
    const auto& vault = draft.state().vaults.at(work.vault);
    auto standing = draft.state().standing_of(work.vault);
    if (standing.rewrap && rewraps_.is_return(work.vault, work.plaintext)) {
        standing.rewrap.reset();
        draft.put(standing);
        return;
    }
    const auto* rooting = draft.state().rooting_of(work.vault);
    const bool is_awaited = rooting != nullptr && rooting->awaits_recovery_key();
    const bool is_first = rooting == nullptr || !rooting->proven;
    if (is_awaited || (is_first && vault.may_init(core_.latest_ms()))) return;
    draft.record({job.ask.origin,
                  journal::Kind::alert,
                  {{"what", std::string("a recovery key was made outside of a ceremony")},
                   {"vault", vault.name},
                   {"node", node.name},
                   {"intent", work.intent}}});
}

// A hold may come while an init runs, which asks for what it has just sealed: refused, the vault
// would be initialised and nobody would have its keys.
bool Sealing::is_end_of_init(const State& state,
                             const Node& node,
                             const seal::SealHeader& header,
                             Now now,
                             std::uint64_t latest_ms) {
    const auto* hold = state.standing_of(header.vault).holds.now(latest_ms);
    return hold != nullptr && state.vaults.at(header.vault).may_init(latest_ms) &&
           header.seal_class == SealClass::stored_root_key && header.node == node.id &&
           header.sealed_ms >= hold->since_ms && header.sealed_ms <= now.wall_ms &&
           now.wall_ms - header.sealed_ms <= init_end_max_ms;
}

// A root window is for the vault node whose agent has the task, in its sealed session, and for no
// longer than a clock that goes right lets it stand.
bool Sealing::is_in_its_window(const State& state, const SealJob& job, const Node& node) const {
    const auto* rooting = state.rooting_of(node.vault);
    return rooting != nullptr && rooting->task && rooting->task->node == node.id &&
           session_of(job.ask) != nullptr && !core_.is_clock_behind();
}

policy::OpenAsk Sealing::open_ask(const State& state,
                                  const SealJob& job,
                                  const Node& node,
                                  const seal::SealHeader& header,
                                  Now now) const {
    const auto& standing = state.standing_of(header.vault);
    const auto latest_ms = core_.latest_ms();
    policy::OpenAsk ask;
    ask.seal_class = header.seal_class;
    ask.sealed_by_same_node = header.node == node.id;
    ask.age_ms = std::max(now.wall_ms, header.sealed_ms) - std::min(now.wall_ms, header.sealed_ms);
    ask.windows = windows_of(state, header.vault, latest_ms);
    ask.is_held =
        standing.is_held(latest_ms) && !is_end_of_init(state, node, header, now, latest_ms);
    const auto is_older = header.version < state.vaults.at(header.vault).seal_key_version;
    ask.windows.root = ask.windows.root && is_in_its_window(state, job, node);
    if (is_older && rewraps_.has_just_unsealed(node.id, now.boottime_ms)) {
        ask.rewrap = policy::Rewrap::due;
        // A re-wrap has a rule of its own, and spends no window.
        ask.windows.root = false;
    }
    if (standing.rewrap) ask.rewrap = policy::Rewrap::open;
    ask.evidence_age_ms = evidence_age_ms(job.ask.origin, now);
    return ask;
}

// The front's word, as it is for every ask. A probe from before a re-wrap tells nothing about the
// process that began it; a re-wrap of an earlier keeper has only its wall time to compare.
void Sealing::probed_before(const seal::ProbesAnswered& answered) {
    const auto now = core_.now();
    for (const auto& probe : answered.probes) {
        const auto* node = core_.state().node_of(probe.spki);
        if (node == nullptr || !node->in_force() || probe.ago_ms > now.boottime_ms) continue;
        const auto& rewrap = core_.state().standing_of(node->vault).rewrap;
        const auto wall_ms = now.wall_ms - std::min(now.wall_ms, probe.ago_ms);
        if (rewrap && rewrap->node == node->id && wall_ms < rewrap->since_ms) continue;
        rewraps_.probed(node->id, now.boottime_ms - probe.ago_ms);
    }
}

// A re-wrap also ends without its return: its node has started anew, or is no node any more.
void Sealing::end_rewrap(Draft& draft, const SealJob& job, const Node& node, Now now) const {
    const auto& standing = draft.state().standing_of(node.vault);
    if (!standing.rewrap) return;
    const auto& begun_by = draft.state().nodes.at(standing.rewrap->node);
    const auto is_new = begun_by.id == node.id && rewraps_.is_new_process(node.id, job.arrived_ms);
    const auto is_gone = !begun_by.in_force() || now.wall_ms >= begun_by.not_after_ms;
    if (!is_new && !is_gone) return;
    auto ended = standing;
    ended.rewrap.reset();
    draft.put(ended);
}

}  // namespace sealwright::keeper
