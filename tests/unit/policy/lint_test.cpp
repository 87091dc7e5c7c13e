#include "releases.hpp"
#include "sealwright/policy/errors.hpp"
#include "sealwright/policy/review.hpp"

#include <doctest/doctest.h>

using namespace sealwright;
using namespace sealwright::policy;
using test::policy_of;

namespace {

bool is_clean(const Term& term) {
    return lint(policy_of(term)).ok();
}

}  // namespace

TEST_SUITE("policy/lint") {
    TEST_CASE("where and when stand only beside evidence of the same branch") {
        const auto where = test::from("10.0.0.0/8");
        const auto when = test::at(0x7f, 0, 60);

        CHECK(is_clean(test::all({test::tpm(), where, when})));
        CHECK(is_clean(test::all({test::tpm(), test::any({where, when})})));
        CHECK(is_clean(test::any({test::all({test::tpm(), where}), test::tpm()})));
        CHECK(
            is_clean(test::all({test::any({test::tpm(), test::all({test::tpm(), when})}), where})));
        CHECK_FALSE(is_clean(where));
        CHECK_FALSE(is_clean(when));
        CHECK_FALSE(is_clean(test::any({test::tpm(), where})));
        CHECK_FALSE(is_clean(test::all({test::nodes({"one"}), where})));
        CHECK_FALSE(is_clean(test::all({test::any({test::tpm(), test::nodes({"one"})}), where})));
        CHECK_FALSE(is_clean(test::all({test::none(test::tpm()), where})));
        CHECK_FALSE(is_clean(test::none(test::all({test::nodes({"one"}), when}))));
    }

    TEST_CASE("the refusal names the rule and the term") {
        const auto linted = lint(policy_of(test::from("10.0.0.0/8")));

        REQUIRE_FALSE(linted);
        CHECK(linted.error().is(errors::policy_context_alone));
        CHECK(linted.error().sentence().find("rule=only, term=source") != std::string::npos);
    }

    TEST_CASE("a node whose registers leave out the userland is warned about") {
        const auto policy = policy_of(test::tpm());
        const std::vector<NodePcrs> nodes{{"bare", *claims::PcrSet::parse("0,2,4,7")},
                                          {"whole", *claims::PcrSet::parse("7,11")}};

        const auto warnings = lint_warnings(policy, nodes);

        REQUIRE(warnings.size() == 1);
        CHECK(warnings[0].find("node bare") != std::string::npos);
    }

    TEST_CASE("a rule that takes evidence of every kind is warned about; the built-in one is not") {
        CHECK(lint_warnings(policy_of(test::nodes({"one"})), {}).size() == 1);
        CHECK(lint_warnings(ReleasePolicy(), {}).empty());
        CHECK(lint(ReleasePolicy()));
    }
}
