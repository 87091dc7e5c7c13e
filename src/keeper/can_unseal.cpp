// The route `status --can-unseal`: whether a node of a vault that starts now would be unsealed.
//
// One check after the other, each with what was seen, and when it failed why and what to do. A new
// reason that keeps a vault sealed is one more check in `checks_of`.
#include "node_pages.hpp"
#include "operating.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/hsm/client/errors.hpp"
#include "sealwright/policy/class_policy.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

constexpr std::uint64_t canary_age_max_ms = 2 * Canary::interval_ms;

operate::Check passed(std::string name, std::string found) {
    return {std::move(name), true, std::move(found), 0, ""};
}

operate::Check failed(std::string name, const Error& error) {
    return {std::move(name), false, error.sentence(), error.code(), error.spec().remedy};
}

operate::Check check_tokens(Core& core) {
    const auto ready = core.tokens().ready().size();
    const std::size_t needed = core.state().installation->threshold.needed;
    if (ready < needed) {
        return failed(
            "tokens",
            Error(errors::tokens_too_few, {fact("ready", ready), fact("needed", needed)}));
    }
    return passed("tokens",
                  std::to_string(ready) + " of " + std::to_string(core.settings().tokens.size()) +
                      " ready, " + std::to_string(needed) + " needed");
}

operate::Check check_canary(const Canary& canary, const VaultId& vault, std::uint64_t wall_ms) {
    const auto* trials = canary.trials(vault);
    const auto is_untried = [](const Canary::Trial& each) { return each.tried_ms == 0; };
    if (trials == nullptr || std::any_of(trials->begin(), trials->end(), is_untried)) {
        return failed("canary", errors::canary_not_yet);
    }
    for (const auto& trial : *trials) {
        if (trial.fault) return failed("canary", *trial.fault);
    }
    const auto passed_ms = canary.passed_ms(vault);
    if (wall_ms > passed_ms + canary_age_max_ms) return failed("canary", errors::canary_old);
    return passed("canary",
                  std::to_string(trials->size()) + " subsets of tokens opened it" +
                      (canary.is_capped() ? " (the cyclic ones)" : "") + ", all since " +
                      render_utc(passed_ms));
}

operate::Check check_begun(const Vault& vault, std::uint64_t wall_ms) {
    if (vault.has_begun(wall_ms)) {
        return passed("vault", "begun, seal key version " + std::to_string(vault.seal_key_version));
    }
    return failed("vault", Error(errors::vault_not_begun, {fact("vault", vault.name)}));
}

// What would be asked of the class policy about a root key that comes now.
operate::Check check_policy(const State& state,
                            const Vault& vault,
                            const claims::ClassTable& classes,
                            std::uint64_t wall_ms) {
    const auto& standing = state.standing_of(vault.id);
    policy::OpenAsk ask;
    ask.seal_class = claims::SealClass::stored_root_key;
    ask.is_held = standing.is_held(wall_ms);
    if (standing.rewrap) ask.rewrap = policy::Rewrap::open;
    const auto may_open = policy::may_open(classes, ask);
    if (!may_open) return failed("policy", may_open.error());
    return passed("policy", "not held, its root key may be released");
}

// Those that would be served if they booted now; a certificate's end is only of a node that has
// one.
operate::Check check_nodes(const State& state, const VaultId& vault, Now now) {
    std::size_t in_force = 0;
    std::uint64_t first_ms = UINT64_MAX;
    for (const auto& [id, node] : state.nodes) {
        const auto* proof = state.proof_of(id);
        if (node.vault != vault || !why_not_served(state, node, proof, now).empty()) continue;
        ++in_force;
        if (proof == nullptr) first_ms = std::min(first_ms, node.not_after_ms);
    }
    if (in_force == 0) return failed("nodes", errors::node_none_in_force);
    auto found = std::to_string(in_force) + " in force";
    if (first_ms != UINT64_MAX) found += ", the first certificate ends " + render_utc(first_ms);
    return passed("nodes", found);
}

operate::Check check_front(const Fronts& fronts, std::uint64_t wall_ms) {
    const auto ends_ms = fronts.server_not_after_ms();
    if (!ends_ms) return failed("front", errors::front_not_heard);
    if (*ends_ms <= wall_ms) return failed("front", errors::server_certificate_expired);
    return passed("front", "connected, its certificate ends " + render_utc(*ends_ms));
}

operate::Check check_depot(const Core::Commits& commits) {
    if (commits.has_failed_last || commits.committed_ms == 0) {
        return failed("depot", errors::commit_failed);
    }
    return passed("depot", "last written " + render_utc(commits.committed_ms));
}

}  // namespace

std::vector<operate::Check> Operating::checks_of(const Vault& vault) {
    const auto wall_ms = core_.now().wall_ms;
    return {check_tokens(core_),
            check_canary(canary_, vault.id, wall_ms),
            check_begun(vault, core_.latest_ms()),
            check_policy(core_.state(), vault, core_.settings().classes, core_.latest_ms()),
            check_nodes(core_.state(), vault.id, core_.now()),
            check_front(fronts_, wall_ms),
            check_depot(core_.commits())};
}

// A round that a person asks for is an act, and its commit shows that the depot can be written.
Result<Reply> Operating::can_unseal(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::CanUnsealAsk>(ask.body));
    TRY(found, known_vault(core_.state(), message.vault));
    const auto vault = *found;
    if (message.now) {
        TRY(change(ask, [&](Draft&) -> Result<std::vector<journal::Field>> {
            return std::vector<journal::Field>{{"what", std::string("canary now")},
                                               {"vault", vault.name}};
        }));
        canary_.ask(vault.id);
    }
    operate::CanUnseal answer;
    answer.vault = vault.name;
    answer.environment = vault.provenance.environment;
    answer.trying = canary_.is_asked(vault.id);
    answer.checks = checks_of(vault);
    const auto* trials = canary_.trials(vault.id);
    for (std::size_t index = 0; trials != nullptr && index < trials->size(); ++index) {
        const auto& trial = trials->at(index);
        answer.subsets.push_back({canary_.name_of(canary_.subsets()[index]),
                                  trial.tried_ms,
                                  trial.passed_ms,
                                  trial.fault ? trial.fault->sentence() : std::string()});
    }
    return reply_with(answer);
}

}  // namespace sealwright::keeper
