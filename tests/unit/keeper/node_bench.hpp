// NodeBench: a keeper with what nodes' agents ask, and an agent in software to ask it.
//
// The keeper's rooms are real; the TPM is a P-256 key of the test's own that writes what a quote
// says, and the verifier passes it on with the secret in clear. What a real TPM and the real
// verifier do is tested with them.
#pragma once

#include "../attest_compare/forged.hpp"
#include "attesting.hpp"
#include "keeper_bench.hpp"
#include "root_desk.hpp"
#include "sealwright/attest/enrolment.hpp"
#include "sealwright/attest/errors.hpp"
#include "sealwright/crypto/hash.hpp"
#include "sealwright/session/handshake.hpp"

#include <memory>

namespace sealwright::test {

class FakeVerifiers final : public keeper::VerifierDesk {
public:
    Result<std::uint64_t> ask(const attest::ParseAsk& ask) override {
        if (is_busy) return errors::verifier_busy;
        asks.push_back(ask);
        attest::Parsed parsed;
        parsed.endorsement_key.fill(0xee);
        parsed.endorsed_by = "CN=a maker";
        if (ask.provenance != attest::Provenance::ek_pinned) parsed.anchor = anchor;
        parsed.attestation_key = key;
        parsed.credential.assign(ask.secret.begin(), ask.secret.end());
        parsed.encrypted_secret = {1};
        if (!ask.identity.event_log.empty()) parsed.log = log;
        answers_.push_back({++ticket_, parsed, {}});
        if (refuses != nullptr) answers_.back().refusal = claims::Refusal(Error(*refuses));
        return ticket_;
    }
    std::vector<Outcome> poll() override { return std::exchange(answers_, {}); }

    attest::AttestationKey key;
    Digest anchor{0x1f};  // What every chain ends at.
    bool is_busy = false;
    const ErrorSpec* refuses = nullptr;
    attest::LogReport log;  // Of whatever log comes.
    std::vector<attest::ParseAsk> asks;

private:
    std::uint64_t ticket_ = 0;
    std::vector<Outcome> answers_;
};

// One machine: its keys, what its PCRs say, how often it was reset.
struct Machine {
    SoftwareKey tpm;
    crypto::SigningSeed pinned;  // Of zeros, until a test gives it another.
    std::uint32_t resets = 1;
    std::uint32_t restarts = 0;
    std::map<unsigned, Digest> pcrs;

    [[nodiscard]] attest::TpmQuote quote(const Digest& binding, const claims::PcrSet& set) const {
        attest::TpmQuote quote;
        quote.values.set = set;
        Bytes all;
        std::uint32_t mask = set.mask();
        for (const auto pcr : set.list()) {
            const auto found = pcrs.find(pcr);
            const auto value = found == pcrs.end() ? Digest{} : found->second;
            quote.values.values.push_back(value);
            all.insert(all.end(), value.begin(), value.end());
        }
        ForgedAttest attested;
        attested.extra_data.assign(binding.begin(), binding.end());
        attested.reset_count = resets;
        attested.restart_count = restarts;
        const auto digest = crypto::sha256(all);
        attested.pcr_digest.assign(digest.begin(), digest.end());
        attested.selections = selections(1,
                                         {selection(0x000b,
                                                    {static_cast<std::uint8_t>(mask),
                                                     static_cast<std::uint8_t>(mask >> 8U),
                                                     static_cast<std::uint8_t>(mask >> 16U)})});
        quote.attested = attested.bytes();
        quote.signature = tpm.sign(quote.attested);
        return quote;
    }
};

// Virtual, for a bench that has people as well.
class NodeBench : public virtual KeeperBench {
public:
    NodeBench() { restart_all(); }

    void restart_all() {
        attesting_.reset();
        restart();
        attesting_ = std::make_unique<keeper::Attesting>(core(), verifiers);
        root_desk_ = std::make_unique<keeper::RootDesk>(core());
    }
    keeper::Attesting& attesting() { return *attesting_; }
    keeper::RootDesk& root_desk() { return *root_desk_; }

