// A release policy that an operator sets: in force with its commit, journalled, kept over a start.
#include "node_bench.hpp"
#include "sealwright/policy/errors.hpp"

using namespace sealwright;
using test::KeeperBench;
using test::SealedVault;

namespace {

policy::ReleasePolicy only_by_tpm() {
    return *policy::ReleasePolicy::make(
        {{"tpm", {policy::EvidenceOneOf{{claims::EvidenceKind::tpm2}}}}});
}

operate::PolicySetAsk ask_for(const policy::ReleasePolicy& policy, const Digest& replaces) {
    return {wire::encode_public(policy), replaces};
}

Digest digest_in(const journal::Entry& entry, std::string_view name) {
    for (const auto& field : entry.fields) {
        if (field.name == name) return std::get<Digest>(field.value);
    }
    return {};
}

}  // namespace

TEST_SUITE("keeper/policy") {
    TEST_CASE("before one is set the built-in policy holds, and is shown as that") {
        KeeperBench bench;
        bench.init();

        const auto shown = bench.must<operate::PolicyShown>(operate::PolicyShowAsk{});

        CHECK(shown.digest == policy::ReleasePolicy().digest());
        CHECK(shown.set_ms == 0);
        CHECK(shown.set_by.empty());
    }

    TEST_CASE("a policy that is set holds, after a restart too, and its act has both digests") {
        KeeperBench bench;
        bench.init();
        const auto before = policy::ReleasePolicy().digest();
        const auto policy = only_by_tpm();

        const auto shown = bench.must<operate::PolicyShown>(ask_for(policy, before));

        CHECK(shown.digest == policy.digest());
        CHECK(shown.set_ms == bench.clock.now().wall_ms);
        CHECK_FALSE(shown.set_by.empty());
        const auto entry = bench.entries(journal::Kind::act).back();
        CHECK(*entry.text("what") == "policy set");
        CHECK(digest_in(entry, "policy") == policy.digest());
        CHECK(digest_in(entry, "replaces") == before);
        bench.restart();
        REQUIRE(bench.is_open());
        CHECK(bench.core().state().policy.policy == policy);
        CHECK(bench.core().state().policy.set_ms == shown.set_ms);
    }

    TEST_CASE(
        "a policy that was compared with another one than holds is refused, and changes nothing") {
        KeeperBench bench;
        bench.init();
        const auto first = policy::ReleasePolicy().digest();
        bench.must<operate::PolicyShown>(ask_for(only_by_tpm(), first));

        bench.refused_unchanged(ask_for(policy::ReleasePolicy(), first), errors::policy_moved);
        bench.refused_unchanged(ask_for(only_by_tpm(), only_by_tpm().digest()),
                                errors::policy_same);
        CHECK(bench.core().state().policy.policy == only_by_tpm());
    }

    TEST_CASE("a release that the policy refuses names the policy, as one that it allows does") {
        KeeperBench bench;
        bench.found_and_init();
        const auto allowed = bench.entries(journal::Kind::intent).back();
        bench.must<operate::PolicyShown>(ask_for(only_by_tpm(), policy::ReleasePolicy().digest()));

        CHECK(bench.serve(bench.decrypt_ask(bench.root)).status == 403);

        const auto refusal = bench.entries(journal::Kind::refusal).back();
        CHECK(*refusal.number("code") == errors::policy_denied.code);
        CHECK(digest_in(refusal, "policy") == only_by_tpm().digest());
        CHECK(*refusal.text("tier") == "channel");
        CHECK(digest_in(allowed, "policy") == policy::ReleasePolicy().digest());
    }

    TEST_CASE("a release whose evidence is too old names the policy and that evidence") {
        SealedVault bench;
        bench.clock.advance(policy::fresh_ms + 1);
        const auto attested = bench.entries(journal::Kind::attestation).back().sequence;

        CHECK(bench.decrypt_in(*bench.channel, bench.root).status == 403);

        const auto refusal = bench.entries(journal::Kind::refusal).back();
        CHECK(digest_in(refusal, "policy") == policy::ReleasePolicy().digest());
        CHECK(*refusal.number("attestation") == attested);
        CHECK(*refusal.text("tier") == "sealed");
    }

    TEST_CASE("evidence that is refused at any claim names the policy that held") {
        SealedVault bench;
        bench.must<operate::NodeShown>(operate::NodeQuarantineAsk{"main", "one", "look"});

        CHECK_FALSE(bench.attest(bench.node, claims::EvidenceKind::tpm2));

        const auto entry = bench.entries(journal::Kind::attestation).back();
        CHECK(*entry.text("claim") == "node");
        CHECK(digest_in(entry, "policy") == policy::ReleasePolicy().digest());
    }

    TEST_CASE("bytes that are no policy are refused, and change nothing") {
        KeeperBench bench;
        bench.init();
        auto ask = ask_for(only_by_tpm(), policy::ReleasePolicy().digest());
        ask.policy.push_back(0);
        const auto before = bench.unchanged();

        CHECK(bench.refused(ask) != 0);
        CHECK(bench.unchanged() == before);
    }
}
