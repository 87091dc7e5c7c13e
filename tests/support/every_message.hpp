// EveryMessage: each message that one process may send another, as a list of types.
//
// A new message is added here, and is then known to the test that frame types are unique and to the
// fuzz target that decodes each of them.
#pragma once

#include "sealwright/attest/messages.hpp"
#include "sealwright/claims/refusal.hpp"
#include "sealwright/hsm/card_messages.hpp"
#include "sealwright/hsm/messages.hpp"
#include "sealwright/observe/messages.hpp"
#include "sealwright/operate/carry_messages.hpp"
#include "sealwright/operate/messages.hpp"
#include "sealwright/seal/messages.hpp"
#include "sealwright/session/messages.hpp"
#include "sealwright/session/task_messages.hpp"
#include "sealwright/store/messages.hpp"
#include "sealwright/supervise/messages.hpp"

#include <set>

namespace sealwright::test {

template <class... Messages>
struct MessageList {
    static std::multiset<std::uint16_t> types() { return {Messages::type...}; }

    // Calls `visit.operator()<Message>()` for the message of this frame type; false without one.
    template <class Visit>
    static bool with(std::uint16_t type, Visit visit) {
        const auto visit_if = [&]<class Message>() {
            if (type != Message::type) return false;
            visit.template operator()<Message>();
            return true;
        };
        return (visit_if.template operator()<Messages>() || ...);
    }
};

using EveryMessage = MessageList<claims::Refusal,
                                 hsm::StatusAsk,
                                 hsm::Status,
                                 hsm::EnrolAsk,
                                 hsm::LoginAsk,
                                 hsm::PrfAsk,
                                 hsm::PrfAnswer,
                                 hsm::StopAsk,
                                 hsm::CardAsk,
                                 hsm::Card,
                                 hsm::CardLoginAsk,
                                 hsm::CardMakeAsk,
                                 hsm::CardSignAsk,
                                 hsm::CardSignature,
                                 store::LoadAsk,
                                 store::Loaded,
                                 store::ReadAsk,
                                 store::Entries,
                                 store::Commit,
                                 store::Committed,
                                 store::Conflict,
                                 store::Changed,
                                 seal::SealAsk,
                                 seal::SealAnswer,
                                 seal::Hints,
                                 session::NodeAsk,
                                 session::NodeAnswer,
                                 session::TaskLook,
                                 session::TaskOffer,
                                 session::TaskTake,
                                 session::TaskOrder,
                                 session::TaskSaid,
                                 session::TaskHeard,
                                 session::TaskEnded,
                                 attest::ParseAsk,
                                 attest::Parsed,
                                 seal::ProbesAnswered,
                                 supervise::Settings,
                                 supervise::PeerAsk,
                                 supervise::Given,
                                 supervise::TokenWish,
                                 operate::StatusAsk,
                                 operate::Status,
                                 operate::InitAsk,
                                 operate::VaultAddAsk,
                                 operate::VaultAllowInitAsk,
                                 operate::VaultsAsk,
                                 operate::Vaults,
                                 operate::NodeAddAsk,
                                 operate::NodeRevokeAsk,
                                 operate::NodesAsk,
                                 operate::NodeEnrolAsk,
                                 operate::NodeEnrolled,
                                 operate::NodeApproveAsk,
                                 operate::NodeQuarantineAsk,
                                 operate::BaselineApproveAsk,
                                 operate::BaselineDropAsk,
                                 operate::NodeShowAsk,
                                 operate::NodeShown,
                                 operate::RebootsAsk,
                                 operate::Reboots,
                                 operate::Nodes,
                                 operate::TokenActAsk,
                                 operate::TokenReplaceAsk,
                                 operate::TokenLoginAsk,
                                 operate::TokensAsk,
                                 operate::Tokens,
                                 operate::JournalAsk,
                                 operate::JournalPage,
                                 operate::VaultAllowRestoreAsk,
                                 operate::VaultRotateKeyAsk,
                                 operate::VaultRetireVersionAsk,
                                 operate::VaultHoldAsk,
                                 operate::VaultLiftAsk,
                                 observe::FrontFacts,
                                 observe::Numbers,
                                 observe::NumbersAsk,
                                 operate::ArchiveAsk,
                                 operate::PolicySetAsk,
                                 operate::PolicyShowAsk,
                                 operate::PolicyShown,
                                 operate::Archives,
                                 operate::ArchivesAsk,
                                 operate::CanUnseal,
                                 operate::CanUnsealAsk,
                                 operate::PersonCarry,
                                 operate::PersonCarried,
                                 operate::RequestsChanged,
                                 operate::PersonAsk,
                                 operate::PersonAnswer,
                                 operate::ProposeAsk,
                                 operate::DecideAsk,
                                 operate::RequestsAsk,
                                 operate::RequestAsk,
                                 operate::RosterAsk,
                                 operate::RequestShown,
                                 operate::Requests,
                                 operate::RosterShown,
                                 operate::FoundAsk,
                                 operate::FoundingAsk,
                                 operate::FoundingSignAsk,
                                 operate::FoundingAbandonAsk,
                                 operate::FoundingShown,
                                 operate::PersonAddAsk,
                                 operate::PersonKeyAddAsk,
                                 operate::PersonKeyRevokeAsk,
                                 operate::PersonRemoveAsk,
                                 operate::PersonRolesAsk,
                                 operate::RulesSetAsk,
                                 operate::FreezeAsk,
                                 operate::LiftFreezeAsk,
                                 operate::AnchorsAsk,
                                 operate::Anchors,
                                 operate::AnchorAcceptAsk,
                                 operate::AnchorDropAsk,
                                 operate::CeremonyBeginAsk,
                                 operate::CeremoniesAsk,
                                 operate::Ceremonies,
                                 operate::CeremonyAsk,
                                 operate::CeremonyShown,
                                 operate::CeremonyActAsk,
                                 operate::TranscriptAsk,
                                 operate::TranscriptShown,
                                 operate::RecoverAsk,
                                 operate::RecoveryAsk,
                                 operate::RecoveryShown,
                                 operate::RecoveryGiveAsk,
                                 operate::RecoveryAttestAsk,
                                 operate::HeldChallengeAsk,
                                 operate::HeldChallenge,
                                 operate::HeldAsk,
                                 operate::CustodiansAsk,
                                 operate::Custodians,
                                 operate::VaultClaimAsk,
                                 operate::RootRotateAsk,
                                 operate::RootRequestAsk,
                                 operate::RootLookAsk,
                                 operate::RootScheduleAsk,
                                 operate::RootShowAsk,
                                 operate::RootFetchAsk,
                                 operate::RootShown,
                                 operate::RootToken,
                                 operate::RootStatementAsk,
                                 operate::RootStatement,
                                 store::Archive,
                                 supervise::Alive>;

}  // namespace sealwright::test