    // What the front carries, and one turn of the process's loop.
    session::NodeAnswer send(session::Step step, const WipedBytes& body) {
        const keeper::Asker asker{7, ++node_correlation_};
        REQUIRE(attesting_->take({asker, {step, "10.0.0.1:5000", body}, peer_uid}));
        for (int turns = 0; turns < 4; ++turns) {
            clock.advance(10);
            core().refresh();
            auto turn = attesting_->run();
            for (auto& job : turn.asks) sealing().take(std::move(job));
            auto replies = sealing().run();
            for (const auto& job : turn.tasks) replies.push_back(root_desk_->answer(job));
            for (const auto& reply : replies) {
                auto sealed = attesting_->seal(reply);
                if (sealed) turn.replies.push_back(std::move(*sealed));
            }
            for (auto& reply : turn.replies) {
                if (reply.asker.correlation == asker.correlation) return std::move(reply.answer);
            }
        }
        FAIL("nobody answered");
        return {};
    }
    static std::uint16_t code_of(const session::NodeAnswer& answer) {
        const auto refusal = wire::decode<claims::Refusal>(answer.body);
        return refusal ? refusal->code : std::uint16_t{0};
    }

    // A person's part.
    operate::NodeEnrolAsk enrol_ask(const std::string& node, claims::EvidenceKind kind) {
        operate::NodeEnrolAsk ask;
        ask.vault = "main";
        ask.node = node;
        ask.kind = kind;
        if (kind == claims::EvidenceKind::tpm2) ask.pcrs = *claims::PcrSet::parse("0,7");
        ask.token = token.digest();
        ask.ttl_s = 600;
        return ask;
    }
    operate::NodeEnrolled invite(const std::string& node, claims::EvidenceKind kind) {
        return must<operate::NodeEnrolled>(enrol_ask(node, kind));
    }
    operate::NodeShown shown(const std::string& node) {
        return must<operate::NodeShown>(operate::NodeShowAsk{"", "main", node});
    }
    // What came of the last attestation in the node's name, by the node's own page.
    claims::AttestationResult newest_result() {
        const auto page = shown("one");
        const auto& newest = page.unproven_entry > page.entry ? page.unproven : page.result;
        REQUIRE(newest);
        return *newest;
    }
    operate::NodeShown approve(const std::string& node, const std::string& baseline = "") {
        return must<operate::NodeShown>(operate::NodeApproveAsk{"main", node, baseline, 0, {}, {}});
    }

    crypto::PublicKey identity_key() { return core().state().installation->verifier; }

    // The agent's part: begin, and the challenge as it came.
    session::Handshake begun(const operate::NodeEnrolled& of, session::Purpose purpose) {
        return session::Handshake(session::Begin{purpose, of.node, of.vault, {}});
    }
    bool challenge(session::Handshake& handshake) {
        last = send(session::Step::begin, wire::encode(handshake.begin()));
        if (last.status != 200) return false;
        const auto challenge = wire::decode<session::Challenge>(last.body);
        REQUIRE(challenge.ok());
        REQUIRE(handshake.on(*challenge, identity_key(), random).ok());
        return true;
    }
    attest::Evidence evidence(const session::Handshake& handshake,
                              const Digest& binding,
                              claims::EvidenceKind kind) {
        if (kind == claims::EvidenceKind::tpm2) {
            return {machine.quote(binding, handshake.challenge().pcrs)};
        }
        if (kind == claims::EvidenceKind::unix_peer) return {attest::PeerWord{}};
        return {attest::KeySignature{crypto::Signer::sign(machine.pinned, binding)}};
    }
    std::optional<session::Established> conclude(session::Handshake& handshake,
                                                 const Bytes& evidence) {
        const auto finish = handshake.finish(evidence);
        REQUIRE(finish.ok());
        last = send(session::Step::finish, wire::encode(*finish));
        if (last.status != 200) return std::nullopt;
        const auto opened = wire::decode<session::Opened>(last.body);
        REQUIRE(opened.ok());
        auto established = handshake.on(*opened);
        REQUIRE(established.ok());
        return std::move(*established);
    }
    std::optional<session::Established> enrol(const operate::NodeEnrolled& of,
                                              claims::EvidenceKind kind) {
        attest::EnrolHello hello;
        if (kind == claims::EvidenceKind::tpm2) {
            hello.identity = attest::TpmIdentity{{}, {1}, {2}, event_log};
            verifiers.key = machine.tpm.point();
        } else if (kind == claims::EvidenceKind::pinned_key) {
            hello.identity = attest::KeyIdentity{crypto::Signer::public_key(machine.pinned)};
        } else {
            hello.identity = attest::PeerWord{};
        }
        token.sign(hello, of.node, of.vault);
        session::Handshake handshake(
            session::Begin{session::Purpose::enrol, of.node, of.vault, wire::encode_public(hello)});
        if (!challenge(handshake)) return std::nullopt;
        const auto binding = handshake.binding(handshake.challenge().credential);
        REQUIRE(binding.ok());
        const attest::EnrolProof proof{evidence(handshake, *binding, kind),
                                       token.sign_binding(*binding)};
        return conclude(handshake, wire::encode_public(proof));
    }
    std::optional<session::Established> attest(const operate::NodeEnrolled& of,
                                               claims::EvidenceKind kind,
                                               session::Purpose purpose = session::Purpose::open) {
        auto handshake = begun(of, purpose);
        if (!challenge(handshake)) return std::nullopt;
        const auto binding = handshake.binding({});
        REQUIRE(binding.ok());
        return conclude(handshake, wire::encode_public(evidence(handshake, *binding, kind)));
    }
    // One ask in a session, and its answer.
    session::Reply ask_in(session::Channel& channel,
                          seal::Operation operation,
                          const std::string& json) {
        return ask_in(channel, static_cast<std::uint8_t>(operation), {json.begin(), json.end()});
    }
    session::Reply ask_in(session::Channel& channel, std::uint8_t operation, WipedBytes body) {
        const session::Request request{{}, std::move(body)};
        const session::Header header{operation, "transit", "unseal"};
        const auto record = channel.seal(header, wire::encode(request));
        REQUIRE(record.ok());
        last = send(session::Step::ask, wire::encode(*record));
        REQUIRE(last.status == 200);
        const auto answer = wire::decode<session::Record>(last.body);
        REQUIRE(answer.ok());
        const auto opened = channel.open(*answer);
        REQUIRE(opened.ok());
        auto reply = wire::decode<session::Reply>(*opened);
        REQUIRE(reply.ok());
        return std::move(*reply);
    }
    template <class Message>
    session::Reply tell_in(session::Channel& channel, const Message& message) {
        return ask_in(channel, session::task_operation, session::task_body(message));
    }
    session::Reply encrypt_in(session::Channel& channel, std::string_view plaintext) {
        return ask_in(channel,
                      seal::Operation::encrypt,
                      "{\"plaintext\":\"" + to_base64(view_of(plaintext)) + "\"}");
    }
    session::Reply decrypt_in(session::Channel& channel, const std::string& ciphertext) {
        return ask_in(channel, seal::Operation::decrypt, "{\"ciphertext\":\"" + ciphertext + "\"}");
    }

