#include "requests.hpp"

#include "change_words.hpp"
#include "errors.hpp"
#include "sealwright/ceremony/words.hpp"
#include "sealwright/core/log.hpp"
#include "sealwright/operate/routes.hpp"
#include "sealwright/person/plan_words.hpp"
#include "table.hpp"

#include <algorithm>
#include <array>

namespace sealwright::cli {
namespace {

std::string_view word_of(ceremony::Choice choice) {
    constexpr std::array<std::string_view, 3> words{"approves", "denies", "vetoes"};
    return words.at(static_cast<std::size_t>(choice));
}

std::string name_of(const ceremony::Plan& plan) {
    const auto* route = operate::route_of(plan.type);
    return route == nullptr ? "unknown" : std::string(route->name);
}

// What would change, each field of it, on one line.
std::string summary_of(const ceremony::Plan& plan) {
    const auto change = words_of_change(plan);
    const auto fields = person::words_of_plan(plan);
    if (change.empty() || !fields) return "not known to this release";
    std::string summary(change);
    for (const auto& [name, value] : *fields) {
        if (name == "change") continue;
        summary += ", ";
        summary += name;
        summary += " ";
        summary += value;
    }
    return summary;
}

Json time_or_null(std::uint64_t wall_ms) {
    return wall_ms == 0 ? Json::null() : Json::text(render_utc(wall_ms));
}

std::size_t missing(const ceremony::Request& request, const ceremony::Roster& roster) {
    const auto needed = static_cast<std::size_t>(request.terms.needed);
    return needed - std::min(needed, request.approvals(roster));
}

Json json_of(const ceremony::Decision& decision) {
    const auto& act = decision.act.act;
    return Json::object({{"person", Json::text(act.person)},
                         {"role", Json::text(ceremony::word_of(act.role))},
                         {"choice", Json::text(word_of(act.choice))},
                         {"reason", Json::text(decision.reason)},
                         {"time", Json::text(render_utc(decision.at_ms))},
                         {"key", Json::text(ceremony::key_text(decision.act.key))},
                         {"act", Json::text(to_hex(act.digest()))}});
}

Json json_of(const ceremony::Request& request, const ceremony::Roster& roster) {
    Json::Members plan;
    for (const auto& [name, value] :
         person::words_of_plan(request.plan).value_or(person::Lines())) {
        plan.emplace_back(name, Json::text(value));
    }
    return Json::object({{"request", Json::text(request.id.str())},
                         {"state", Json::text(ceremony::word_of(request.state))},
                         {"change", Json::text(name_of(request.plan))},
                         {"summary", Json::text(summary_of(request.plan))},
                         {"plan", Json::object(plan)},
                         {"plan_digest", Json::text(to_hex(request.plan.digest()))},
                         {"words", Json::text(ceremony::spoken(request.plan.digest()))},
                         {"attempt", Json::number(request.attempt)},
                         {"proposer", Json::text(request.proposer())},
                         {"approvals", Json::number(request.approvals(roster))},
                         {"needed", Json::number(request.terms.needed)},
                         {"proposed", time_or_null(request.proposed_ms)},
                         {"expires", time_or_null(request.expiry_ms)},
                         {"armed_until", time_or_null(request.armed_until_ms)},
                         {"ended", time_or_null(request.ended_ms)},
                         {"why", Json::text(request.why)},
                         {"decisions", Json::list_of(request.decisions, [](const auto& each) {
                              return json_of(each);
                          })}});
}

std::string waits_for(const ceremony::Request& request, const ceremony::Roster& roster) {
    if (!request.is_open()) return "";
    const auto count = missing(request, roster);
    if (count == 0) return "nobody: it is carried out when nobody may veto it any more";
    return std::to_string(count) + " more operator" + (count == 1 ? "" : "s");
}

// No line is longer than a terminal is wide: whoever wants all of it looks at the request itself.
std::string fitted(const std::string& line) {
    constexpr std::size_t width = 80;
    const auto shown = printable(line);
    return shown.size() <= width ? shown : shown.substr(0, width - 3) + "...";
}

std::string until_of(const ceremony::Request& request) {
    if (!request.is_open()) return ", ended " + time_for_people(request.ended_ms);
    if (request.state == ceremony::RequestState::armed) {
        return ", veto until " + time_for_people(request.armed_until_ms);
    }
    return ", until " + time_for_people(request.expiry_ms);
}

// Which, and how it stands; who asks for what; how many of how many, since and until when.
std::string lines_of(const ceremony::Request& request, const ceremony::Roster& roster) {
    const auto count =
        std::to_string(request.approvals(roster)) + " of " + std::to_string(request.terms.needed);
    return fitted(request.id.str() + "  " + std::string(ceremony::word_of(request.state))) + "\n" +
           fitted("  " + request.proposer() + ": " + summary_of(request.plan)) + "\n" +
           fitted("  " + count + ", since " + time_for_people(request.proposed_ms) +
                  until_of(request)) +
           "\n";
}

std::string for_people(const ceremony::Request& request, const ceremony::Roster& roster) {
    const auto time = [](std::uint64_t wall_ms) {
        return wall_ms == 0 ? std::string() : time_for_people(wall_ms);
    };
    auto text =
        pairs({{"request", request.id.str()},
               {"state", std::string(ceremony::word_of(request.state))},
               {"why", printable(request.why)},
               {"attempt", request.attempt == 0 ? "" : "second: the plan was vetoed before"},
               {"proposed", time(request.proposed_ms) + " by " + request.proposer()},
               {"waits for", waits_for(request, roster)},
               {"expires", request.is_open() ? time(request.expiry_ms) : ""},
               {"veto until", request.is_open() ? time(request.armed_until_ms) : ""},
               {"ended", time(request.ended_ms)}});
    text += "\nWhat is signed:\n" + person::text_of_plan(request.plan) + "\n";
    Table table({"WHO", "AS", "SAYS", "WHEN", "REASON"});
    for (const auto& decision : request.decisions) {
        table.add({decision.act.act.person,
                   std::string(ceremony::word_of(decision.act.act.role)),
                   std::string(word_of(decision.act.act.choice)),
                   time_for_people(decision.at_ms),
                   decision.reason.empty() ? "-" : decision.reason});
    }
    return text + table.str();
}

std::string keys_of(const ceremony::Person& person) {
    const auto in_force =
        std::ranges::count_if(person.keys, [](const auto& key) { return key.revoked_ms == 0; });
    return std::to_string(in_force);
}

Json json_of(const ceremony::Person& person) {
    const auto keys = Json::list_of(person.keys, [](const auto& key) {
        return Json::object({{"key", Json::text(ceremony::key_text(key.key))},
                             {"added", time_or_null(key.added_ms)},
                             {"revoked", time_or_null(key.revoked_ms)}});
    });
    return Json::object({{"id", Json::text(person.id.str())},
                         {"name", Json::text(person.name)},
                         {"roles", Json::text(person.roles.str())},
                         {"removed", time_or_null(person.removed_ms)},
                         {"keys", keys}});
}

}  // namespace

Result<void> check_sound(const ceremony::Request& request) {
    const auto plan = request.plan.digest();
    for (const auto& decision : request.decisions) {
        const auto& act = decision.act.act;
        const bool is_about_it = act.plan == plan && act.ceremony == request.id.bytes() &&
                                 act.attempt == request.attempt &&
                                 act.contribution == ceremony::reason_digest(decision.reason);
        if (!is_about_it || !decision.act.verify()) {
            return Error(errors::cli_request_unsound,
                         {fact("request", request.id.str()), fact("person", act.person)});
        }
    }
    return done;
}

Exit exit_of(const ceremony::Request& request) {
    switch (request.state) {
        case ceremony::RequestState::committed:
            return Exit::ok;
        case ceremony::RequestState::collecting:
        case ceremony::RequestState::armed:
            return Exit::pending;
        case ceremony::RequestState::denied:
        case ceremony::RequestState::vetoed:
            return Exit::denied;
        case ceremony::RequestState::expired:
        case ceremony::RequestState::failed:
            return Exit::remote;
    }
    return Exit::remote;
}

Answer answer_of_request(const Settings& settings,
                         const ceremony::Request& request,
                         const ceremony::Roster& roster) {
    auto answer = answer_of(settings, json_of(request, roster), for_people(request, roster));
    answer.exit = exit_of(request);
    if (missing(request, roster) > 0 && request.is_open()) {
        answer.talk = "Next: sealwright request approve " + request.id.str() + "\n";
    }
    return answer;
}

Answer answer_of_requests(const Settings& settings,
                          const std::vector<ceremony::Request>& requests,
                          const ceremony::Roster& roster) {
    const auto list =
        Json::list_of(requests, [&](const auto& each) { return json_of(each, roster); });
    std::string lines;
    for (const auto& each : requests) lines += lines_of(each, roster);
    const auto text = requests.empty() ? "No request waits.\n" : lines;
    return answer_of(settings, Json::object({{"requests", list}}), text);
}

Answer answer_of_roster(const Settings& settings,
                        const ceremony::Roster& roster,
                        std::string_view only) {
    std::vector<ceremony::Person> persons;
    Table table({"PERSON", "ROLES", "KEYS", "STATE", "ID"});
    for (const auto& person : roster.persons()) {
        if (!only.empty() && person.name != only && person.id.str() != only) continue;
        persons.push_back(person);
        table.add({person.name,
                   person.roles.str(),
                   keys_of(person),
                   person.in_force() ? "in force" : "removed " + time_for_people(person.removed_ms),
                   person.id.str()});
    }
    const auto& rules = roster.rules();
    const auto json = Json::object(
        {{"epoch", Json::number(roster.epoch())},
         {"digest", Json::text(to_hex(roster.digest()))},
         {"rules",
          Json::object({{"needed", Json::number(rules.needed)},
                        {"overrule", Json::number(rules.overrule)},
                        {"veto_seconds", Json::number(rules.veto_s)}})},
         {"persons", Json::list_of(persons, [](const auto& each) { return json_of(each); })}});
    auto text = table.str();
    if (!only.empty()) {
        for (const auto& person : persons) {
            for (const auto& key : person.keys) {
                text += "  " + ceremony::key_text(key.key) +
                        (key.revoked_ms == 0 ? "" : " revoked " + time_for_people(key.revoked_ms)) +
                        "\n";
            }
        }
    } else {
        text += "\n" + pairs({{"needed", std::to_string(rules.needed) + " operators"},
                              {"to overrule", std::to_string(rules.overrule)},
                              {"veto", std::to_string(rules.veto_s) + " s"},
                              {"epoch", std::to_string(roster.epoch())},
                              {"digest", to_hex(roster.digest())}});
    }
    return answer_of(settings, json, text);
}

}  // namespace sealwright::cli
