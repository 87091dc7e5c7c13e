// The commands `policy test|lint|diff|explain`, which need no service.
#include "errors.hpp"
#include "files.hpp"
#include "policies.hpp"
#include "run.hpp"
#include "sealwright/config/toml/release_policy.hpp"
#include "table.hpp"

namespace sealwright::cli {
namespace {

struct Tried {
    config::PolicyCase expected;
    Result<std::string> got;

    [[nodiscard]] bool is_right() const { return got.ok() == expected.allows; }
    [[nodiscard]] std::string why() const { return got ? "rule " + *got : got.error().sentence(); }
};

std::string word(bool allows) {
    return allows ? "allow" : "deny";
}

Json json_of(const Tried& tried) {
    return Json::object({{"name", Json::text(tried.expected.name)},
                         {"expected", Json::text(word(tried.expected.allows))},
                         {"got", Json::text(word(tried.got.ok()))},
                         {"why", Json::text(tried.why())},
                         {"right", Json::boolean(tried.is_right())}});
}

Result<policy::NodePcrs> node_pcrs(const std::string& text) {
    const Error refused(errors::cli_policy_pcrs, {fact("pcrs", text)});
    const auto equals = text.find('=');
    if (equals == std::string::npos) return refused;
    const auto pcrs = claims::PcrSet::parse(std::string_view(text).substr(equals + 1));
    if (!pcrs || !is_name(text.substr(0, equals))) return refused;
    return policy::NodePcrs{text.substr(0, equals), *pcrs};
}

Result<policy::ReleaseClaims> release_of(const std::vector<std::string>& claims) {
    policy::ReleaseClaims release;
    for (const auto& claim : claims) {
        const auto equals = claim.find('=');
        const auto name = claim.substr(0, equals);
        const auto value = equals == std::string::npos ? "" : claim.substr(equals + 1);
        TRY(config::set_claim(release, name, value));
    }
    return release;
}

Json json_of(const policy::Finding& finding) {
    return Json::object({{"rule", Json::text(finding.rule)},
                         {"depth", Json::number(finding.depth)},
                         {"term", Json::text(finding.key)},
                         {"expected", Json::text(finding.expected)},
                         {"got", Json::text(finding.got)},
                         {"holds", Json::boolean(finding.holds)}});
}

}  // namespace

Outcome<Answer> run(const PolicyTest& command, const Settings& settings) {
    TRY(policy, read_policy(command.file));
    TRY(text, read_file(command.cases, config::policy_file_max));
    TRY(cases, config::parse_policy_cases(text));
    std::vector<Tried> all;
    Table table({"CASE", "EXPECTED", "GOT", "WHY"});
    std::size_t wrong = 0;
    for (const auto& each : cases) {
        all.push_back({each, policy.decide(each.release)});
        const auto& tried = all.back();
        wrong += tried.is_right() ? 0U : 1U;
        table.add({printable(each.name),
                   word(each.allows),
                   word(tried.got.ok()) + (tried.is_right() ? "" : " (wrong)"),
                   printable(tried.why())});
    }
    const auto json =
        Json::object({{"cases", Json::list_of(all, [](const auto& each) { return json_of(each); })},
                      {"wrong", Json::number(wrong)}});
    auto answer = answer_of(settings, json, table.str());
    answer.exit = wrong == 0 ? Exit::ok : Exit::finding;
    answer.talk = std::to_string(all.size()) + " cases, " + std::to_string(wrong) + " wrong\n";
    return answer;
}

Outcome<Answer> run(const PolicyLint& command, const Settings& settings) {
    TRY(policy, read_policy(command.file));
    std::vector<policy::NodePcrs> nodes;
    for (const auto& each : command.pcrs) {
        TRY(node, node_pcrs(each));
        nodes.push_back(std::move(node));
    }
    TRY(policy::lint(policy));
    const auto warnings = policy::lint_warnings(policy, nodes);
    std::string text = printable(command.file) + ": " + std::to_string(warnings.size()) +
                       (warnings.size() == 1 ? " warning\n" : " warnings\n");
    text += warnings_for_people(warnings);
    const auto list = Json::list_of(warnings, [](const auto& each) { return Json::text(each); });
    auto answer = answer_of(settings,
                            Json::object({{"file", Json::text(command.file)},
                                          {"digest", Json::text(to_hex(policy.digest()))},
                                          {"warnings", list}}),
                            text);
    answer.exit = warnings.empty() ? Exit::ok : Exit::finding;
    return answer;
}

Outcome<Answer> run(const PolicyDiff& command, const Settings& settings) {
    TRY(older, read_policy(command.older));
    TRY(newer, read_policy(command.newer));
    const auto difference = policy::compare(older, newer);
    auto answer = answer_of(settings, json_of(difference), for_people(difference));
    answer.exit = difference.change == policy::Change::looser ? Exit::finding : Exit::ok;
    return answer;
}

Outcome<Answer> run(const PolicyExplain& command, const Settings& settings) {
    TRY(policy, read_policy(command.file));
    TRY(release, release_of(command.claims));
    const auto findings = policy.explain(release);
    const auto decided = policy.decide(release);
    Table table({"RULE", "TERM", "EXPECTED", "GOT", "HOLDS"});
    for (const auto& each : findings) {
        table.add({each.rule.empty() ? "-" : each.rule,
                   std::string(2 * each.depth, ' ') + each.key,
                   printable(each.expected),
                   printable(each.got),
                   each.holds ? "yes" : "no"});
    }
    const auto why = decided ? "rule " + *decided : decided.error().sentence();
    const auto json = Json::object(
        {{"allowed", Json::boolean(decided.ok())},
         {"why", Json::text(why)},
         {"terms", Json::list_of(findings, [](const auto& each) { return json_of(each); })}});
    auto answer = answer_of(settings, json, table.str());
    answer.talk = (decided ? "allowed: " : "refused: ") + printable(why) + "\n";
    return answer;
}

}  // namespace sealwright::cli
