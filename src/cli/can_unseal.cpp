#include "can_unseal.hpp"

#include "errors.hpp"
#include "names.hpp"
#include "service.hpp"
#include "table.hpp"
#include "vaults.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace sealwright::cli {
namespace {

constexpr std::chrono::milliseconds look_again{200};
constexpr int looks_max = 300;  // A minute.

bool has_failed(const operate::Check& check) {
    return !check.passed;
}

Json json_of(const operate::Check& check) {
    return Json::object(
        {{"name", Json::text(check.name)},
         {"passed", Json::boolean(check.passed)},
         {"found", Json::text(check.found)},
         {"code", check.passed ? Json::null() : Json::text("E" + std::to_string(check.code))},
         {"remedy", Json::text(check.remedy)}});
}

Json json_of(const operate::SubsetInfo& subset) {
    return Json::object({{"tokens", Json::text(subset.tokens)},
                         {"tried", time_json(subset.tried_ms)},
                         {"passed", time_json(subset.passed_ms)},
                         {"fault", Json::text(subset.fault)}});
}

Json json_of(const operate::CanUnseal& answer, bool can) {
    return Json::object(
        {{"vault", Json::text(answer.vault)},
         {"environment", Json::text(answer.environment)},
         {"can_unseal", Json::boolean(can)},
         {"checks", Json::list_of(answer.checks, [](const auto& each) { return json_of(each); })},
         {"subsets",
          Json::list_of(answer.subsets, [](const auto& each) { return json_of(each); })}});
}

std::string for_people(const operate::CanUnseal& answer, bool can) {
    auto text = "Vault " + printable(answer.vault) +
                (can ? " can be unsealed: its nodes may be restarted.\n\n"
                     : " can not be counted on to unseal: restart none of its nodes.\n\n");
    Table checks({"CHECK", "", "WHAT"});
    for (const auto& check : answer.checks) {
        checks.add({check.name, check.passed ? "ok" : "FAILED", check.found});
    }
    text += checks.str();
    Table subsets({"TOKENS", "TRIED", "LAST OPENED", "FAULT"});
    for (const auto& subset : answer.subsets) {
        subsets.add({subset.tokens,
                     time_for_people(subset.tried_ms),
                     time_for_people(subset.passed_ms),
                     subset.fault.empty() ? "-" : subset.fault});
    }
    const auto table = subsets.str();
    if (!table.empty()) text += "\n" + table;
    if (can) return text;
    text += "\nNext:\n";
    for (const auto& check : answer.checks) {
        if (check.passed) continue;
        text += "  " + printable(check.name) + ": " + printable(check.remedy) + " (E" +
                std::to_string(check.code) + ")\n";
    }
    return text;
}

// The round runs between the asks of vaults, so it is waited for by asking again.
Outcome<operate::CanUnseal> ask(Service& service, const ShowStatus& command) {
    TRY(answer,
        service.ask<operate::CanUnseal>(operate::CanUnsealAsk{command.can_unseal, command.now}));
    for (int look = 0; command.now && answer.trying && look < looks_max; ++look) {
        std::this_thread::sleep_for(look_again);
        TRY(later,
            service.ask<operate::CanUnseal>(operate::CanUnsealAsk{command.can_unseal, false}));
        answer = std::move(later);
    }
    if (command.now && answer.trying) {
        return Error(errors::cli_canary_waits, {fact("vault", command.can_unseal)});
    }
    return std::move(answer);
}

}  // namespace

Outcome<Answer> show_can_unseal(const ShowStatus& command, const Settings& settings) {
    TRY(require_name("vault", command.can_unseal));
    TRY(service, Service::connect(settings));
    TRY(known, ask(service, command));
    const auto can = !known.checks.empty() && std::ranges::none_of(known.checks, has_failed);
    auto answer = answer_of(settings, json_of(known, can), for_people(known, can));
    answer.exit = can ? Exit::ok : Exit::remote;
    return answer;
}

}  // namespace sealwright::cli
