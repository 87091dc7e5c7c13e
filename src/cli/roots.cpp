#include "roots.hpp"

#include "sealwright/ceremony/ceremony.hpp"
#include "sealwright/ceremony/words.hpp"
#include "vaults.hpp"

#include <algorithm>
#include <array>

namespace sealwright::cli {
namespace {

using operate::RootTaskState;

std::string word_of(RootTaskState state) {
    switch (state) {
        case RootTaskState::none:
            return "none";
        case RootTaskState::waiting:
            return "waiting";
        case RootTaskState::under_way:
            return "under way";
        case RootTaskState::done:
            return "done";
        case RootTaskState::failed:
            return "failed";
        case RootTaskState::asked:
            return "custodians are asked";
    }
    return "unknown";
}

bool is_asked(const operate::RootShown& shown) {
    return CeremonyId(shown.ceremony).is_set();
}

bool has_task(const operate::RootShown& shown) {
    return shown.task.state != RootTaskState::none;
}

Json text_or_null(const std::string& text) {
    return text.empty() ? Json::null() : Json::text(text);
}

Json json_of(const claims::RootSeen& found) {
    return Json::object({{"namespace", Json::text(found.inside)},
                         {"accessor", Json::text(found.accessor)},
                         {"made_at", Json::text(found.made_at)},
                         {"unlimited", Json::boolean(found.unlimited)}});
}

Json json_of(const operate::RootGrant& grant) {
    return Json::object({{"accessor", Json::text(grant.accessor)},
                         {"by", Json::text(grant.by)},
                         {"ends", time_json(grant.ends_ms)}});
}

Json json_of(const operate::RootTaskInfo& task) {
    if (task.state == RootTaskState::none) return Json::null();
    return Json::object(
        {{"id", Json::text("task-" + to_hex(task.id))},
         {"kind", Json::text(task.kind)},
         {"state", Json::text(word_of(task.state))},
         {"by", Json::text(task.by)},
         {"reason", Json::text(task.reason)},
         {"proposed", time_json(task.proposed_ms)},
         {"expires", time_json(task.expires_ms)},
         {"ended", time_json(task.ended_ms)},
         {"node", text_or_null(task.node)},
         {"step", text_or_null(task.step)},
         {"tries", Json::number(task.tries)},
         {"code", Json::number(task.code)},
         {"why", text_or_null(task.why)},
         {"tokens", Json::number(task.tokens)},
         {"namespaces", Json::number(task.namespaces)},
         {"revoked", Json::number(task.revoked)},
         {"roots", Json::number(task.roots)},
         {"children_at_most", Json::number(task.children_max)},
         {"found", Json::list_of(task.found, [](const auto& each) { return json_of(each); })},
         {"changed_recovery", Json::boolean(task.changed_recovery)},
         {"rotated_root", Json::boolean(task.rotated_root)},
         {"accessor", text_or_null(task.accessor)},
         {"ends", time_json(task.ends_ms)},
         {"fetched", Json::boolean(task.is_fetched)}});
}

Json json_of(const operate::RootShown& shown) {
    return Json::object(
        {{"vault", Json::text(shown.vault)},
         {"id", Json::text(shown.id)},
         {"managed", Json::boolean(shown.is_managed)},
         {"managed_since", time_json(shown.managed_ms)},
         {"issuer", Json::text(shown.issuer)},
         {"audience", Json::text(shown.audience)},
         {"login_key", Json::text(to_hex(shown.login_key))},
         {"recovery_key",
          Json::object({{"kept", Json::boolean(shown.has_recovery)},
                        {"sealed", time_json(shown.recovery_ms)},
                        {"release", Json::text(shown.recovery_release)}})},
         {"recovery_key_change_due", Json::boolean(shown.is_change_due)},
         {"schedule", json_of_times(shown)},
         {"task", json_of(shown.task)},
         {"proposed", json_of(shown.proposed)},
         {"ceremony",
          is_asked(shown) ? Json::text(CeremonyId(shown.ceremony).str()) : Json::null()},
         {"words", is_asked(shown) ? Json::text(ceremony::spoken(shown.asked)) : Json::null()},
         {"grants", Json::list_of(shown.grants, [](const auto& each) { return json_of(each); })}});
}

std::string time_or_nothing(std::uint64_t wall_ms) {
    return wall_ms == 0 ? std::string() : time_for_people(wall_ms);
}

std::string count_of(std::uint64_t count, const std::string& one) {
    return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

std::string state_of(const operate::RootTaskInfo& task) {
    auto text = task.kind + ", " + word_of(task.state);
    if (task.state == RootTaskState::waiting && task.tries > 0) {
        text += " after try " + std::to_string(task.tries);
    }
    return text;
}

std::string revoked_of(const operate::RootTaskInfo& task) {
    if (task.revoked == 0 && task.found.empty()) return "none was found";
    if (task.revoked == 0) return "none yet";
    return std::to_string(task.revoked);
}

// No vault says whose child a token is.
std::string children_of(const operate::RootTaskInfo& task) {
    if (task.children_max == 0) return task.roots == 0 ? "" : "no other token";
    return "at most " + count_of(task.children_max, "other token") + ", each some token's child";
}

// What the vault answered to the agent, and what was done about it.
std::string results_of(const operate::RootTaskInfo& task) {
    if (task.tokens == 0) return "";
    const auto seen = count_of(task.tokens, "token") + " in " +
                      count_of(task.namespaces, "namespace") + ", as the vault told node " +
                      task.node;
    const bool is_request = task.kind == "request";
    const bool is_preview = task.kind == "preview";
    auto text = pairs(
        {{"  looked at", seen},
         {"  root tokens found", is_preview ? std::to_string(task.roots) : ""},
         {"  root tokens revoked", is_preview ? "" : revoked_of(task)},
         {is_preview ? "  would end with them" : "  ended with them", children_of(task)},
         {"  barrier root key", task.rotated_root ? "rotated" : ""},
         {"  recovery key", task.changed_recovery ? "changed" : ""},
         {"  its token", is_request ? task.accessor : std::string()},
         {"  its calls",
          task.accessor.empty() ? "" : "not read: the vault's audit log has them by accessor"},
         {"  ends", is_request ? time_or_nothing(task.ends_ms) : std::string()},
         {"  fetched",
          !is_request || task.accessor.empty() ? ""
          : task.is_fetched                    ? "yes"
                                               : "no"}});
    if (task.found.empty()) return text;
    Table table({"ROOT TOKEN", "NAMESPACE", "MADE BY", "LIMIT"});
    for (const auto& each : task.found) {
        table.add({each.accessor,
                   each.inside.empty() ? "root" : each.inside,
                   each.made_at,
                   each.unlimited ? "none" : "has one"});
    }
    const auto left = task.revoked > task.found.size()
                          ? "and " + std::to_string(task.revoked - task.found.size()) + " more\n"
                          : std::string();
    return text + "\n" + table.str() + left;
}

std::string task_for_people(const operate::RootTaskInfo& task) {
    const bool is_open = !is_over(task);
    return "\n" +
           pairs({{"task", "task-" + to_hex(task.id)},
                  {"  is", state_of(task)},
                  {"  asked for", time_for_people(task.proposed_ms) + " by " + task.by},
                  {"  reason", task.reason},
                  {"  until", is_open ? time_or_nothing(task.expires_ms) : std::string()},
                  {"  ended", time_or_nothing(task.ended_ms)},
                  {"  node", task.node},
                  {"  last step", task.step},
                  {"  why", task.why}}) +
           results_of(task);
}

std::string opened_by(const std::string& release) {
    return release == "quorum" ? "its custodians" : "the service alone (auto)";
}

// What waits for custodians: whom to wake, and the words that are read to them.
std::string proposed_for_people(const operate::RootShown& shown) {
    const auto& task = shown.proposed;
    if (task.state == RootTaskState::none) return "";
    return "\n" + pairs({{"proposed", "task-" + to_hex(task.id)},
                         {"  is", state_of(task)},
                         {"  asked for", time_for_people(task.proposed_ms) + " by " + task.by},
                         {"  reason", task.reason},
                         {"  until", time_or_nothing(task.expires_ms)},
                         {"  ceremony", is_asked(shown) ? CeremonyId(shown.ceremony).str() : ""},
                         {"  words", is_asked(shown) ? ceremony::spoken(shown.asked) : ""}});
}

std::string grants_for_people(const std::vector<operate::RootGrant>& grants) {
    if (grants.empty()) return "";
    Table table({"GRANTED ROOT TOKEN", "TO", "ENDS"});
    for (const auto& each : grants) {
        table.add({each.accessor, each.by, time_for_people(each.ends_ms)});
    }
    return "\n" + table.str();
}

std::string for_people(const operate::RootShown& shown) {
    const auto root = shown.is_managed ? "ours since " + time_for_people(shown.managed_ms)
                                       : std::string("not ours");
    const auto recovery = shown.has_recovery
                              ? "kept sealed since " + time_for_people(shown.recovery_ms) +
                                    ", opened by " + opened_by(shown.recovery_release)
                              : std::string("not kept");
    const auto granted = shown.grants.empty() ? std::string("none") : std::string();
    Pairs rows{{"vault", shown.vault},
               {"root", root},
               {"recovery key", recovery},
               {"its change", shown.is_change_due ? "PENDING: custodians have to open it" : ""}};
    const auto times = times_for_people(shown);
    rows.insert(rows.end(), times.begin(), times.end());
    rows.emplace_back("granted root tokens", granted);
    auto text = pairs(rows);
    text += grants_for_people(shown.grants);
    text += proposed_for_people(shown);
    return has_task(shown) ? text + task_for_people(shown.task) : text;
}

std::string talk_of_failure(const operate::RootTaskInfo& task) {
    const auto failure = failure_of(task);
    return "what: " + printable(failure.what) + "\ndo:   " + printable(failure.remedy) +
           "\ncode: E" + std::to_string(failure.code) + "\n";
}

std::string next_step(const operate::RootShown& shown) {
    if (shown.task.state == RootTaskState::failed) return talk_of_failure(shown.task);
    if (shown.is_managed || (has_task(shown) && !is_over(shown.task))) return "";
    if (shown.proposed.state != RootTaskState::none) return "";
    return "Next: sealwright vault adopt " + shown.vault + ", or sealwright vault init " +
           shown.vault + " for a new one\n";
}

}  // namespace

Answer answer_of_root(const Settings& settings, const operate::RootShown& shown) {
    auto answer = answer_of(settings, json_of(shown), for_people(shown));
    answer.talk = next_step(shown);
    return answer;
}

}  // namespace sealwright::cli
