// The route `status`: what the service is, what it waits for.
#include "operating.hpp"

namespace sealwright::keeper {
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
    status.tokens = desk_.tokens();
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
        status.heartbeats = sealing_.heartbeats();
    }
    return reply_with(status);
}

}  // namespace sealwright::keeper
