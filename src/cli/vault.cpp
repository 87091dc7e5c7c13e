#include "errors.hpp"
#include "names.hpp"
#include "run.hpp"
#include "sealwright/core/log.hpp"
#include "table.hpp"
#include "vaults.hpp"

namespace sealwright::cli {
namespace {

Json json_of(const operate::VaultInfo& vault) {
    return Json::object({{"id", Json::text(vault.id)},
                         {"name", Json::text(vault.name)},
                         {"mount", Json::text(vault.mount)},
                         {"key", Json::text(vault.key)},
                         {"environment", Json::text(vault.environment)},
                         {"seal_key_version", Json::number(vault.seal_key_version)},
                         {"data_key_version", Json::number(vault.data_key_version)},
                         {"init_until", time_json(vault.init_until_ms)},
                         {"root_sealed", time_json(vault.root_sealed_ms)},
                         {"root_opened", time_json(vault.root_opened_ms)},
                         {"nodes", Json::number(vault.nodes)}});
}

std::string table_of(const operate::Vaults& answer) {
    if (answer.vaults.empty()) return "No vault is enrolled.\n";
    Table table({"VAULT", "MOUNT", "KEY", "NODES", "INIT UNTIL", "ROOT KEY SEALED", "LAST OPENED"});
    for (const auto& vault : answer.vaults) {
        table.add({vault.name,
                   vault.mount,
                   vault.key,
                   std::to_string(vault.nodes),
                   time_for_people(vault.init_until_ms),
                   time_for_people(vault.root_sealed_ms),
                   time_for_people(vault.root_opened_ms)});
    }
    return table.str();
}

// What a vault that was never sealed needs next; nothing for one that works.
std::string next_step(const operate::VaultInfo& vault) {
    if (vault.nodes == 0) {
        return "Next: sealwright node add " + vault.name + " NODE --cert FILE.pem\n";
    }
    if (vault.root_sealed_ms == 0 && vault.init_until_ms == 0) {
        return "Next: sealwright vault allow-init " + vault.name + ", then `bao operator init`\n";
    }
    return "";
}

std::string next_steps(const operate::Vaults& answer) {
    std::string steps;
    for (const auto& vault : answer.vaults) steps += next_step(vault);
    return steps;
}

}  // namespace

Json time_json(std::uint64_t wall_ms) {
    return wall_ms == 0 ? Json::null() : Json::text(render_utc(wall_ms));
}

Answer answer_of_vaults(const Settings& settings, const operate::Vaults& answer) {
    const auto list = Json::list_of(answer.vaults, [](const auto& each) { return json_of(each); });
    auto shown = answer_of(settings, Json::object({{"vaults", list}}), table_of(answer));
    shown.talk = next_steps(answer);
    return shown;
}

Outcome<operate::VaultInfo> find_vault(Service& service, const std::string& name) {
    TRY(answer, service.ask<operate::Vaults>(operate::VaultsAsk{name}));
    for (const auto& vault : answer.vaults) {
        if (vault.name == name) return vault;
    }
    return Error(errors::cli_vault_unknown, {fact("vault", name)});
}

Outcome<Answer> run(const VaultAdd& command, const Settings& settings) {
    TRY(require_name("vault", command.name));
    TRY(service, Service::connect(settings));
    operate::VaultAddAsk ask{command.name, command.mount, command.key};
    while (ask.mount.ends_with('/')) ask.mount.pop_back();
    if (ask.key.empty()) ask.key = ask.name;
    TRY(answer, service.ask<operate::Vaults>(ask));
    return answer_of_vaults(settings, answer);
}

Outcome<Answer> run(const VaultAllowInit& command, const Settings& settings) {
    TRY(require_name("vault", command.name));
    TRY(seconds, parse_duration(command.duration));
    TRY(service, Service::connect(settings));
    TRY(answer, service.ask<operate::Vaults>(operate::VaultAllowInitAsk{command.name, seconds}));
    auto shown = answer_of_vaults(settings, answer);
    for (const auto& vault : answer.vaults) {
        if (vault.name != command.name) continue;
        shown.talk += "Vault " + vault.name + " may be initialised until " +
                      time_for_people(vault.init_until_ms) + ": `bao operator init`\n";
    }
    return shown;
}

Outcome<Answer> run(const VaultStatus& command, const Settings& settings) {
    TRY(service, Service::connect(settings));
    if (!command.name.empty()) {
        TRY(require_name("vault", command.name));
        TRY(vault, find_vault(service, command.name));
        return answer_of_vaults(settings, {{vault}});
    }
    TRY(answer, service.ask<operate::Vaults>(operate::VaultsAsk{}));
    return answer_of_vaults(settings, answer);
}

}  // namespace sealwright::cli
