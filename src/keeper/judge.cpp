#include "judge.hpp"

#include "node_pages.hpp"
#include "sealwright/ceremony/script.hpp"
#include "sealwright/operate/messages.hpp"
#include "sealwright/policy/review.hpp"

#include <algorithm>

namespace sealwright::keeper {
namespace {

// Whether it is in force and shows what it must (a proof of null: a certificate), so that its vault
// would come back by it if only the policy lets it. A hold ends, and what is taken while it stands
// would be gone all the same, so it is not looked at.
bool may_open(const State& state, const Node& node, const Proof* proof, Now now) {
    return why_not_back(state, node, proof, now).empty();
}

// And the policy lets it, from wherever and whenever it asks.
bool surely_opens(const State& state, const Node& node, Now now) {
    return why_not_served(state, node, state.proof_of(node.id), now).empty();
}

// Whether its vault might come back by this node, and might not by any other one.
bool is_last_way(const State& state, const Node& last, Now now) {
    const auto is_another = [&](const auto& each) {
        const auto& [id, node] = each;
        return id != last.id && node.vault == last.vault && surely_opens(state, node, now);
    };
    return may_open(state, last, state.proof_of(last.id), now) &&
           std::ranges::none_of(state.nodes, is_another);
}

// Null: there is none, and the plan will be refused.
const Node* node_named(const State& state, const std::string& vault_name, const std::string& name) {
    const auto* vault = state.vault_named(vault_name);
    return vault == nullptr ? nullptr : state.node_named(vault->id, name);
}

Result<bool> policy_loosens(const ceremony::Plan& plan, const State& state, Now now) {
    TRY(message, wire::decode<operate::PolicySetAsk>(plan.body));
    TRY(newer, wire::decode<policy::ReleasePolicy>(message.policy));
    const auto difference = policy::compare(state.policy.policy, newer);
    if (difference.change == policy::Change::looser) return true;
    // Where and when a node will boot nobody knows, so nothing may be taken from it.
    return std::ranges::any_of(state.nodes, [&](const auto& each) {
        const auto& node = each.second;
        const auto* proof = state.proof_of(node.id);
        return node.in_force() &&
               policy::takes_from(
                   state.policy.policy, newer, root_release(state, node, proof, now));
    });
}

template <class Ask>
Result<bool> losing_loosens(const ceremony::Plan& plan, const State& state, Now now) {
    TRY(message, wire::decode<Ask>(plan.body));
    const auto* node = node_named(state, message.vault, message.node);
    return node != nullptr && is_last_way(state, *node, now);
}

Result<bool> dropping_loosens(const ceremony::Plan& plan, const State& state, Now now) {
    TRY(message, wire::decode<operate::BaselineDropAsk>(plan.body));
    const auto* node = node_named(state, message.vault, message.node);
    const auto* proof = node == nullptr ? nullptr : state.proof_of(node->id);
    if (proof == nullptr) return false;
    auto without = *proof;
    std::erase_if(without.baselines, [&](const auto& each) { return each.id == message.id; });
    return is_last_way(state, *node, now) && !may_open(state, *node, &without, now);
}

Result<bool> token_loosens(const ceremony::Plan& plan) {
    TRY(message, wire::decode<operate::TokenActAsk>(plan.body));
    return message.verb != operate::TokenVerb::start;
}

// Who could put the others out alone would be the last of them, whoever was first.
Result<bool> removing_loosens(const ceremony::Plan& plan, const std::string& proposer) {
    TRY(message, wire::decode<operate::PersonRemoveAsk>(plan.body));
    return message.name != proposer;
}

// Whoever has another key is not put out by the loss of one.
Result<bool> revoking_loosens(const ceremony::Plan& plan,
                              const std::string& proposer,
                              const State& state) {
    TRY(message, wire::decode<operate::PersonKeyRevokeAsk>(plan.body));
    const auto* person = state.roster.roster.person_named(message.name);
    if (person == nullptr || message.name == proposer) return false;
    return std::ranges::none_of(person->keys, [&](const ceremony::PersonKey& each) {
        return each.revoked_ms == 0 && each.key != message.key;
    });
}

// A drill opens nothing of any vault.
Result<bool> beginning_loosens(const ceremony::Plan& plan) {
    TRY(message, wire::decode<operate::CeremonyBeginAsk>(plan.body));
    return message.kind != static_cast<std::uint8_t>(ceremony::CeremonyKind::drill);
}

// Custodians decide about it, who open what it takes.
Result<bool> requesting_loosens(const ceremony::Plan& plan, const State& state) {
    TRY(message, wire::decode<operate::RootRequestAsk>(plan.body));
    const auto* vault = state.vault_named(message.name);
    const auto* rooting = vault == nullptr ? nullptr : state.rooting_of(vault->id);
    return rooting == nullptr || !rooting->is_custodians() || !rooting->needs_custodians();
}

// What is done less often, or not at some hours, is what an attacker would ask for.
Result<bool> scheduling_loosens(const ceremony::Plan& plan, const State& state) {
    TRY(message, wire::decode<operate::RootScheduleAsk>(plan.body));
    const auto* vault = state.vault_named(message.name);
    const auto* rooting = vault == nullptr ? nullptr : state.rooting_of(vault->id);
    return rooting == nullptr || is_rarer(message.times, rooting->schedule.times);
}

// What the matrix calls judged and is not known here takes more than one person.
Result<bool> judged(const ceremony::Plan& plan,
                    const std::string& proposer,
                    const State& state,
                    Now now) {
    if (plan.type == operate::PersonRemoveAsk::type) return removing_loosens(plan, proposer);
    if (plan.type == operate::PersonKeyRevokeAsk::type) {
        return revoking_loosens(plan, proposer, state);
    }
    if (plan.type == operate::PolicySetAsk::type) return policy_loosens(plan, state, now);
    if (plan.type == operate::BaselineDropAsk::type) return dropping_loosens(plan, state, now);
    if (plan.type == operate::TokenActAsk::type) return token_loosens(plan);
    if (plan.type == operate::CeremonyBeginAsk::type) return beginning_loosens(plan);
    if (plan.type == operate::RootRequestAsk::type) return requesting_loosens(plan, state);
    if (plan.type == operate::RootScheduleAsk::type) return scheduling_loosens(plan, state);
    if (plan.type == operate::NodeRevokeAsk::type) {
        return losing_loosens<operate::NodeRevokeAsk>(plan, state, now);
    }
    if (plan.type == operate::NodeQuarantineAsk::type) {
        return losing_loosens<operate::NodeQuarantineAsk>(plan, state, now);
    }
    return true;
}

}  // namespace

Result<bool> loosens(const operate::Route& route,
                     const ceremony::Plan& plan,
                     const std::string& proposer,
                     const State& state,
                     Now now) {
    using operate::Effect;
    if (route.effect == Effect::tighten || route.effect == Effect::hold) return false;
    if (route.effect == Effect::judged) return judged(plan, proposer, state, now);
    return true;
}

}  // namespace sealwright::keeper
