#include "operating.hpp"

#include "judge.hpp"
#include "requests.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/ceremony/plan.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/operate/routes.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace sealwright::keeper {

// Which ask is legal in which phase: exactly one row an ask.
struct Routes {
    struct Route {
        std::uint16_t type;
        bool in_locked;
        bool in_empty;
        bool in_open;
        Result<Reply> (Operating::*handler)(const OperatorAsk&);
    };

    static constexpr std::array table{
        Route{operate::StatusAsk::type, true, true, true, &Operating::status},
        Route{operate::InitAsk::type, false, true, false, &Operating::init},
        Route{operate::VaultAddAsk::type, false, false, true, &Operating::vault_add},
        Route{operate::VaultAllowInitAsk::type, false, false, true, &Operating::vault_allow_init},
        Route{operate::VaultAllowRestoreAsk::type,
              false,
              false,
              true,
              &Operating::vault_allow_restore},
        Route{operate::VaultRotateKeyAsk::type, false, false, true, &Operating::vault_rotate_key},
        Route{operate::VaultRetireVersionAsk::type,
              false,
              false,
              true,
              &Operating::vault_retire_version},
        Route{operate::VaultHoldAsk::type, false, false, true, &Operating::vault_hold},
        Route{operate::VaultLiftAsk::type, false, false, true, &Operating::vault_lift},
        Route{operate::VaultsAsk::type, false, false, true, &Operating::vaults},
        Route{operate::VaultClaimAsk::type, false, false, true, &Operating::vault_claim},
        Route{operate::RootRotateAsk::type, false, false, true, &Operating::root_rotate},
        Route{operate::RootLookAsk::type, false, false, true, &Operating::root_look},
        Route{operate::RootScheduleAsk::type, false, false, true, &Operating::root_schedule},
        Route{operate::RootRequestAsk::type, false, false, true, &Operating::root_request},
        Route{operate::RootShowAsk::type, false, false, true, &Operating::root_show},
        Route{operate::RootFetchAsk::type, false, false, true, &Operating::root_fetch},
        Route{operate::RootStatementAsk::type, false, false, true, &Operating::root_statement},
        Route{operate::NodeAddAsk::type, false, false, true, &Operating::node_add},
        Route{operate::NodeRevokeAsk::type, false, false, true, &Operating::node_revoke},
        Route{operate::NodesAsk::type, false, false, true, &Operating::nodes},
        Route{operate::NodeEnrolAsk::type, false, false, true, &Operating::node_enrol},
        Route{operate::NodeApproveAsk::type, false, false, true, &Operating::node_approve},
        Route{operate::NodeQuarantineAsk::type, false, false, true, &Operating::node_quarantine},
        Route{operate::NodeShowAsk::type, false, false, true, &Operating::node_show},
        Route{operate::BaselineApproveAsk::type, false, false, true, &Operating::baseline_approve},
        Route{operate::BaselineDropAsk::type, false, false, true, &Operating::baseline_drop},
        Route{operate::RebootsAsk::type, false, false, true, &Operating::reboots},
        Route{operate::TokenActAsk::type, true, true, true, &Operating::token_act},
        Route{operate::TokenReplaceAsk::type, false, false, true, &Operating::token_replace},
        Route{operate::TokenLoginAsk::type, true, true, true, &Operating::token_login},
        Route{operate::TokensAsk::type, true, true, true, &Operating::tokens},
        Route{operate::CanUnsealAsk::type, false, false, true, &Operating::can_unseal},
        Route{operate::JournalAsk::type, false, false, true, &Operating::journal},
        Route{operate::ArchivesAsk::type, false, false, true, &Operating::archives},
        Route{operate::ArchiveAsk::type, false, false, true, &Operating::archive},
        Route{operate::PolicyShowAsk::type, false, false, true, &Operating::policy_show},
        Route{operate::PolicySetAsk::type, false, false, true, &Operating::policy_set},
        Route{operate::FoundAsk::type, false, true, true, &Operating::found},
        Route{operate::FoundingAsk::type, false, true, true, &Operating::founding},
        Route{operate::FoundingSignAsk::type, false, true, true, &Operating::founding_sign},
        Route{operate::FoundingAbandonAsk::type, false, true, true, &Operating::founding_abandon},
        Route{operate::RosterAsk::type, false, false, true, &Operating::roster},
        Route{operate::RequestsAsk::type, false, false, true, &Operating::requests},
        Route{operate::RequestAsk::type, false, false, true, &Operating::request},
        Route{operate::PersonAddAsk::type, false, false, true, &Operating::person_add},
        Route{operate::PersonKeyAddAsk::type, false, false, true, &Operating::person_key_add},
        Route{operate::PersonKeyRevokeAsk::type, false, false, true, &Operating::person_key_revoke},
        Route{operate::PersonRemoveAsk::type, false, false, true, &Operating::person_remove},
        Route{operate::PersonRolesAsk::type, false, false, true, &Operating::person_roles},
        Route{operate::RulesSetAsk::type, false, false, true, &Operating::rules_set},
        Route{operate::CeremonyBeginAsk::type, false, false, true, &Operating::ceremony_begin},
        Route{operate::CeremoniesAsk::type, false, false, true, &Operating::ceremonies},
        Route{operate::CeremonyAsk::type, false, false, true, &Operating::ceremony},
        Route{operate::TranscriptAsk::type, false, false, true, &Operating::transcript},
        Route{operate::CustodiansAsk::type, false, false, true, &Operating::custodians},
        Route{operate::RecoverAsk::type, true, false, false, &Operating::recover},
        Route{operate::RecoveryAttestAsk::type, true, false, true, &Operating::recovery_attest},
        Route{operate::RecoveryAsk::type, true, false, true, &Operating::recovery_now},
        Route{operate::FreezeAsk::type, false, false, true, &Operating::freeze},
        Route{operate::LiftFreezeAsk::type, false, false, true, &Operating::lift_freeze},
        Route{operate::AnchorsAsk::type, false, false, true, &Operating::anchors},
        Route{operate::AnchorAcceptAsk::type, false, false, true, &Operating::anchor_accept},
        Route{operate::AnchorDropAsk::type, false, false, true, &Operating::anchor_drop},
    };

