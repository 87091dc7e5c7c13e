// `vault seal-config NAME --lint FILE`.
#include "certificates.hpp"
#include "files.hpp"
#include "names.hpp"
#include "run.hpp"
#include "sealwright/config/errors.hpp"
#include "sealwright/config/stanza/lint.hpp"
#include "sealwright/config/toml.hpp"
#include "table.hpp"
#include "vaults.hpp"

#include <sys/stat.h>
#include <unistd.h>

namespace sealwright::cli {
namespace {

class FilesHere final : public config::Files {
public:
    [[nodiscard]] std::optional<char> last_byte(const std::string& path) const override {
        constexpr std::size_t token_max = std::size_t{64} * 1024;
        struct stat facts {};
        // Never a device or a pipe, which could be waited for.
        if (::stat(path.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) return std::nullopt;
        const auto bytes = read_wiped(path, token_max);
        if (!bytes || bytes->empty()) return std::nullopt;
        return static_cast<char>(bytes->back());
    }
};

// A refusal that names the line first, since that is what its reader looks for.
Failure unreadable(const Error& error, const std::string& file) {
    Failure failure(error);
    if (!error.is(errors::config_line_unreadable)) return failure;
    std::string line;
    std::string why;
    for (const auto& each : error.facts()) {
        if (each.name == "line") line = std::to_string(std::get<std::uint64_t>(each.value));
        if (each.name == "why") why = std::get<PublicText>(each.value).str();
    }
    failure.what = "cannot read line " + line + " of " + file + ": " + why;
    return failure;
}

std::string in_brackets(const std::string& host) {
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

struct Known {
    config::Expected expected;
    std::string note;  // What could not be compared.
};

Result<Known> known_of(const VaultSealLint& command, const operate::VaultInfo& vault) {
    Known known;
    known.expected.vault = vault.name;
    known.expected.mount = vault.mount;
    known.expected.key = vault.key;
    if (!command.address.empty()) known.expected.addresses = {command.address};
    if (!file_exists(command.config)) {
        if (command.address.empty()) {
            known.note =
                "The address was not compared: name the service's configuration with "
                "--config, or give --address.\n";
        }
        return known;
    }
    TRY(config, config::read_toml(command.config));
    known.expected.names = config.names;
    known.expected.own_authority = !certificates_of(config).configured;
    if (!command.address.empty()) return known;
    for (const auto& name : config.names) {
        known.expected.addresses.push_back("https://" + in_brackets(name) + ":" +
                                           std::to_string(config.listen_port));
    }
    return known;
}

Outcome<std::vector<std::string>> variables_of(const std::string& path) {
    if (!path.empty()) {
        TRY(bytes, read_wiped(path, config::vault_config_size_max));
        const auto names = config::read_variable_names(text_of(bytes));
        if (!names) return unreadable(names.error(), path);
        return *names;
    }
    std::vector<std::string> names;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view each(*variable);
        const auto equals = each.find('=');
        if (equals != std::string_view::npos && equals + 1 < each.size()) {
            names.emplace_back(each.substr(0, equals));
        }
    }
    return names;
}

Json json_of(const config::Finding& finding) {
    const auto line = finding.line == 0 ? Json::null() : Json::number(finding.line);
    return Json::object({{"name", Json::text(finding.name)},
                         {"line", line},
                         {"what", Json::text(finding.what)},
                         {"why", Json::text(finding.why)},
                         {"do", Json::text(finding.remedy)}});
}

// Where the block is and what it leads to; a value that is no plain text is left out.
Json json_of(const config::Stanza& stanza) {
    const auto value = [&stanza](std::string_view key) {
        const auto* setting = stanza.find(key);
        if (setting == nullptr) return Json::null();
        const auto text = setting->value();
        return text ? Json::text(*text) : Json::null();
    };
    return Json::object({{"line", Json::number(stanza.line)},
                         {"type", Json::text(stanza.type)},
                         {"address", value("address")},
                         {"mount_path", value("mount_path")},
                         {"key_name", value("key_name")}});
}

std::string for_people(const config::Finding& finding) {
    const auto place = finding.line == 0 ? "" : "line " + std::to_string(finding.line) + ", ";
    return "\n" + place + std::string(finding.name) + "\n" +
           pairs({{"  what", finding.what},
                  {"  why", std::string(finding.why)},
                  {"  do", std::string(finding.remedy)}});
}

std::string for_people(const std::string& file, const std::vector<config::Finding>& findings) {
    if (findings.empty()) return printable(file) + ": nothing found\n";
    auto text = printable(file) + ": " + std::to_string(findings.size()) +
                (findings.size() == 1 ? " finding\n" : " findings\n");
    for (const auto& finding : findings) text += for_people(finding);
    return text;
}

}  // namespace

Outcome<Answer> run(const VaultSealLint& command, const Settings& settings) {
    TRY(require_name("vault", command.name));
    TRY(text, read_wiped(command.file, config::vault_config_size_max));
    const auto stanzas = config::read_stanzas(text_of(text));
    if (!stanzas) return unreadable(stanzas.error(), command.file);
    TRY(variables, variables_of(command.environ));
    TRY(service, Service::connect(settings));
    TRY(vault, find_vault(service, command.name));
    TRY(known, known_of(command, vault));
    const auto findings = config::lint(*stanzas, known.expected, variables, FilesHere());
    if (!findings) return unreadable(findings.error(), command.file);

    const auto json = Json::object(
        {{"file", Json::text(command.file)},
         {"environ", command.environ.empty() ? Json::null() : Json::text(command.environ)},
         {"seals", Json::list_of(*stanzas, [](const auto& each) { return json_of(each); })},
         {"findings", Json::list_of(*findings, [](const auto& each) { return json_of(each); })}});
    auto answer = answer_of(settings, json, for_people(command.file, *findings));
    answer.exit = findings->empty() ? Exit::ok : Exit::finding;
    answer.talk = known.note;
    if (command.environ.empty()) {
        answer.talk +=
            "The environment that was looked at is this command's own; give --environ "
            "/proc/PID/environ for the vault's.\n";
    }
    return answer;
}

}  // namespace sealwright::cli
