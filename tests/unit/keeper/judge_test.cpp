// Whether a plan takes one person or more, by what it would change of the state as it is.
#include "judge.hpp"

#include "errors.hpp"
#include "node_bench.hpp"
#include "sealwright/policy/terms.hpp"

using namespace sealwright;
using test::SealedVault;

namespace {

Digest filled(std::uint8_t byte) {
    Digest digest{};
    digest.fill(byte);
    return digest;
}

struct JudgeBench : SealedVault {
    template <class Ask>
    Result<bool> judged(const Ask& ask) {
        const auto* route = operate::route_of(Ask::type);
        REQUIRE(route != nullptr);
        const ceremony::Plan plan{Ask::type, wire::encode_public(ask)};
        return keeper::loosens(*route, plan, "ana", core().state(), clock.now());
    }
    template <class Ask>
    bool takes_two(const Ask& ask) {
        const auto is_loose = judged(ask);
        REQUIRE(is_loose.ok());
        return *is_loose;
    }
    operate::BaselineDropAsk drop(const std::string& id) { return {"main", "one", id}; }
    void add_baseline(const std::string& id, std::optional<claims::PcrValues> values = {}) {
        must<operate::NodeShown>(
            operate::BaselineApproveAsk{"main", "one", id, 0, std::move(values), {}});
    }
    operate::PolicySetAsk set(std::vector<policy::ReleaseRule> rules) {
        const auto newer = policy::ReleasePolicy::make(std::move(rules));
        REQUIRE(newer.ok());
        return {wire::encode_public(*newer), core().state().policy.policy.digest()};
    }
};

}  // namespace

TEST_SUITE("keeper/judge") {
    TEST_CASE("the baseline without which a vault would not come back takes two, any other one") {
        JudgeBench bench;
        CHECK(bench.takes_two(bench.drop("base")));
        CHECK_FALSE(bench.takes_two(bench.drop("none")));

        auto others = *bench.shown("one").values;
        others.values.front() = filled(9);
        bench.add_baseline("other", others);
        CHECK(bench.takes_two(bench.drop("base")));
        CHECK_FALSE(bench.takes_two(bench.drop("other")));

        bench.add_baseline("same");
        CHECK_FALSE(bench.takes_two(bench.drop("base")));
    }

    TEST_CASE("a node that is the last way back takes two to revoke, quarantine or leave bare") {
        JudgeBench bench;
        const operate::NodeRevokeAsk revoke{"main", "one"};
        const operate::NodeQuarantineAsk quarantine{"main", "one", "odd"};
        CHECK(bench.takes_two(revoke));
        CHECK(bench.takes_two(quarantine));

        // Another vault's node is no way back for this one.
        bench.must<operate::Vaults>(operate::VaultAddAsk{"second", "transit", "second", {}, false});
        bench.add_node("second", "theirs", 2);
        CHECK(bench.takes_two(revoke));
        bench.add_node("main", "spare", 1);
        CHECK_FALSE(bench.takes_two(revoke));
        CHECK_FALSE(bench.takes_two(quarantine));
        CHECK_FALSE(bench.takes_two(bench.drop("base")));
        CHECK_FALSE(bench.takes_two(operate::NodeRevokeAsk{"main", "spare"}));

        // Its certificate ends: it is no way back any more.
        bench.clock.advance(JudgeBench::day_ms);
        CHECK(bench.takes_two(revoke));
        CHECK(bench.takes_two(quarantine));
        CHECK(bench.takes_two(bench.drop("base")));
        CHECK_FALSE(bench.takes_two(operate::NodeRevokeAsk{"main", "spare"}));
    }

    TEST_CASE("a node that would not come back anyhow takes one") {
        JudgeBench bench;
        bench.machine.pcrs[7] = filled(9);
        bench.attest(bench.node, claims::EvidenceKind::tpm2);

        CHECK_FALSE(bench.takes_two(operate::NodeRevokeAsk{"main", "one"}));
        CHECK_FALSE(bench.takes_two(bench.drop("base")));
        CHECK_FALSE(bench.takes_two(operate::NodeRevokeAsk{"main", "nobody"}));
        CHECK_FALSE(bench.takes_two(operate::NodeRevokeAsk{"nowhere", "one"}));
    }

    TEST_CASE("a policy takes two where it allows more, or where a vault would not come back") {
        JudgeBench bench;
        const auto rule = [](const std::string& name, claims::EvidenceKind kind) {
            return policy::ReleaseRule{name, {policy::EvidenceOneOf{{kind}}}};
        };
        const auto tpms = rule("tpms", claims::EvidenceKind::tpm2);
        const auto certificates = rule("certificates", claims::EvidenceKind::channel_certificate);

        bench.must<operate::PolicyShown>(bench.set({tpms, certificates}));
        CHECK_FALSE(bench.takes_two(bench.set({tpms})));
        CHECK(bench.takes_two(bench.set({certificates})));
        bench.must<operate::PolicyShown>(bench.set({tpms}));
        CHECK(bench.takes_two(bench.set({tpms, certificates})));
    }

    TEST_CASE("a token's start takes one; its stop and its enrolment take two") {
        JudgeBench bench;
        using operate::TokenVerb;
        CHECK_FALSE(bench.takes_two(operate::TokenActAsk{"a", TokenVerb::start}));
        CHECK(bench.takes_two(operate::TokenActAsk{"a", TokenVerb::stop}));
        CHECK(bench.takes_two(operate::TokenActAsk{"a", TokenVerb::enrol}));
    }

    TEST_CASE("the rules themselves take two, and so does whatever loosens by its row") {
        JudgeBench bench;
        CHECK(bench.takes_two(operate::RulesSetAsk{3, 3, 60}));
        CHECK(bench.takes_two(operate::VaultAddAsk{"x", "transit", "x", {}, false}));
        CHECK(bench.takes_two(operate::VaultLiftAsk{"main", "over", 1}));
        CHECK_FALSE(bench.takes_two(operate::VaultHoldAsk{"main", "odd"}));
        CHECK_FALSE(bench.takes_two(operate::FreezeAsk{"odd"}));
        CHECK_FALSE(bench.takes_two(operate::VaultRotateKeyAsk{"main"}));
    }

    TEST_CASE("a plan that cannot be read is judged by nobody") {
        JudgeBench bench;
        for (const auto type : {operate::BaselineDropAsk::type,
                                operate::NodeRevokeAsk::type,
                                operate::NodeQuarantineAsk::type,
                                operate::PolicySetAsk::type,
                                operate::TokenActAsk::type}) {
            const ceremony::Plan plan{type, {0xff}};
            const auto& route = *operate::route_of(type);
            CHECK_FALSE(
                keeper::loosens(route, plan, "ana", bench.core().state(), bench.clock.now()).ok());
        }
    }
}