    static constexpr bool each_ask_has_one_row() {
        for (std::size_t left = 0; left < table.size(); ++left) {
            for (std::size_t right = left + 1; right < table.size(); ++right) {
                if (table[left].type == table[right].type) return false;
            }
        }
        return true;
    }

    static const Route* find(std::uint16_t type) {
        for (const auto& route : table) {
            if (route.type == type) return &route;
        }
        return nullptr;
    }

    static bool is_legal(const Route& route, Phase phase) {
        switch (phase) {
            case Phase::locked:
                return route.in_locked;
            case Phase::empty:
                return route.in_empty;
            case Phase::open:
                return route.in_open;
        }
        return false;
    }
};
static_assert(Routes::each_ask_has_one_row());

namespace {

Error not_now(Phase phase, const std::optional<Error>& why) {
    switch (phase) {
        case Phase::locked:
            return why ? *why : Error(errors::keeper_locked);
        case Phase::empty:
            return errors::keeper_empty;
        case Phase::open:
            return errors::keeper_initialised;
    }
    return errors::keeper_locked;
}

// Of a founded installation the local socket reads, signs tokens in, holds and freezes. A freeze
// stops in a solo one what it stops for people.
Result<void> check_local(const Core& core, const OperatorAsk& ask) {
    const auto& state = core.state();
    const auto* route = operate::route_of(ask.type);
    if (route == nullptr) return errors::ask_unknown;
    const auto effect = route->effect;
    using operate::Effect;
    if (effect == Effect::read || effect == Effect::local || effect == Effect::hold) return done;
    if (state.is_founded()) return Error(errors::needs_people, {fact("what", route->name)});
    if (state.freeze.now(core.latest_ms()) == nullptr) return done;
    const ceremony::Plan plan{ask.type, {ask.body.begin(), ask.body.end()}};
    TRY(is_loose, loosens(*route, plan, {}, state, core.now()));
    if (freeze_stops(ask.type, is_loose)) return errors::service_frozen;
    return done;
}

}  // namespace

void add_acts(std::vector<journal::Field>& facts, const std::vector<ceremony::SignedAct>& acts) {
    wire::Writer writer;
    wire::write_list(writer, acts);
    journal::add_bytes(facts, "acts", writer.view());
}

void add_request(std::vector<journal::Field>& facts, const ceremony::Request& request) {
    facts.push_back({"request", request.id.str()});
    add_acts(facts, request.acts());
    const auto plan = wire::encode_public(request.plan);
    facts.push_back({"plan", request.plan.digest()});
    if (plan.size() <= journalled_plan_max) journal::add_bytes(facts, "plan", plan);
}

