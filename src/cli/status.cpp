#include "can_unseal.hpp"
#include "run.hpp"
#include "service.hpp"
#include "table.hpp"
#include "tokens.hpp"
#include "vaults.hpp"

#include <algorithm>

namespace sealwright::cli {
namespace {

std::string name_of(operate::Phase phase) {
    switch (phase) {
        case operate::Phase::locked:
            return "locked";
        case operate::Phase::empty:
            return "empty";
        case operate::Phase::open:
            return "open";
    }
    return "unknown";
}

std::string meaning_of(operate::Phase phase) {
    switch (phase) {
        case operate::Phase::locked:
            return "locked: it runs, and can open nothing yet";
        case operate::Phase::empty:
            return "empty: it runs, and is not founded yet";
        case operate::Phase::open:
            return "open: it serves its vaults";
    }
    return "unknown";
}

Json json_of_freeze(const operate::Status& status) {
    if (status.frozen_since_ms == 0) return Json::null();
    return Json::object({{"since", time_json(status.frozen_since_ms)},
                         {"until", time_json(status.frozen_until_ms)},
                         {"entry", Json::number(status.frozen_entry)},
                         {"by", Json::text(status.frozen_by)},
                         {"reason", Json::text(status.frozen_reason)}});
}

std::string kind_of(const operate::Status& status) {
    if (status.solo) return "solo installation (for trying): one operator decides alone";
    if (status.founded_entry == 0) return "";
    return "founded in entry-" + std::to_string(status.founded_entry) + " by its people, " +
           std::to_string(status.persons) + " now" +
           (status.was_solo ? "; solo before, and entry-1 says so for ever" : "");
}

std::string freeze_of(const operate::Status& status) {
    if (status.frozen_since_ms == 0) return "";
    const auto until = status.frozen_until_ms == 0 ? std::string("it is lifted")
                                                   : time_for_people(status.frozen_until_ms);
    return "since " + time_for_people(status.frozen_since_ms) + " until " + until + " by " +
           printable(status.frozen_by) + ": " + printable(status.frozen_reason);
}

// When something was, in whole days: who plans the next drill wants no more.
std::string days_since(std::uint64_t ms) {
    constexpr std::uint64_t day_ms = std::uint64_t{24} * 60 * 60 * 1000;
    const auto now_ms = SystemClock().now().wall_ms;
    const auto days = (now_ms - std::min(now_ms, ms)) / day_ms;
    if (days == 0) return "today";
    return std::to_string(days) + (days == 1 ? " day ago" : " days ago");
}

std::string custodians_line(const operate::Status& status) {
    if (status.custodians == 0) return "";
    return std::to_string(status.custodians_shown) + " of " + std::to_string(status.custodians) +
           " shown in 100 days, " + std::to_string(status.custodians_needed) + " needed, margin " +
           std::to_string(status.custodians_margin()) + "; " +
           (status.drilled_ms == 0 ? "no drill yet"
                                   : "last drill " + days_since(status.drilled_ms));
}

Json json_of_custodians(const operate::Status& status) {
    if (status.custodians == 0) return Json::null();
    return Json::object(
        {{"custodians", Json::number(status.custodians)},
         {"shown", Json::number(status.custodians_shown)},
         {"needed", Json::number(status.custodians_needed)},
         {"margin", Json::text(std::to_string(status.custodians_margin()))},
         {"last_drill", status.drilled_ms == 0 ? Json::null() : time_json(status.drilled_ms)}});
}

Json json_of_status(const operate::Status& status) {
    return Json::object(
        {{"phase", Json::text(name_of(status.phase))},
         {"waits_for", Json::text(status.waits_for)},
         {"solo", Json::boolean(status.solo)},
         {"installation", Json::text(status.installation)},
         {"instance", Json::text(status.instance)},
         {"environment", Json::text(status.environment)},
         {"owner", Json::text(status.owner)},
         {"token_group", Json::text(status.token_group)},
         {"revision", Json::number(status.revision)},
         {"journal", Json::object({{"sequence", Json::number(status.sequence)}})},
         {"tokens", Json::list_of(status.tokens, [](const auto& each) { return json_of(each); })},
         {"threshold", Json::number(status.threshold)},
         {"tokens_ready", Json::number(status.tokens_ready)},
         {"verifier_key", Json::text(status.verifier_key)},
         {"vaults", Json::number(status.vaults)},
         {"nodes", Json::number(status.nodes)},
         {"baselines_overdue", Json::number(status.baselines_overdue)},
         {"heartbeats", Json::number(status.heartbeats)},
         {"founded_entry", Json::number(status.founded_entry)},
         {"was_solo", Json::boolean(status.was_solo)},
         {"founding", Json::boolean(status.is_founding)},
         {"persons", Json::number(status.persons)},
         {"requests", Json::number(status.requests)},
         {"custodians", json_of_custodians(status)},
         {"frozen", json_of_freeze(status)}});
}

std::string vaults_line(const operate::Status& status) {
    if (status.phase != operate::Phase::open) return "";
    return std::to_string(status.vaults) + ", with " + std::to_string(status.nodes) +
           (status.nodes == 1 ? " node" : " nodes");
}

std::string reviews_line(const operate::Status& status) {
    const auto count = status.baselines_overdue;
    if (count == 0) return "";
    return std::to_string(count) +
           (count == 1 ? " baseline is overdue" : " baselines are overdue") +
           " (nothing is refused for it)";
}

std::string tokens_line(const operate::Status& status) {
    // Before init no token has a key that could serve.
    const auto founded = status.phase != operate::Phase::empty;
    const auto ready = founded ? static_cast<std::ptrdiff_t>(status.tokens_ready)
                               : std::ranges::count_if(status.tokens, is_logged_in);
    auto line = std::to_string(ready) + " of " + std::to_string(status.tokens.size()) +
                (founded ? " ready" : " logged in");
    if (status.threshold > 0) line += ", " + std::to_string(status.threshold) + " needed";
    if (!status.token_group.empty()) line += " (group " + status.token_group + ")";
    return line;
}

// It was open once, and fewer tokens than are needed can have anything of it: those that had are
// gone, or others are in their places.
bool has_lost_tokens(const operate::Status& status) {
    const auto has_no_key = [](const auto& token) { return token.state == "no key"; };
    const auto lost = std::ranges::count_if(status.tokens, has_no_key);
    const auto may_open = static_cast<std::ptrdiff_t>(status.tokens.size()) - lost;
    return status.phase == operate::Phase::locked && lost > 0 && may_open < status.threshold;
}

// The commands that bring the service on, in the order in which they help.
std::string next_steps(const operate::Status& status) {
    const auto founded = status.phase != operate::Phase::empty;
    std::string steps;
    auto ready_to_found = !status.tokens.empty();
    for (const auto& token : status.tokens) {
        const auto step = next_step(token, founded);
        ready_to_found = ready_to_found && is_logged_in(token);
        if (!step.empty())
            steps += "  token " + printable(token.name) + ": " + printable(step) + "\n";
    }
    if (!founded && ready_to_found && !status.is_founding) {
        steps +=
            "  sealwright init --founders ROSTER --config FILE.toml\n"
            "  sealwright init --solo --config FILE.toml (for trying)\n";
    }
    if (has_lost_tokens(status)) {
        steps +=
            "  put back the tokens that have the keys; if they are lost, and there are custodians: "
            "sealwright recover begin --reason TEXT\n";
    }
    if (status.is_founding) steps += "  sealwright founding show\n";
    if (status.frozen_since_ms != 0) steps += "  sealwright lift --reason TEXT\n";
    if (status.requests > 0) {
        steps += "  sealwright request ls (" + std::to_string(status.requests) + " waiting)\n";
    }
    if (status.phase == operate::Phase::open && status.vaults == 0) {
        steps += "  sealwright vault add NAME\n";
    }
    if (status.phase == operate::Phase::open && status.vaults > 0 && status.nodes == 0) {
        steps += "  sealwright node add VAULT NODE --cert FILE.pem\n";
    }
    return steps.empty() ? "" : "\nNext:\n" + steps;
}

std::string for_people(const operate::Status& status) {
    const auto open = status.phase == operate::Phase::open;
    auto text = pairs({{"service", meaning_of(status.phase)},
                       {"waits for", status.waits_for},
                       {"kind", kind_of(status)},
                       {"FROZEN", freeze_of(status)},
                       {"installation", status.installation},
                       {"instance", status.instance},
                       {"environment", status.environment},
                       {"owner", status.owner},
                       {"tokens", tokens_line(status)},
                       {"vaults", vaults_line(status)},
                       {"custodians", custodians_line(status)},
                       {"reviews", reviews_line(status)},
                       {"journal", open ? "entry-" + std::to_string(status.sequence) : ""},
                       {"verifier key", status.verifier_key}});
    const auto tokens = table_of(status.tokens);
    if (!tokens.empty()) text += "\n" + tokens;
    return text + next_steps(status);
}

Outcome<Answer> show_reboots(const Settings& settings) {
    TRY(service, Service::connect(settings));
    TRY(reboots, service.ask<operate::Reboots>(operate::RebootsAsk{}));
    Table table({"VAULT", "NODE", "IF IT BOOTED NOW", "WHY NOT"});
    bool all = true;
    for (const auto& node : reboots.nodes) {
        all = all && node.comes_back;
        table.add({node.vault, node.node, node.comes_back ? "served" : "refused", node.reason});
    }
    const auto list = Json::list_of(reboots.nodes, [](const auto& node) {
        return Json::object({{"vault", Json::text(node.vault)},
                             {"node", Json::text(node.node)},
                             {"comes_back", Json::boolean(node.comes_back)},
                             {"reason", Json::text(node.reason)}});
    });
    auto answer = answer_of(settings, Json::object({{"nodes", list}}), table.str());
    answer.exit = all ? Exit::ok : Exit::remote;
    return answer;
}

}  // namespace

Outcome<Answer> run(const ShowStatus& command, const Settings& settings) {
    if (!command.can_unseal.empty()) return show_can_unseal(command, settings);
    if (command.if_rebooted) return show_reboots(settings);
    TRY(service, Service::connect(settings));
    TRY(status, service.ask<operate::Status>(operate::StatusAsk{}));
    auto answer = answer_of(settings, json_of_status(status), for_people(status));
    answer.exit = status.phase == operate::Phase::open ? Exit::ok : Exit::remote;
    return answer;
}

}  // namespace sealwright::cli
