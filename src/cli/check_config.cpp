#include "files.hpp"
#include "run.hpp"
#include "sealwright/config/toml.hpp"
#include "table.hpp"

namespace sealwright::cli {

// The compiled form is read by processes of several users and holds no secret.
Outcome<Answer> run(const CheckConfig& command, const Settings& settings) {
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
    for (const auto& warning : checked.warnings)
        answer.talk += "warning: " + printable(warning) + "\n";
    return answer;
}

}  // namespace sealwright::cli
