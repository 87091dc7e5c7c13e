#include "sealwright/config/toml/release_policy.hpp"

#include "condition.hpp"
#include "sealwright/config/errors.hpp"

namespace sealwright::config {
namespace {

using toml_form::Findings;
using toml_form::Section;

policy::ReleaseRule read_rule(Section& section) {
    policy::ReleaseRule rule;
    rule.name = section.text("name");
    if (!is_name(rule.name)) {
        section.refuse("name",
                       "it is no name",
                       "write at most 48 of a-z 0-9 . _ -, beginning with a letter or a digit");
    }
    rule.when = toml_form::read_condition(section, {"name"});
    return rule;
}

Result<policy::ReleasePolicy> read_policy(Section& document, const Findings& findings) {
    document.only({"version", "rule"});
    if (document.number("version") != policy::ReleasePolicy::version) {
        document.refuse("version", "this release reads version 1", "write version = 1");
    }
    std::vector<policy::ReleaseRule> rules;
    for (auto& section : toml_form::tables_of(document, "rule", policy::rules_max)) {
        rules.push_back(read_rule(section));
    }
    if (findings.failed()) return *findings.first();
    return policy::ReleasePolicy::make(std::move(rules));
}

}  // namespace

Result<policy::ReleasePolicy> parse_release_policy(std::string_view text) {
    if (text.size() > policy_file_max) return errors::config_unreadable;
    TRY(table, toml_form::parse_document(text));
    Findings findings;
    Section document("", table, 1, findings);
    return read_policy(document, findings);
}

}  // namespace sealwright::config
