#include "every_message.hpp"

#include "round_trip.hpp"
#include "sealwright/attest/messages.hpp"
#include "sealwright/hsm/card_messages.hpp"
#include "sealwright/hsm/context.hpp"
#include "sealwright/hsm/messages.hpp"
#include "sealwright/observe/messages.hpp"
#include "sealwright/operate/carry_messages.hpp"
#include "sealwright/operate/messages.hpp"
#include "sealwright/seal/messages.hpp"
#include "sealwright/session/messages.hpp"
#include "sealwright/store/messages.hpp"
#include "sealwright/supervise/messages.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace sealwright;

namespace {

Digest digest_of(std::uint8_t byte) {
    Digest digest{};
    digest.fill(byte);
    return digest;
}

InstanceId some_instance() {
    IdBytes bytes{};
    bytes.fill(7);
    return InstanceId(bytes);
}

template <class... Messages>
void all_keep_their_form(const Messages&... messages) {
    (test::keeps_its_form(messages), ...);
    (test::has_one_form(messages), ...);
}

}  // namespace

TEST_SUITE("wire/every_message") {
    TEST_CASE("each message of a token has one form") {
        all_keep_their_form(
            hsm::StatusAsk{},
            hsm::Status{
                "a", hsm::TokenState::broken, "l", "s", digest_of(1), 2, digest_of(3), "why"},
            hsm::EnrolAsk{3},
            hsm::LoginAsk{{1, 2, 3}},
            hsm::PrfQuestion{{1, 2}, digest_of(4)},
            hsm::PrfAsk{1, 2, {{{1}, digest_of(4)}, {{}, digest_of(5)}}},
            hsm::PrfAnswer{WipedBytes(64, 9)},
            hsm::StopAsk{},
            hsm::CardAsk{},
            hsm::Card{hsm::CardState::ready, "l", "s", hsm::PinTries::few, digest_of(6)},
            hsm::CardLoginAsk{{1, 2, 3}},
            hsm::CardMakeAsk{},
            hsm::CardSignAsk{{4, 5}},
            hsm::CardSignature{{7}});
    }

    TEST_CASE("an answer of a token that is no multiple of an output is refused") {
        CHECK_FALSE(wire::decode<hsm::PrfAnswer>(wire::encode(hsm::PrfAnswer{WipedBytes(63, 9)})));
    }

    TEST_CASE("each message of the depot has one form") {
        const store::Head head{3, digest_of(1)};
        const store::Row row{"vault/a", 2, {1, 2, 3}};
        const store::StoredEntry entry{4, digest_of(2), {7}};

        all_keep_their_form(head,
                            row,
                            entry,
                            store::LoadAsk{some_instance(), "vault/a"},
                            store::Loaded{1, head, {row, row}, true},
                            store::ReadAsk{some_instance(), 4, 20},
                            store::Entries{{entry, entry}},
                            store::Commit{1, some_instance(), head, {row}, {entry}},
                            store::Committed{2, head},
                            store::Conflict{3, head},
                            store::Changed{4},
                            store::Archive{{1, some_instance(), head, {row}, {entry}, 2}});
    }

    TEST_CASE("each message of a node's session has one form") {
        const auto pcrs = *claims::PcrSet::parse("0,7");
        const claims::AttestationResult result{
            claims::Trust::warning,
            claims::EvidenceKind::tpm2,
            "ek-chain",
            "base",
            digest_of(1),
            digest_of(2),
            digest_of(3),
            4,
            5,
            {{"pcr 7", "a", "b", claims::CheckStatus::differs, 1805}}};
        const session::Challenge challenge{session::Purpose::enrol,
                                           NodeId(some_instance().bytes()),
                                           VaultId(some_instance().bytes()),
                                           6,
                                           7,
                                           digest_of(8),
                                           digest_of(9),
                                           pcrs,
                                           {1},
                                           {2, 3},
                                           {4},
                                           digest_of(5),
                                           {}};

        all_keep_their_form(
            result,
            session::NodeAsk{session::Step::finish, "127.0.0.1:5", {1}},
            session::NodeAnswer{200, {1, 2}},
            session::Begin{session::Purpose::rehearse,
                           NodeId(some_instance().bytes()),
                           VaultId(some_instance().bytes()),
                           {1}},
            challenge,
            session::Finish{challenge, digest_of(1), {9}},
            session::Opened{some_instance().bytes(), digest_of(2), {3}},
            session::OpenedFacts{result, 1, 3600, 60, true},
            session::Record{some_instance().bytes(), 1, 2, "transit", "unseal", {5}},
            session::Request{digest_of(1), {2}},
            session::Reply{200, true, 3, {4}});
    }

    TEST_CASE("each message of attestation has one form") {
        const claims::PcrValues values{*claims::PcrSet::parse("4"), {digest_of(1)}};
        const attest::TpmIdentity identity{{{1}, {2, 3}}, {4}, {5}, {6}};

        all_keep_their_form(
            attest::Evidence{attest::TpmQuote{{1}, {}, values}},
            attest::Evidence{attest::KeySignature{}},
            attest::Evidence{attest::PeerWord{}},
            attest::EnrolHello{digest_of(1), identity, {}},
            attest::EnrolHello{digest_of(1), attest::KeyIdentity{digest_of(2)}, {}},
            attest::EnrolHello{digest_of(1), attest::PeerWord{}, {}},
            attest::EnrolProof{{attest::TpmQuote{{1}, {}, values}}, {}},
            attest::ParseAsk{
                attest::Provenance::ek_pinned, digest_of(1), identity, {7}, values.set},
            attest::Parsed{digest_of(1), "root", {}, {1}, {2}, {3}, {}, digest_of(2)},
            attest::Parsed{digest_of(1),
                           "root",
                           {},
                           {1},
                           {2},
                           {3},
                           attest::LogReport{values, 9, claims::SecureBoot::on, 1832, "why"},
                           {}});
    }

    TEST_CASE("each message of a person, a roster and a founding has one form") {
        const operate::RequestShown request{{1, 2}, 1, 7};

        all_keep_their_form(operate::Question{{1}, "staging", 2, {3}, 0x0501, {4, 5}},
                            operate::PersonAsk{{1, 2}, {3}, {4}},
                            operate::PersonAnswer{0x0502, {1}, 2, {3}},
                            operate::ProposeAsk{0x0518, {1}, {2}, {3, 4}},
                            operate::DecideAsk{{1}, "why", {2}},
                            operate::RequestsAsk{{1}, 20, true},
                            operate::RequestAsk{{1}},
                            operate::RosterAsk{},
                            request,
                            operate::Requests{{request, request}, {9}},
                            operate::RosterShown{{1}, 1},
                            operate::FoundAsk{{1}, {{{2}, {3}}}, {4}},
                            operate::FoundingAsk{},
                            operate::FoundingSignAsk{{1}},
                            operate::FoundingAbandonAsk{},
                            operate::FoundingShown{{1}, {"ana"}, {"a window"}, true, "key"},
                            operate::PersonAddAsk{"ana", 3, {{1}, {2}}},
                            operate::PersonKeyAddAsk{"ana", {{1}, {2}}},
                            operate::PersonKeyRevokeAsk{"ana", {1}, "lost"},
                            operate::PersonRemoveAsk{"ana", "left"},
                            operate::PersonRolesAsk{"ana", 3},
                            operate::RulesSetAsk{2, 3, 600},
                            operate::FreezeAsk{"odd"},
                            operate::LiftFreezeAsk{4, "seen"});
    }

    TEST_CASE("each message about a trust anchor has one form") {
        const claims::Anchor root{claims::AnchorKind::root, digest_of(1), "CN=Some maker"};
        const claims::Anchor provider{claims::AnchorKind::provider, digest_of(2), ""};

        all_keep_their_form(root,
                            operate::AnchorsAsk{},
                            operate::Anchors{{{root, 3, "ana, bea", {"main/one", "main/two"}},
                                              {provider, 0, "", {}}}},
                            operate::AnchorAcceptAsk{{root, provider}},
                            operate::AnchorDropAsk{digest_of(1)});
    }

    TEST_CASE("each message of a ceremony and of a recovery has one form") {
        const operate::Seat seat{"dan", "acme", "cellar", "laptop"};
        const operate::CeremonyBeginAsk plan{2, 3, {seat, seat}, "the first"};
        const operate::Wrap wrap{{1, 2}, {3}};

        all_keep_their_form(
            plan,
            operate::CeremoniesAsk{},
            operate::Ceremonies{{{1}, {2, 3}}, {4}, 7},
            operate::CeremonyAsk{{1}},
            operate::CeremonyShown{{1}, plan, digest_of(2), {{3, 1, {4}, {5}}}, {6}},
            operate::CeremonyActAsk{{1}, {2}, {3}},
            operate::TranscriptAsk{{1}},
            operate::TranscriptShown{{2, 3}},
            operate::RecoverAsk{"burned"},
            operate::RecoveryAsk{},
            operate::RecoveryShown{{1},
                                   {2},
                                   {wrap, wrap},
                                   {"dan"},
                                   {"eli: x"},
                                   {{"dan", {1, {2}}}},
                                   {7},
                                   "a note",
                                   true},
            operate::RecoveryGiveAsk{
                {1}, {2}, {{3}, {4}}, operate::RoomStatement{5, {6}}, true, {8}},
            operate::RecoveryAttestAsk{{1}},
            operate::HeldChallengeAsk{},
            operate::HeldChallenge{digest_of(1)},
            operate::HeldAsk{digest_of(1), {2}},
            operate::CustodiansAsk{},
            operate::Custodians{3, 1, 2, {{4, "dan", 5, true}}, 6});
    }

    TEST_CASE("a trust anchor whose subject would not be shown as it is, is refused") {
        for (const auto* subject : {"CN=\x1b[2J", "CN=a\nCN=b", "CN=\xc3\xa4"}) {
            const operate::AnchorAcceptAsk ask{{{claims::AnchorKind::root, {}, subject}}};
            CHECK_FALSE(wire::decode<operate::AnchorAcceptAsk>(wire::encode(ask)));
        }
        const operate::AnchorAcceptAsk many{std::vector<claims::Anchor>(17)};
        CHECK_FALSE(wire::decode<operate::AnchorAcceptAsk>(wire::encode(many)));
    }

    TEST_CASE("a question is told from every other text that a key may sign") {
        auto bytes = wire::encode_public(operate::Question{{1}, "staging", 2, {3}, 0x0501, {}});
        bytes[4] ^= 1U;

        CHECK_FALSE(wire::decode<operate::Question>(bytes));
    }

    TEST_CASE("each message about a node's enrolment has one form") {
        const claims::PcrValues values{*claims::PcrSet::parse("4"), {digest_of(1)}};
        operate::NodeShown shown;
        shown.name = "one";
        shown.baselines = {{"base", values, 7, 8, 9, true}, {"next", values, {}, 0, 1}};
        shown.result = claims::AttestationResult{};
        shown.unproven_entry = 9;
        shown.unproven = claims::AttestationResult{};
        shown.values = values;
        shown.firmware = 7;
        shown.log = claims::LogFindings{
            3, values.set, claims::PcrSet(), claims::SecureBoot::off, 1830, "where"};

        all_keep_their_form(
            operate::NodeEnrolAsk{"main",
                                  "one",
                                  claims::EvidenceKind::tpm2,
                                  attest::Provenance::ek_pinned,
                                  digest_of(1),
                                  2,
                                  values.set,
                                  values.set,
                                  true,
                                  true,
                                  digest_of(3),
                                  60},
            operate::NodeEnrolled{NodeId(some_instance().bytes()),
                                  VaultId(some_instance().bytes()),
                                  "transit",
                                  "unseal",
                                  "key",
                                  5},
            operate::NodeApproveAsk{"main", "one", "base", 6, digest_of(8), std::nullopt},
            operate::NodeQuarantineAsk{"main", "one", "stolen"},
            operate::BaselineApproveAsk{"main", "one", "base", 6, values, 7},
            operate::BaselineApproveAsk{"main", "one", "base", 6, {}, {}},
            operate::BaselineDropAsk{"main", "one", "base"},
            operate::NodeShowAsk{"", "main", "one"},
            shown,
            operate::NodeShown{},
            operate::RebootsAsk{},
            operate::Reboots{{{"main", "one", false, "revoked"}}});
    }

    TEST_CASE("each message between front and keeper has one form") {
        const claims::Origin channel{claims::ChannelOrigin{digest_of(1), 5, "127.0.0.1:5"}};
        const claims::Origin sealed{claims::SessionOrigin{
            NodeId(some_instance().bytes()), claims::EvidenceKind::tpm2, 6, 7, "127.0.0.1:5"}};
        const seal::NodeHint hint{digest_of(2), "transit", "unseal", 3, 4};

        all_keep_their_form(
            sealed,

            seal::SealAsk{channel, seal::Operation::decrypt, "transit", "unseal", {1, 2}},
            seal::SealAnswer{200, {'{', '}'}},
            hint,
            seal::Hints{seal::KeeperPhase::open, {hint, hint}},
            seal::ProbesAnswered{{{digest_of(3), 5}, {digest_of(4), 6}}});
    }

    TEST_CASE("each message between keeper and sealwrightd has one form") {
        all_keep_their_form(
            supervise::Settings{"trying", "platform", "main", 2, {"a", "b"}, 201, 300, {}},
            supervise::PeerAsk{supervise::PeerKind::token, "a"},
            supervise::Given{supervise::PeerKind::depot, "", supervise::Presence::pin_refused},
            supervise::TokenWish{"a", true},
            supervise::Alive{supervise::KeeperPhase::open, 3});
    }

    TEST_CASE("each ask of an operator has one form") {
        all_keep_their_form(operate::StatusAsk{},
                            operate::InitAsk{true},
                            operate::VaultAddAsk{"v", "transit", "unseal"},
                            operate::VaultAllowInitAsk{"v", 600},
                            operate::VaultAllowRestoreAsk{"v", 600},
                            operate::VaultRotateKeyAsk{"v"},
                            operate::VaultRetireVersionAsk{"v", 3, true},
                            operate::VaultHoldAsk{"v", "INC-412"},
                            operate::VaultLiftAsk{"v", "INC-412"},
                            operate::VaultsAsk{"v"},
                            operate::NodeAddAsk{"v", "n", digest_of(1), 5},
                            operate::NodeRevokeAsk{"v", "n"},
                            operate::NodesAsk{},
                            operate::TokenActAsk{"a", operate::TokenVerb::stop},
                            operate::TokenReplaceAsk{{"a", "c"}},
                            operate::TokenLoginAsk{"a", {1, 2}},
                            operate::TokensAsk{},
                            operate::JournalAsk{1, 2, true},
                            operate::CanUnsealAsk{"v", true},
                            operate::ArchivesAsk{},
                            operate::ArchiveAsk{9, digest_of(1), digest_of(2), "/a"},
                            operate::PolicyShowAsk{},
                            operate::PolicySetAsk{{1, 2}, digest_of(3)});
    }

    TEST_CASE("each answer to an operator has one form") {
        const operate::TokenInfo token{
            "a", "away", "l", "s", digest_of(1), 2, digest_of(3), "why", true};
        const operate::VaultInfo vault{"id", "v", "transit", "unseal", "trying", 1,   2,   3,
                                       4,    5,   6,         {1, 2},   7,        8,   "n", 9,
                                       10,   "p", "r",       11,       12,       "q", true};
        const operate::NodeInfo node{"id",
                                     "n",
                                     "v",
                                     claims::NodeState::in_quarantine,
                                     claims::EvidenceKind::tpm2,
                                     claims::Endorsement::provider_ak,
                                     digest_of(1),
                                     2,
                                     3,
                                     4,
                                     5,
                                     6,
                                     claims::Trust::warning};
        operate::Status status;
        status.phase = operate::Phase::open;
        status.waits_for = "nothing";
        status.solo = true;
        status.installation = "i";
        status.baselines_overdue = 2;
        status.custodians = 5;
        status.custodians_shown = 4;
        status.custodians_needed = 3;
        status.drilled_ms = 6;
        status.tokens = {token, token};

        all_keep_their_form(token,
                            vault,
                            node,
                            status,
                            operate::Vaults{{vault, vault}},
                            operate::Nodes{{node}},
                            operate::Tokens{{token}},
                            operate::JournalPage{9, "key", {{1}, {}, {2, 3}}},
                            operate::ArchiveInfo{1, 9, 5, digest_of(2), "/a"},
                            operate::Archives{{1, 2}, {{1, 9, 5, digest_of(2), "/a"}}},
                            operate::PolicyShown{{1, 2}, digest_of(3), 4, "uid 0"});
    }

    TEST_CASE("whether a vault can be unsealed has one form") {
        const operate::Check check{"tokens", false, "one is away", 1950, "start it"};
        const operate::SubsetInfo subset{"a+c", 1, 2, "c is away"};

        all_keep_their_form(
            check, subset, operate::CanUnseal{"v", "trying", true, {check, check}, {subset}});
    }

    TEST_CASE("each message about what is measured has one form") {
        const observe::TokenNumbers token{"a", true};
        const observe::VaultNumbers vault{
            "v", 1, true, false, 2, 3, true, 4, false, true, {1, 2, 3, 4, 5, 6, 7}, 8};
        const observe::NodeNumbers node{"v", "n", 4};
        const observe::RequestCount request{"v", "probe", "encrypt", "answered", "", 5};
        const observe::RefusalCount refusal{2404, 6};
        const observe::AttestationCount attestation{"v", "open", "refused", "pcr 7", 1861, 9};
        const observe::Verifications verifications{1, 2, 3, 4, 5};
        const observe::OpenRequests open_requests{1, 2, 3};
        observe::Histogram histogram;
        histogram.counts.front() = 7;
        histogram.sum_ms = 8;
        observe::Numbers numbers;
        numbers.phase = observe::Phase::open;
        numbers.tokens = {token, token};
        numbers.vaults = {vault};
        numbers.nodes = {node};
        numbers.requests = {request};
        numbers.refusals = {refusal};
        numbers.release = histogram;
        numbers.attestations = {attestation};
        numbers.verifications = verifications;
        numbers.sessions = 10;
        numbers.is_frozen = true;
        numbers.frozen_until_ms = 11;
        numbers.open_requests = open_requests;
        numbers.is_cut = true;
        numbers.custodians_needed = 3;
        numbers.custodians_shown = 4;
        numbers.drilled_ms = 12;

        all_keep_their_form(token,
                            vault,
                            node,
                            request,
                            refusal,
                            attestation,
                            verifications,
                            open_requests,
                            histogram,
                            numbers,
                            observe::FrontFacts{9},
                            observe::NumbersAsk{});
    }

    TEST_CASE("what the front carries for a person has one form, with a status that fits") {
        using operate::Carried;
        all_keep_their_form(operate::PersonCarry{0x0501, {1, 2}, "10.0.0.1:5000"},
                            operate::PersonCarried{200, Carried::answer, {1}},
                            operate::PersonCarried{401, Carried::refusal, {2}},
                            operate::PersonCarried{403, Carried::signed_refusal, {3}},
                            operate::RequestsChanged{7});
        for (const auto& odd : {operate::PersonCarried{403, Carried::answer, {1}},
                                operate::PersonCarried{200, Carried::refusal, {1}},
                                operate::PersonCarried{200, Carried::signed_refusal, {1}},
                                operate::PersonCarried{399, Carried::refusal, {1}},
                                operate::PersonCarried{600, Carried::refusal, {1}}}) {
            CHECK_FALSE(wire::decode<operate::PersonCarried>(wire::encode(odd)).ok());
        }
    }

    TEST_CASE("no two messages have one frame type") {
        const auto types = test::EveryMessage::types();

        CHECK(std::set(types.begin(), types.end()).size() == types.size());
    }
}
