// The route `status`: what the service is, what it waits for.
#include "holding.hpp"
#include "node_state.hpp"
#include "operating.hpp"

namespace sealwright::keeper {
namespace {

void add_people(operate::Status& status, const State& state, std::uint64_t wall_ms) {
    status.founded_entry = state.roster.founded_entry;
    status.was_solo = state.roster.was_solo;
    for (const auto& person : state.roster.roster.persons()) status.persons += person.in_force();
    for (const auto& [id, kept] : state.requests) status.requests += kept.request.is_open();
    const auto quorum = quorum_of(state, wall_ms);
    status.custodians = quorum.custodians;
    status.custodians_shown = quorum.shown;
    status.custodians_needed = quorum.needed;
    status.drilled_ms = quorum.drilled_ms;
    const auto* freeze = state.freeze.now(wall_ms);
    if (freeze == nullptr) return;
    status.frozen_since_ms = freeze->since_ms;
    status.frozen_until_ms = freeze->until_ms;
    status.frozen_entry = freeze->entry;
    status.frozen_by = freeze->by;
    status.frozen_reason = freeze->reason;
}

}  // namespace

Result<Reply> Operating::status(const OperatorAsk& ask) {
    TRY(wire::decode<operate::StatusAsk>(ask.body));
    operate::Status status;
    status.phase = public_phase<operate::Phase>(core_.phase());
    if (core_.phase() != Phase::open && core_.waits_for()) {
        status.waits_for = core_.waits_for()->advice();
    }
    const auto& settings = core_.settings();
    status.environment = settings.environment;
    status.owner = settings.owner;
    status.token_group = settings.token_group;
    status.threshold = settings.threshold;
    status.tokens = tokens_now();
    for (const auto& token : status.tokens) {
        if (token.state == "logged in") ++status.tokens_ready;
    }
    const auto& state = core_.state();
    if (core_.phase() == Phase::open && state.installation) {
        status.solo = state.installation->solo;
        status.installation = state.installation->id.str();
        status.instance = state.installation->provenance.instance.str();
        status.revision = state.revision;
        status.sequence = core_.book().head().sequence;
        status.verifier_key = core_.verifier_key();
        status.vaults = static_cast<std::uint32_t>(state.vaults.size());
        for (const auto& [id, node] : state.nodes) status.nodes += node.in_force() ? 1 : 0;
        const auto wall_ms = core_.now().wall_ms;
        for (const auto& [id, proof] : state.proofs) {
            if (!state.nodes.at(id).in_force()) continue;
            status.baselines_overdue +=
                static_cast<std::uint32_t>(overdue_baselines(proof, wall_ms));
        }
        status.heartbeats = sealing_.heartbeats();
        add_people(status, state, core_.latest_ms());
    }
    status.is_founding = state.founding.has_value();
    return reply_with(status);
}

}  // namespace sealwright::keeper
