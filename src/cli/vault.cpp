#include "errors.hpp"
#include "names.hpp"
#include "run.hpp"
#include "sealwright/core/log.hpp"
#include "table.hpp"
#include "vaults.hpp"

namespace sealwright::cli {
namespace {

Json text_or_null(const std::string& text) {
    return text.empty() ? Json::null() : Json::text(text);
}

// Something that the vault keeps is sealed under an older version than it should be.
bool is_rewrap_pending(const operate::VaultInfo& vault) {
    const auto is_older = [&](std::uint32_t version) {
        return version != 0 && version < vault.seal_key_version;
    };
    return is_older(vault.root_version) || is_older(vault.recovery_version);
}

// What is out of the ordinary about a vault, in the order of its weight.
std::string standing_of(const operate::VaultInfo& vault) {
    std::string text;
    const auto add = [&](const std::string& words) { text += (text.empty() ? "" : ", ") + words; };
    if (vault.held_since_ms != 0) add("HELD");
    if (vault.init_until_ms != 0) add("init until " + time_for_people(vault.init_until_ms));
    if (vault.restore_until_ms != 0) {
        add("restore until " + time_for_people(vault.restore_until_ms));
    }
    if (!vault.rewrap_node.empty()) add("re-wrap begun");
    if (is_rewrap_pending(vault)) add("re-wrap pending");
    return text.empty() ? "-" : text;
}

Json json_of(const operate::VaultInfo& vault) {
    const auto versions =
        Json::list_of(vault.versions, [](std::uint32_t version) { return Json::number(version); });
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
                         {"nodes", Json::number(vault.nodes)},
                         {"versions", versions},
                         {"root_version", Json::number(vault.root_version)},
                         {"recovery_version", Json::number(vault.recovery_version)},
                         {"rewrap_pending", Json::boolean(is_rewrap_pending(vault))},
                         {"rewrap_begun_by", text_or_null(vault.rewrap_node)},
                         {"restore_until", time_json(vault.restore_until_ms)},
                         {"held_since", time_json(vault.held_since_ms)},
                         {"held_by", text_or_null(vault.held_by)},
                         {"held_reason", text_or_null(vault.held_reason)},
                         {"held_entry", Json::number(vault.held_entry)},
                         {"held_until", time_json(vault.held_until_ms)},
                         {"held_confirmed_by", text_or_null(vault.held_confirmed_by)},
                         {"production", Json::boolean(vault.is_production)}});
}

std::string table_of(const operate::Vaults& answer) {
    if (answer.vaults.empty()) return "No vault is enrolled.\n";
    Table table({"VAULT",
                 "MOUNT",
                 "KEY",
                 "VERSION",
                 "NODES",
                 "ROOT KEY SEALED",
                 "LAST OPENED",
                 "STANDING"});
    for (const auto& vault : answer.vaults) {
        table.add({vault.name,
                   vault.mount,
                   vault.key,
                   "v" + std::to_string(vault.seal_key_version),
                   std::to_string(vault.nodes),
                   time_for_people(vault.root_sealed_ms),
                   time_for_people(vault.root_opened_ms),
                   standing_of(vault)});
    }
    return table.str();
}

std::string version_text(std::uint32_t version) {
    return version == 0 ? "none" : "v" + std::to_string(version);
}

// A hold by one person ends by itself.
std::string hold_end(const operate::VaultInfo& vault) {
    if (!vault.held_confirmed_by.empty()) return "Confirmed by " + vault.held_confirmed_by + ".\n";
    if (vault.held_until_ms == 0) return "";
    return "It lapses at " + time_for_people(vault.held_until_ms) +
           " unless another person holds the vault too.\n";
}

// What a vault needs next, and why; nothing for one that is as it should be.
std::string next_step(const operate::VaultInfo& vault) {
    if (vault.nodes == 0) {
        return "Next: sealwright node add " + vault.name + " NODE --cert FILE.pem\n";
    }
    if (vault.held_since_ms != 0) {
        return "Vault " + vault.name + " is held since " + time_for_people(vault.held_since_ms) +
               " by " + vault.held_by + ": " + vault.held_reason + "\n" + hold_end(vault) +
               "It does not unseal until: sealwright vault lift " + vault.name + " --reason TEXT\n";
    }
    if (vault.root_sealed_ms == 0 && vault.init_until_ms == 0) {
        return "Next: sealwright vault allow-init " + vault.name + ", then `bao operator init`\n";
    }
    if (!vault.rewrap_node.empty()) {
        return "Node " + vault.rewrap_node + " of vault " + vault.name +
               " opened the recovery key for a re-wrap and has not sent it back: no root key is "
               "released until it does, starts anew, or is revoked.\n";
    }
    if (is_rewrap_pending(vault)) {
        return "Vault " + vault.name + " keeps values under older versions (root key " +
               version_text(vault.root_version) + ", recovery key " +
               version_text(vault.recovery_version) + "). Next: restart its active node, or " +
               "`bao operator step-down`\n";
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
    operate::VaultAddAsk ask{command.name, command.mount, command.key, {}, false};
    const bool is_known = command.vault_class.empty() || command.vault_class == "trying" ||
                          command.vault_class == "production";
    if (!is_known) {
        return Error(errors::cli_usage,
                     {fact("class", command.vault_class), fact("allowed", "trying, production")});
    }
    ask.is_production = command.vault_class == "production";
    if (!command.id.empty()) {
        TRY(id, VaultId::parse(command.id));
        ask.id = id.bytes();
    }
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