Result<void> check_reason(std::string_view reason) {
    const auto has_word = std::ranges::any_of(reason, [](char letter) { return letter != ' '; });
    if (!has_word || reason.size() > PublicText::length_max || !is_printable(reason)) {
        return Error(errors::reason_invalid, {fact("letters", reason.size())});
    }
    return done;
}

Result<const Vault*> known_vault(const State& state, std::string_view name) {
    const auto* vault = state.vault_named(name);
    if (vault == nullptr) return Error(errors::vault_unknown, {fact("vault", name)});
    return vault;
}

std::string sentence_of(const OperatorAsk& ask) {
    return ask.origin.sentence();
}

Result<Reply> Operating::carry_out(const OperatorAsk& ask) {
    const auto* route = Routes::find(ask.type);
    if (route == nullptr) return errors::ask_unknown;
    if (!Routes::is_legal(*route, core_.phase())) {
        return not_now(core_.phase(), core_.waits_for());
    }
    return (this->*route->handler)(ask);
}

Reply Operating::answer(const OperatorAsk& ask) {
    const auto allowed = check_local(core_, ask);
    if (!allowed) return reply_with(claims::Refusal(allowed.error()));
    auto reply = carry_out(ask);
    if (!reply) return reply_with(claims::Refusal(reply.error()));
    return std::move(*reply);
}

ceremony::Terms loosening_terms(const State& state, std::uint16_t type, std::uint32_t attempt) {
    const auto& rules = state.roster.roster.rules();
    ceremony::Terms terms;
    terms.needed = attempt == 0 ? rules.needed : rules.overrule;
    terms.veto_s = attempt == 0 && !operate::is_lift(type) ? rules.veto_s : 0;
    return terms;
}

Result<void> Operating::check_open(const OperatorAsk& ask, const State& state) const {
    if (ask.request == nullptr) return done;
    auto request = *ask.request;
    const auto kept = state.requests.find(request.id);
    if (kept != state.requests.end()) {
        const auto& there = kept->second.request;
        if (!there.is_open()) return errors::request_over;
        // Somebody has decided meanwhile, at another instance: who counted has not counted that.
        const bool is_grown =
            there.decisions.size() <= request.decisions.size() &&
            std::ranges::equal(there.decisions,
                               std::span(request.decisions).first(there.decisions.size()));
        if (!is_grown) return errors::commit_contended;
    }
    // Approvals were counted by the roster of before another instance came first.
    if (request.terms.needed > 1)
        request.raise(loosening_terms(state, request.plan.type, request.attempt));
    if (!request.is_ready(state.roster.roster, core_.latest_ms())) return errors::commit_contended;
    return done;
}

void Operating::close_request(const OperatorAsk& ask, Draft& draft) const {
    if (ask.request == nullptr) return;
    auto request = *ask.request;
    request.commit(core_.latest_ms());
    Requests::forget_old(draft, core_.latest_ms());
    draft.put(KeptRequest{std::move(request), draft.next_sequence()});
}

// On the local socket the kernel's word about the caller stands where a signature would: the plan
// is the digest of the ask as it was sent. What people have signed stands there whole, so that it
// can be checked without us.
EntryDraft Operating::act_entry(const OperatorAsk& ask, std::vector<journal::Field> facts) {
    if (ask.request != nullptr) {
        add_request(facts, *ask.request);
        return {ask.origin, journal::Kind::act, std::move(facts)};
    }
    const auto& installation = core_.state().installation;
    check(installation.has_value());
    const auto* local = std::get_if<claims::LocalOrigin>(&ask.origin.of);
    // What a person asks for without a plan reads, or has something tried: there is no act to name.
    if (local == nullptr) return {ask.origin, journal::Kind::act, std::move(facts)};
    ceremony::Act act;
    act.installation = installation->id;
    act.environment = installation->provenance.environment;
    act.plan = ceremony::Plan{ask.type, {ask.body.begin(), ask.body.end()}}.digest();
    act.person = "local:uid " + std::to_string(local->uid);
    act.role = ceremony::Role::operator_;
    act.choice = ceremony::Choice::approve;
    facts.push_back({"act", act.digest()});
    return {ask.origin, journal::Kind::act, std::move(facts)};
}

}  // namespace sealwright::keeper
