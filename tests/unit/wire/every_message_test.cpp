#include "every_message.hpp"

#include "round_trip.hpp"
#include "sealwright/attest/messages.hpp"
#include "sealwright/hsm/context.hpp"
#include "sealwright/hsm/messages.hpp"
#include "sealwright/observe/messages.hpp"
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
            hsm::StopAsk{});
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
        const attest::TpmIdentity identity{{{1}, {2, 3}}, {4}, {5}};

        all_keep_their_form(
            attest::Evidence{attest::TpmQuote{{1}, {}, values, {2}}},
            attest::Evidence{attest::KeySignature{}},
            attest::Evidence{attest::PeerWord{}},
            attest::EnrolHello{digest_of(1), identity, {}},
            attest::EnrolHello{digest_of(1), attest::KeyIdentity{digest_of(2)}, {}},
            attest::EnrolHello{digest_of(1), attest::PeerWord{}, {}},
            attest::EnrolProof{{attest::TpmQuote{{1}, {}, values, {}}}, {}},
            attest::ParseAsk{
                attest::Provenance::ek_pinned, digest_of(1), identity, {7}, {8}, values},
            attest::Parsed{digest_of(1), "root", {}, {1}, {2}, {3}});
    }

    TEST_CASE("each message about a node's enrolment has one form") {
        const claims::PcrValues values{*claims::PcrSet::parse("4"), {digest_of(1)}};
        operate::NodeShown shown;
        shown.name = "one";
        shown.baselines = {{"base", values, 7, 8, 9}, {"next", values, {}, 0, 1}};
        shown.result = claims::AttestationResult{};
        shown.values = values;

        all_keep_their_form(operate::NodeEnrolAsk{"main",
                                                  "one",
                                                  claims::EvidenceKind::tpm2,
                                                  attest::Provenance::ek_pinned,
                                                  digest_of(1),
                                                  2,
                                                  values.set,
                                                  true,
                                                  digest_of(3),
                                                  60},
                            operate::NodeEnrolled{NodeId(some_instance().bytes()),
                                                  VaultId(some_instance().bytes()),
                                                  "transit",
                                                  "unseal",
                                                  "key",
                                                  5},
                            operate::NodeApproveAsk{"main", "one", "base", 6},
                            operate::NodeQuarantineAsk{"main", "one", "stolen"},
                            operate::BaselineApproveAsk{"main", "one", "base", 6, values},
                            operate::BaselineApproveAsk{"main", "one", "base", 6, {}},
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
        const operate::VaultInfo vault{"id",
                                       "v",
                                       "transit",
                                       "unseal",
                                       "trying",
                                       1,
                                       2,
                                       3,
                                       4,
                                       5,
                                       6,
                                       {1, 2},
                                       7,
                                       8,
                                       "n",
                                       9,
                                       10,
                                       "p",
                                       "r"};
        const operate::NodeInfo node{"id", "n", "v", digest_of(1), 2, 3, 4};
        operate::Status status;
        status.phase = operate::Phase::open;
        status.waits_for = "nothing";
        status.solo = true;
        status.installation = "i";
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
        const observe::VaultNumbers vault{"v", 1, true, false, 2, 3, true, false, true};
        const observe::NodeNumbers node{"v", "n", 4};
        const observe::RequestCount request{"v", "probe", "encrypt", "answered", "", 5};
        const observe::RefusalCount refusal{2404, 6};
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
        numbers.is_cut = true;

        all_keep_their_form(token,
                            vault,
                            node,
                            request,
                            refusal,
                            histogram,
                            numbers,
                            observe::FrontFacts{9},
                            observe::NumbersAsk{});
    }

    TEST_CASE("no two messages have one frame type") {
        const auto types = test::EveryMessage::types();

        CHECK(std::set(types.begin(), types.end()).size() == types.size());
    }
}
