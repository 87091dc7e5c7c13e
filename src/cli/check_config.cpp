#include "files.hpp"
#include "run.hpp"
#include "sealwright/config/toml.hpp"
#include "sealwright/config/toml/agent.hpp"
#include "sealwright/journal/note.hpp"
#include "table.hpp"

namespace sealwright::cli {

namespace {

std::optional<config::PinnedKey> pinned_key(std::string_view text) {
    const auto key = journal::VerifierKey::parse(text);
    if (!key) return std::nullopt;
    return config::PinnedKey{key->name, key->key};
}

void say_warnings(Answer& answer, const std::vector<std::string>& warnings) {
    for (const auto& warning : warnings) answer.talk += "warning: " + printable(warning) + "\n";
}

std::string addresses_of(const config::AgentConfig& config) {
    std::string text;
    for (const auto& each : config.services) {
        text += (text.empty() ? "" : ", ") + each.host + ":" + std::to_string(each.port);
    }
    return text;
}

Outcome<Answer> check_agent(const CheckConfig& command, const Settings& settings) {
    TRY(checked, config::check_agent_toml(command.file, pinned_key));
    if (!command.write.empty()) {
        TRY(write_file(command.write, config::compile(checked.config), {0644, -1}));
    }
    const auto& config = checked.config;
    const auto evidence = std::string(claims::word_of(config.evidence));
    auto table = pairs({{"configuration", command.file + " can be used"},
                        {"written", command.write},
                        {"service", config.service_name},
                        {"addresses", addresses_of(config)},
                        {"node", config.node.str()},
                        {"vault", config.vault.str()},
                        {"evidence", evidence},
                        {"socket", config.socket}});
    const auto written = command.write.empty() ? Json::null() : Json::text(command.write);
    auto answer = answer_of(
        settings,
        Json::object(
            {{"file", Json::text(command.file)},
             {"written", written},
             {"node", Json::text(config.node.str())},
             {"vault", Json::text(config.vault.str())},
             {"evidence", Json::text(evidence)},
             {"warnings",
              Json::list_of(checked.warnings, [](const auto& each) { return Json::text(each); })}}),
        std::move(table));
    say_warnings(answer, checked.warnings);
    return answer;
}

}  // namespace

// The compiled form is read by processes of several users and holds no secret.
Outcome<Answer> run(const CheckConfig& command, const Settings& settings) {
    if (command.agent) return check_agent(command, settings);
    TRY(checked, config::check_toml(command.file));
    if (!command.write.empty()) {
        TRY(write_file(command.write, config::compile(checked.config), {0644, -1}));
    }
    const auto warnings =
        Json::list_of(checked.warnings, [](const auto& each) { return Json::text(each); });
    const auto written = command.write.empty() ? Json::null() : Json::text(command.write);
    const auto& config = checked.config;
    auto table = pairs({{"configuration", command.file + " can be used"},
                        {"written", command.write},
                        {"environment", config.environment},
                        {"owner", config.owner},
                        {"state", config.state},
                        {"tokens",
                         std::to_string(config.tokens.size()) + ", " +
                             std::to_string(config.threshold) + " needed"}});
    auto answer = answer_of(settings,
                            Json::object({{"file", Json::text(command.file)},
                                          {"written", written},
                                          {"tokens", Json::number(config.tokens.size())},
                                          {"threshold", Json::number(config.threshold)},
                                          {"warnings", warnings}}),
                            std::move(table));
    say_warnings(answer, checked.warnings);
    return answer;
}

}  // namespace sealwright::cli
