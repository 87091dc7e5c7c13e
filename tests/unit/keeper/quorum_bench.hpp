// QuorumBench: a founded keeper, whose custodians open the recovery key of a vault that is ours.
#pragma once

#include "custody_bench.hpp"
#include "root_bench.hpp"

namespace sealwright::test {

// A vault of people that its one node initialised in the sealed tier; there is a group.
struct FoundedVault : NodeBench, CustodyBench {
    FoundedVault() {
        make_group();
        carried_out(operate::VaultAllowInitAsk{"main", 600});
        carried_out(enrol_ask("one", claims::EvidenceKind::pinned_key));
        const auto& state = core().state();
        const auto vault = state.vault_named("main")->id;
        node.vault = vault;
        node.node = state.node_named(vault, "one")->id;
        REQUIRE(enrol(node, claims::EvidenceKind::pinned_key));
        const auto identity = crypto::sha256(crypto::Signer::public_key(machine.pinned));
        carried_out(operate::NodeApproveAsk{"main", "one", "", 0, identity, {}});
        auto established = attest(node, claims::EvidenceKind::pinned_key);
        REQUIRE(established);
        channel.emplace(std::move(established->channel));
        root = ciphertext_of(encrypt_in(*channel, Plain::root_key));
        REQUIRE(decrypt_in(*channel, root).status == 200);
        settle();
    }
    template <class Ask>
    void carried_out(const Ask& ask) {
        const auto request = by_two(ask);
        INFO(request.why);
        REQUIRE(request.state == ceremony::RequestState::committed);
    }
    void settle() {
        for (int turns = 0; turns < 20 && sealing().has_outcomes(); ++turns) turn();
    }
    static std::string ciphertext_of(const session::Reply& reply) {
        REQUIRE(reply.status == 200);
        return ciphertext_in({reply.status, reply.body});
    }
    operate::RootShown root_page() {
        const auto reply = asks("ana", operate::RootShowAsk{"main"});
        auto shown = wire::decode<operate::RootShown>(reply.body);
        REQUIRE(shown.ok());
        return std::move(*shown);
    }
    // The loop of the process, between asks.
    void turns(int count = 6) {
        for (int each = 0; each < count; ++each) {
            clock.advance(50);
            person_desk().step();
            root_desk().step();
        }
    }
    void restart_house() {
        restart_people();
        restart_all();
        turns();
    }

    operate::NodeEnrolled node;
    std::optional<session::Channel> channel;
};

struct QuorumBench : AgentSide<FoundedVault> {
    static constexpr std::string_view first = "the first recovery key of it all";
    static constexpr std::string_view second = "the second recovery key, of 32 b";
    static constexpr std::string_view third = "the third recovery key, of 32 by";
    static_assert(first.size() == 32 && second.size() == 32 && third.size() == 32);
    using Release = operate::RecoveryRelease;

    QuorumBench() { become_ours(); }

    ceremony::Request claim(Release release = Release::unsaid) {
        return by_two(operate::VaultClaimAsk{"main", 3600, false, release});
    }
    // By one operator; custodians decide.
    ceremony::Request request() {
        return propose("ana",
                       operate::RootRequestAsk{"main", "INC-7", 900, recipient.public_key()});
    }
    ceremony::Request rotate() { return propose("ana", operate::RootRotateAsk{"main", "INC-412"}); }
    void become_ours() {
        claim();
        REQUIRE(take());
        REQUIRE(say(Step::begin_recovery));
        recovery = seal_recovery(first);
        REQUIRE(ended(0, first));
        settle();
        turns();
        fresh();
    }
    // As the custodians of the group see it.
    std::optional<operate::RecoveryShown> seen() {
        custody::RecoveryPlan plan;
        plan.installation = core().state().installation->id;
        plan.environment = "trying";
        const auto answer =
            person_desk().answer(custodians_ask(hand("dan"), plan, operate::RecoveryAsk{}));
        if (!answer || answer->answer_type != operate::RecoveryShown::type) return std::nullopt;
        auto shown = wire::decode<operate::RecoveryShown>(answer->body);
        REQUIRE(shown.ok());
        return std::move(*shown);
    }
    std::uint16_t gives(const std::string& name, const operate::RecoveryShown& shown) {
        return give(hand(name), shown, gift(hand(name), shown, false));
    }
    // Three of five.
    void custodians_open() {
        turns();
        const auto shown = seen();
        REQUIRE(shown.has_value());
        for (const char* name : {"dan", "fay", "hal"}) REQUIRE(gives(name, *shown) == 0);
        turns();
        fresh();
    }
    // What the agent is given at this step, or nothing.
    std::string given_at(Step step) {
        const auto heard = say(step, 1);
        if (!heard || heard->shares.size() != 1) return {};
        return {heard->shares[0].begin(), heard->shares[0].end()};
    }
    // What the vault has opened, or nothing.
    std::string opens(const std::string& ciphertext) {
        const auto reply = decrypt_in(*channel, ciphertext);
        if (reply.status != 200) return {};
        const std::string text(reply.body.begin(), reply.body.end());
        const std::string before = "{\"data\":{\"plaintext\":\"";
        REQUIRE(text.starts_with(before));
        const auto opened =
            from_base64(text.substr(before.size(), text.size() - before.size() - 3));
        REQUIRE(opened.has_value());
        return {opened->begin(), opened->end()};
    }
    std::uint64_t last_refusal() { return *entries(journal::Kind::refusal).back().number("code"); }
    // The whole of a request, with another recovery key at its end.
    void make_root(std::string_view next) {
        REQUIRE(take());
        REQUIRE(say(Step::begin_root));
        REQUIRE(say(Step::give_root, 1));
        REQUIRE(say(Step::limit));
        REQUIRE(say(Step::begin_recovery));
        REQUIRE(say(Step::give_recovery, 1));
        recovery = seal_recovery(next);
        REQUIRE(say(Step::verify_recovery));
        REQUIRE(say(Step::prove));
        REQUIRE(ended(0, next));
        settle();
        turns();
        fresh();
    }
    const keeper::Rooting& row() { return *core().state().rooting_of(node.vault); }

    crypto::ExchangePair recipient = crypto::ExchangePair::generate(random);
};

}  // namespace sealwright::test
