#include "change_words.hpp"

#include "sealwright/operate/messages.hpp"

#include <algorithm>
#include <array>

namespace sealwright::cli {
namespace {

struct Row {
    std::uint16_t type;
    std::string_view words;
};

constexpr std::array rows{
    Row{operate::VaultAddAsk::type, "vault add"},
    Row{operate::VaultAllowInitAsk::type, "vault allow-init"},
    Row{operate::VaultAllowRestoreAsk::type, "vault allow-restore"},
    Row{operate::VaultRotateKeyAsk::type, "vault rotate-key"},
    Row{operate::VaultRetireVersionAsk::type, "vault retire-version"},
    Row{operate::VaultHoldAsk::type, "vault hold"},
    Row{operate::VaultLiftAsk::type, "vault lift"},
    Row{operate::VaultClaimAsk::type, "vault init"},
    Row{operate::VaultClaimAsk::type, "vault adopt"},
    Row{operate::RootRotateAsk::type, "root rotate"},
    Row{operate::RootRequestAsk::type, "root request"},
    Row{operate::RootLookAsk::type, "root look"},
    Row{operate::RootScheduleAsk::type, "root schedule"},
    Row{operate::NodeAddAsk::type, "node add"},
    Row{operate::NodeRevokeAsk::type, "node revoke"},
    Row{operate::NodeEnrolAsk::type, "node enrol"},
    Row{operate::NodeApproveAsk::type, "node approve"},
    Row{operate::NodeQuarantineAsk::type, "node quarantine"},
    Row{operate::BaselineApproveAsk::type, "node baseline approve"},
    Row{operate::BaselineDropAsk::type, "node baseline drop"},
    Row{operate::TokenActAsk::type, "token enrol"},
    Row{operate::TokenActAsk::type, "token start"},
    Row{operate::TokenActAsk::type, "token stop"},
    Row{operate::TokenReplaceAsk::type, "token replace"},
    Row{operate::ArchiveAsk::type, "journal archive"},
    Row{operate::PolicySetAsk::type, "policy set"},
    Row{operate::AnchorAcceptAsk::type, "anchor accept"},
    Row{operate::AnchorDropAsk::type, "anchor drop"},
    Row{operate::PersonAddAsk::type, "person add"},
    Row{operate::PersonKeyAddAsk::type, "person key add"},
    Row{operate::PersonKeyRevokeAsk::type, "person key revoke"},
    Row{operate::PersonRemoveAsk::type, "person remove"},
    Row{operate::PersonRolesAsk::type, "person roles"},
    Row{operate::RulesSetAsk::type, "rules set"},
    Row{operate::FreezeAsk::type, "freeze"},
    Row{operate::LiftFreezeAsk::type, "lift"},
    Row{operate::CeremonyBeginAsk::type, "ceremony begin"},
};

std::string_view words_of_token_act(const ceremony::Plan& plan) {
    const auto ask = wire::decode<operate::TokenActAsk>(plan.body);
    return ask ? operate::words_of(ask->verb) : std::string_view();
}

std::string_view words_of_claim(const ceremony::Plan& plan) {
    const auto ask = wire::decode<operate::VaultClaimAsk>(plan.body);
    if (!ask) return {};
    return ask->is_new ? "vault init" : "vault adopt";
}

}  // namespace

std::string_view words_of_change(const ceremony::Plan& plan) {
    if (plan.type == operate::TokenActAsk::type) return words_of_token_act(plan);
    if (plan.type == operate::VaultClaimAsk::type) return words_of_claim(plan);
    const auto its = [&](const Row& row) { return row.type == plan.type; };
    const auto* row = std::ranges::find_if(rows, its);
    return row == rows.end() ? std::string_view() : row->words;
}

const operate::Route* change_named(std::string_view words) {
    const auto its = [&](const Row& row) { return row.words == words; };
    const auto* row = std::ranges::find_if(rows, its);
    return row == rows.end() ? nullptr : operate::route_of(row->type);
}

Takes takes(const operate::Route& route, std::string_view words) {
    using operate::Effect;
    if (route.effect == Effect::tighten || route.effect == Effect::hold) return Takes::one;
    if (route.effect != Effect::judged) return Takes::several;
    if (route.type != operate::TokenActAsk::type) return Takes::unsaid;
    return words == "token start" ? Takes::one : Takes::several;
}

}  // namespace sealwright::cli
