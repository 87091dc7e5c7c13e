#include "sealwright/config/toml/release_policy.hpp"

#include "../crypto/vectors.hpp"
#include "sealwright/config/errors.hpp"
#include "sealwright/policy/errors.hpp"
#include "sealwright/policy/review.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace sealwright;
using config::parse_release_policy;

namespace {

constexpr const char* page = "docs/reference/policy.md";

// The blocks of the page behind this mark.
std::vector<std::string> examples(const std::string& mark) {
    const auto text = test::file_text(page);
    const auto fence = "```" + mark + "\n";
    std::vector<std::string> blocks;
    for (auto at = text.find(fence); at != std::string::npos; at = text.find(fence, at)) {
        at += fence.size();
        blocks.push_back(text.substr(at, text.find("```", at) - at));
    }
    return blocks;
}

std::vector<std::string> policies() {
    auto blocks = examples("toml");
    std::erase_if(blocks, [](const auto& block) { return !block.starts_with("version"); });
    return blocks;
}

std::string rule(const std::string& condition) {
    return "version = 1\n[[rule]]\nname = \"one\"\n" + condition + "\n";
}

void check_wrong(const std::string& text, std::uint64_t line, const std::string& key) {
    CAPTURE(text);
    const auto read = parse_release_policy(text);
    REQUIRE_FALSE(read);
    const auto sentence = read.error().sentence();
    CAPTURE(sentence);
    CHECK(sentence.find("line=" + std::to_string(line) + ",") != std::string::npos);
    CHECK(sentence.find("key=" + key + ",") != std::string::npos);
}

}  // namespace

