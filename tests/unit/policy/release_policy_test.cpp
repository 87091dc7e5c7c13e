#include "releases.hpp"
#include "sealwright/policy/errors.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace sealwright;
using namespace sealwright::policy;
using claims::EvidenceKind;
using claims::SealClass;
using test::policy_of;
using test::tpm_release;

namespace {

constexpr std::uint8_t sunday = 0x40;
constexpr std::uint8_t saturday = 0x20;

bool allows(const Term& term, const ReleaseClaims& release) {
    return policy_of(term).decide(release).ok();
}

std::string fact_of(const Error& error, std::string_view name) {
    for (const auto& each : error.facts()) {
        if (each.name == name) return std::get<PublicText>(each.value).str();
    }
    return {};
}

}  // namespace

TEST_SUITE("policy/release_policy") {
    TEST_CASE("what no rule names is refused, and so is everything without a rule") {
        const auto decided = policy_of(test::nodes({"two"})).decide(tpm_release());
        const auto without = policy_of(std::vector<ReleaseRule>{}).decide(tpm_release());

        REQUIRE_FALSE(decided);
        CHECK(decided.error().is(errors::policy_denied));
        CHECK(fact_of(decided.error(), "term") == "nodes");
        CHECK(fact_of(decided.error(), "expected") == "two");
        CHECK(fact_of(decided.error(), "got") == "one");
        CHECK_FALSE(without);
    }

    TEST_CASE("the name of the rule that allows is the answer") {
        const auto policy =
            policy_of({{"first", test::nodes({"two"})}, {"second", test::nodes({"one"})}});

        CHECK(*policy.decide(tpm_release()) == "second");
    }

    TEST_CASE("all wants each, any wants one, not turns around") {
        const auto yes = test::nodes({"one"});
        const auto no = test::nodes({"two"});
        const auto release = tpm_release();

        CHECK(allows(test::all({yes, yes}), release));
        CHECK_FALSE(allows(test::all({yes, no}), release));
        CHECK(allows(test::any({no, yes}), release));
        CHECK_FALSE(allows(test::any({no, no}), release));
        CHECK(allows(test::none(no), release));
        CHECK_FALSE(allows(test::none(yes), release));
    }

    TEST_CASE("each claim is held against its own term") {
        const auto release = tpm_release();

        CHECK(allows(test::vaults({"other", "main"}), release));
        CHECK_FALSE(allows(test::vaults({"one"}), release));
        CHECK(allows({NamedOneOf{Subject::environment, {"lab"}}}, release));
        CHECK_FALSE(allows({NamedOneOf{Subject::environment, {"main"}}}, release));
        CHECK(allows(test::tpm(), release));
        CHECK_FALSE(allows(test::evidence({EvidenceKind::pinned_key}), release));
        CHECK(allows(test::at_most_s(10), release));
        CHECK_FALSE(allows(test::at_most_s(9), release));
        CHECK(allows(test::from("10.0.0.0/8"), release));
        CHECK_FALSE(allows(test::from("10.0.0.0/16"), release));
        CHECK(allows(test::classes({SealClass::stored_root_key}), release));
        CHECK_FALSE(allows(test::classes({SealClass::recovery_key}), release));
    }

    TEST_CASE("a source that is not known is in no network, not even in the whole one") {
        auto release = tpm_release();
        release.source.reset();

        CHECK_FALSE(allows(test::from("0.0.0.0/0"), release));
        CHECK_FALSE(allows(test::from("::/0"), release));
    }

    TEST_CASE("a window of the day has its first minute in and its last one out") {
        const auto release = tpm_release();  // Sunday, 07:30.

        CHECK(allows(test::at(sunday, 450, 451), release));
        CHECK_FALSE(allows(test::at(sunday, 451, 452), release));
        CHECK_FALSE(allows(test::at(sunday, 449, 450), release));
        CHECK_FALSE(allows(test::at(saturday, 450, 451), release));
    }

    TEST_CASE("a window over midnight belongs to the day on which it begins") {
        const auto release = tpm_release();  // Sunday, 07:30.

        CHECK(allows(test::at(saturday, 1320, 480), release));
        CHECK_FALSE(allows(test::at(sunday, 1320, 480), release));
        CHECK_FALSE(allows(test::at(saturday, 1320, 450), release));
        CHECK(allows(test::at(sunday, 450, 60), release));
    }

    TEST_CASE(
        "class production takes no certificate, no key on a disk and no user, whatever is set") {
        const auto open = policy_of(test::evidence({EvidenceKind::channel_certificate,
                                                    EvidenceKind::tpm2,
                                                    EvidenceKind::pinned_key,
                                                    EvidenceKind::unix_peer}));
        for (const auto& policy : {open, ReleasePolicy()}) {
            auto release = tpm_release();
            release.is_production = true;
            CHECK(policy.decide(release));

            release.evidence = EvidenceKind::channel_certificate;
            CHECK(policy.decide(release).error().is(errors::policy_channel_tier));
            CHECK(policy.explain(release).front().key == "production");
            release.evidence = EvidenceKind::unix_peer;
            CHECK(policy.decide(release).error().is(errors::policy_channel_tier));
            release.evidence = EvidenceKind::pinned_key;
            CHECK(policy.decide(release).error().is(errors::policy_pinned_key));
            release.is_production = false;
            CHECK(policy.decide(release));
        }
    }

    TEST_CASE(
        "without a policy any registered evidence serves, and the classes of root want it fresh") {
        const ReleasePolicy built_in;
        auto release = tpm_release();
        for (const auto seal_class : {SealClass::stored_root_key, SealClass::recovery_key}) {
            release.seal_class = seal_class;
            release.evidence_age_ms = fresh_ms;
            CHECK(built_in.decide(release));
            release.evidence_age_ms = fresh_ms + 1;
            CHECK_FALSE(built_in.decide(release));
        }
        release.seal_class = SealClass::heartbeat;
        CHECK(built_in.decide(release));
    }

    TEST_CASE("of several rules that say no the one that came closest is shown") {
        const auto policy = policy_of(
            {{"far", test::all({test::nodes({"two"}), test::vaults({"other"})})},
             {"near", test::all({test::nodes({"one"}), test::none(test::at_most_s(60))})}});

        const auto decided = policy.decide(tpm_release());

        CHECK(fact_of(decided.error(), "rule") == "near");
        CHECK(fact_of(decided.error(), "term") == "not evidence_age_max_s");
    }

    TEST_CASE("what explains a release names every term with what was expected and what came") {
        const auto findings =
            policy_of(test::all({test::tpm(), test::at_most_s(5)})).explain(tpm_release());

        REQUIRE(findings.size() == 3);
        CHECK(findings[0].key == "all");
        CHECK_FALSE(findings[0].holds);
        CHECK(findings[1].holds);
        CHECK(findings[2].depth == 1);
        CHECK(findings[2].expected == "at most 5 s");
        CHECK(findings[2].got == "10 s");
    }

    TEST_CASE("a policy reads back as written, and its digest is that of its bytes") {
        const auto policy = policy_of({{"one",
                                        test::all({test::any({test::tpm(), test::nodes({"a"})}),
                                                   test::none(test::from("2001:db8::/32")),
                                                   test::at(0x7f, 1, 0),
                                                   test::at_most_s(60),
                                                   test::classes({SealClass::other})})}});
        const auto bytes = wire::encode_public(policy);
        const auto read = wire::decode<ReleasePolicy>(bytes);

        REQUIRE(read);
        CHECK(*read == policy);
        CHECK(read->digest() == policy.digest());
        CHECK(policy.digest() != ReleasePolicy().digest());
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            CHECK_FALSE(wire::decode<ReleasePolicy>(View(bytes).first(size)));
        }
    }

    TEST_CASE("limits hold: depth, terms, rules, and no rule twice or empty") {
        const auto is_refused = [](std::vector<ReleaseRule> rules) {
            const auto made = ReleasePolicy::make(std::move(rules));
            return !made && made.error().is(errors::policy_limit);
        };
        auto deep = test::tpm();
        for (std::size_t depth = 1; depth < depth_max; ++depth) deep = test::none(deep);
        std::vector<ReleaseRule> many;
        for (std::size_t index = 0; index < rules_max; ++index) {
            many.push_back({"rule-" + std::to_string(index),
                            test::any({test::tpm(), test::tpm(), test::tpm()})});
        }

        CHECK(ReleasePolicy::make({{"deep", deep}}));
        CHECK(is_refused({{"deep", test::none(deep)}}));
        CHECK(ReleasePolicy::make(many));
        auto more_terms = many;
        more_terms[0].when = test::none(more_terms[0].when);
        CHECK(is_refused(more_terms));
        CHECK(is_refused({{"a", test::tpm()}, {"a", test::tpm()}}));
        CHECK(is_refused({{"a", test::all({})}}));
        CHECK(is_refused({{"a", test::nodes({})}}));
        CHECK(is_refused({{"a", test::at(0, 1, 2)}}));
        CHECK(is_refused({{"a", test::at(1, 2, 2)}}));
        CHECK(is_refused({{"A b", test::tpm()}}));
    }
}
