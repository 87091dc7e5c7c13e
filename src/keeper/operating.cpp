#include "operating.hpp"

#include "sealwright/ceremony/act.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/crypto/hash.hpp"

#include <algorithm>
#include <array>

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
        Route{operate::TokenLoginAsk::type, true, true, true, &Operating::token_login},
        Route{operate::TokensAsk::type, true, true, true, &Operating::tokens},
        Route{operate::CanUnsealAsk::type, false, false, true, &Operating::can_unseal},
        Route{operate::JournalAsk::type, false, false, true, &Operating::journal},
        Route{operate::ArchivesAsk::type, false, false, true, &Operating::archives},
        Route{operate::ArchiveAsk::type, false, false, true, &Operating::archive},
        Route{operate::PolicyShowAsk::type, false, false, true, &Operating::policy_show},
        Route{operate::PolicySetAsk::type, false, false, true, &Operating::policy_set},
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

}  // namespace

Result<void> check_reason(std::string_view reason) {
    const auto is_printable = [](char letter) { return letter >= ' ' && letter <= '~'; };
    const auto has_word = std::ranges::any_of(reason, [](char letter) { return letter != ' '; });
    if (!has_word || reason.size() > PublicText::length_max ||
        !std::ranges::all_of(reason, is_printable)) {
        return Error(errors::reason_invalid, {fact("letters", reason.size())});
    }
    return done;
}

Result<const Vault*> known_vault(const State& state, std::string_view name) {
    const auto* vault = state.vault_named(name);
    if (vault == nullptr) return Error(errors::vault_unknown, {fact("vault", name)});
    return vault;
}

Reply Operating::answer(const OperatorAsk& ask) {
    const auto* route = Routes::find(ask.type);
    if (route == nullptr) return reply_with(claims::Refusal(Error(errors::ask_unknown)));
    if (!Routes::is_legal(*route, core_.phase())) {
        return reply_with(claims::Refusal(not_now(core_.phase(), core_.waits_for())));
    }
    auto reply = (this->*route->handler)(ask);
    if (!reply) return reply_with(claims::Refusal(reply.error()));
    return std::move(*reply);
}

// On the local socket the kernel's word about the caller stands where a signature will: the plan is
// the digest of the ask as it was sent.
EntryDraft Operating::act_entry(const OperatorAsk& ask, std::vector<journal::Field> facts) {
    const auto& installation = core_.state().installation;
    check(installation.has_value());
    wire::Writer plan;
    plan.u16(ask.type);
    plan.raw(ask.body);

    ceremony::Act act;
    act.installation = installation->id;
    act.environment = installation->provenance.environment;
    act.plan = crypto::th("plan", {plan.view()});
    act.person = "local:uid " + std::to_string(ask.origin.uid);
    act.role = ceremony::Role::operator_;
    act.choice = ceremony::Choice::approve;
    facts.push_back({"act", act.digest()});
    return {claims::Origin{ask.origin}, journal::Kind::act, std::move(facts)};
}

}  // namespace sealwright::keeper