    // A node that is enrolled and approved, with what it shows as its baseline.
    operate::NodeEnrolled node_in_force(const std::string& name,
                                        claims::EvidenceKind kind = claims::EvidenceKind::tpm2) {
        const auto invited = invite(name, kind);
        REQUIRE(enrol(invited, kind));
        approve(name, kind == claims::EvidenceKind::tpm2 ? "base" : "");
        return invited;
    }

    FakeVerifiers verifiers;
    attest::EnrolmentToken token = attest::EnrolmentToken::generate();
    Machine machine;
    Bytes event_log;
    session::NodeAnswer last;
    std::optional<std::uint32_t> peer_uid;

private:
    std::unique_ptr<keeper::Attesting> attesting_;
    std::unique_ptr<keeper::RootDesk> root_desk_;
    std::uint64_t node_correlation_ = 0;
};

// A vault that its one node initialised in the sealed tier.
struct SealedVault : NodeBench {
    explicit SealedVault(claims::EvidenceKind kind = claims::EvidenceKind::tpm2) {
        init();
        add_vault("main");
        allow_init("main");
        node = node_in_force("one", kind);
        auto established = attest(node, kind);
        REQUIRE(established);
        channel.emplace(std::move(established->channel));
        root = ciphertext_of(encrypt_in(*channel, Plain::root_key));
        recovery = ciphertext_of(encrypt_in(*channel, Plain::recovery_key));
        REQUIRE(decrypt_in(*channel, root).status == 200);
        settle();
        REQUIRE(window_of("main") == 0);
    }
    void settle() {
        for (int turns = 0; turns < 20 && sealing().has_outcomes(); ++turns) turn();
    }
    static std::string ciphertext_of(const session::Reply& reply) {
        REQUIRE(reply.status == 200);
        return ciphertext_in({reply.status, reply.body});
    }
    // The claim that it failed at.
    std::string failed_claim() {
        const auto result = newest_result();
        const auto* failure = result.first_failure();
        return failure == nullptr ? "" : failure->claim;
    }

    operate::NodeEnrolled node;
    std::optional<session::Channel> channel;
};

}  // namespace sealwright::test