TEST_SUITE("config/release_policy") {
    TEST_CASE("the page's policies are read, and nothing is to be said about them") {
        const auto blocks = policies();
        REQUIRE(blocks.size() == 2);
        for (const auto& block : blocks) {
            const auto policy = parse_release_policy(block);
            REQUIRE(policy);
            CHECK(policy::lint(*policy));
            CHECK(policy::lint_warnings(*policy, {}).empty());
        }
    }

    TEST_CASE("the page's cases come out as the page says") {
        const auto policy = parse_release_policy(policies().at(1));
        const auto blocks = examples("toml");
        const auto found = std::ranges::find_if(
            blocks, [](const auto& block) { return block.starts_with("[[case]]"); });
        REQUIRE(found != blocks.end());
        const auto cases = config::parse_policy_cases(*found);
        REQUIRE(cases);
        CHECK(cases->size() == 4);
        for (const auto& each : *cases) {
            CAPTURE(each.name);
            CHECK(policy->decide(each.release).ok() == each.allows);
        }
    }

    TEST_CASE("the page shows the built-in policy") {
        CHECK(*parse_release_policy(policies().at(0)) == policy::ReleasePolicy());
    }

    TEST_CASE("a policy that is written out is read back as the same") {
        auto blocks = policies();
        blocks.push_back(
            rule("all = [ { any = [ { nodes = [\"a\"] }, { not = { vaults = [\"b\"] } } ] } ]"));
        blocks.push_back(
            rule("time = { from = \"00:00\", until = \"23:59\" }\nclasses = [\"other\"]"));
        for (const auto& block : blocks) {
            CAPTURE(block);
            const auto policy = parse_release_policy(block);
            REQUIRE(policy);
            const auto again = parse_release_policy(config::release_policy_toml(*policy));
            REQUIRE(again);
            CHECK(*again == *policy);
        }
    }

    TEST_CASE("the order of the keys in a rule does not matter") {
        CHECK(*parse_release_policy(rule("nodes = [\"a\"]\nevidence = [\"tpm2\"]")) ==
              *parse_release_policy(rule("evidence = [\"tpm2\"]\nnodes = [\"a\"]")));
    }

    TEST_CASE("what is wrong in a policy is named with its line, its key and what to do") {
        check_wrong("rule = []\n", 1, "version");
        check_wrong("version = 2\n", 1, "version");
        check_wrong("version = 1\n", 1, "rule");
        check_wrong("version = 1\nextra = 1\n", 2, "extra");
        check_wrong("version = 1\n[[rule]]\nevidence = [\"tpm2\"]\n", 2, "rule.name");
        check_wrong(rule(""), 2, "rule");
        check_wrong(rule("evidnce = [\"tpm2\"]"), 4, "rule.evidnce");
        check_wrong(rule("evidence = [\"tpm\"]"), 4, "rule.evidence");
        check_wrong(rule("evidence = []"), 4, "rule.evidence");
        check_wrong(rule("nodes = [\"No Name\"]"), 4, "rule.nodes");
        check_wrong(rule("source = [\"10.0.0.1/8\"]"), 4, "rule.source");
        check_wrong(rule("classes = [\"root\"]"), 4, "rule.classes");
        check_wrong(rule("evidence_age_max_s = 0"), 4, "rule.evidence_age_max_s");
        check_wrong(rule("evidence_age_max_s = 86401"), 4, "rule.evidence_age_max_s");
        check_wrong(rule("time = { from = \"24:00\", until = \"01:00\" }"), 4, "rule.time.from");
        check_wrong(rule("time = { from = \"1:00\", until = \"02:00\" }"), 4, "rule.time.from");
        check_wrong(rule("time = { from = \"01:00\", until = \"01:00\" }"), 4, "rule.time.until");
        check_wrong(rule("time = { days = [\"so\"], from = \"01:00\", until = \"02:00\" }"),
                    4,
                    "rule.time.days");
        check_wrong(rule("not = {}"), 4, "rule.not");
        check_wrong(rule("any = [ { nodes = [\"a\"] }, {} ]"), 4, "rule.any");
        check_wrong(rule("all = [ 1 ]"), 4, "rule.all");
    }

    TEST_CASE("a claim is known by its name and read strictly") {
        policy::ReleaseClaims release;
        CHECK(config::set_claim(release, "time", "2026-11-22T07:30:00Z"));
        CHECK(release.wall_ms == 1'795'332'600'000);
        CHECK(config::set_claim(release, "source", "2001:db8::7"));
        CHECK(config::set_claim(release, "evidence_age_s", "60"));
        CHECK(release.evidence_age_ms == 60'000);
        CHECK(config::set_claim(release, "production", "true"));
        CHECK(release.is_production);
        for (const auto& [name, value] : {std::pair{"time", "2026-11-22"},
                                          std::pair{"source", "10.0.0.0/8"},
                                          std::pair{"evidence_age_s", "-1"},
                                          std::pair{"evidence_age_s", "1 "},
                                          std::pair{"production", "yes"},
                                          std::pair{"evidence", "tpm"},
                                          std::pair{"class", "root"},
                                          std::pair{"node", "A b"},
                                          std::pair{"colour", "red"}}) {
            CAPTURE(name);
            CAPTURE(value);
            const auto set = config::set_claim(release, name, value);
            REQUIRE_FALSE(set);
            CHECK(set.error().is(errors::policy_claim));
        }
    }

    TEST_CASE("a case says what it expects, and of what evidence") {
        const auto is_read = [](const std::string& text) {
            return config::parse_policy_cases("[[case]]\nname = \"x\"\n" + text).ok();
        };
        CHECK(is_read("expect = \"deny\"\nevidence = \"tpm2\"\n"));
        CHECK_FALSE(is_read("evidence = \"tpm2\"\n"));
        CHECK_FALSE(is_read("expect = \"maybe\"\nevidence = \"tpm2\"\n"));
        CHECK_FALSE(is_read("expect = \"deny\"\n"));
        CHECK_FALSE(is_read("expect = \"deny\"\nevidence = \"tpm2\"\ncolour = \"red\"\n"));
        CHECK_FALSE(is_read("expect = \"deny\"\nevidence = \"tpm2\"\nsource = \"10.0.0.0/8\"\n"));
    }
}
