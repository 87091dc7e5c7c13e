#include "entries.hpp"
#include "error_catalogue.hpp"
#include "errors.hpp"
#include "fetch.hpp"
#include "nodes.hpp"
#include "requests.hpp"
#include "run.hpp"
#include "table.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace sealwright::cli {
namespace {

struct Word {
    std::string_view name;
    std::string_view word;
};
constexpr std::array<Word, 18> words = {{{"vault", "vault"},
                                         {"node", "node"},
                                         {"class", "kind of material"},
                                         {"operation", "operation"},
                                         {"path", "mount and key"},
                                         {"tier", "tier"},
                                         {"version", "seal-key version"},
                                         {"reason", "why"},
                                         {"code", "code"},
                                         {"remedy", "what to do"},
                                         {"intent", "its intent"},
                                         {"through", "and those up to"},
                                         {"result", "result"},
                                         {"expected", "expected"},
                                         {"got", "got"},
                                         {"act", "digest of the act"},
                                         {"attestation", "its evidence"},
                                         {"policy", "release policy"}}};

std::string word_of(const std::string& name) {
    for (const auto& each : words) {
        if (each.name == name) return std::string(each.word);
    }
    return name;
}

const ErrorSpec* rule_of(const journal::Entry& entry) {
    const auto* code = entry.number("code");
    if (code == nullptr || *code > UINT16_MAX) return nullptr;
    return find_error(static_cast<std::uint16_t>(*code));
}

// A field's words, ready to stand in a sentence; empty when it is not there.
std::string part(const journal::Entry& entry, std::string_view before, std::string_view name) {
    const auto* text = entry.text(name);
    return text == nullptr ? "" : std::string(before) + *text;
}

std::string ask_of(const journal::Entry& entry) {
    const auto* operation = entry.text("operation");
    const auto* material = entry.text("class");
    auto text = who(entry) + " asked to " + (operation == nullptr ? "do" : *operation) + " " +
                (material == nullptr ? "something" : "the " + *material);
    if (entry.text("vault") == nullptr) return text + part(entry, " at path ", "path");
    return text + part(entry, " of vault ", "vault") + part(entry, ", as its node ", "node");
}

std::string sentence_of_outcome(const std::optional<journal::Entry>& outcome) {
    if (!outcome) return "No outcome follows: count it as done.";
    const auto* result = outcome->text("result");
    return "Its outcome is " + journal::entry_name(outcome->sequence) + ": " +
           (result == nullptr ? "see there" : *result) + ".";
}

std::string sentence_of_act(const journal::Entry& entry) {
    const auto* what = entry.text("what");
    if (what == nullptr) return who(entry) + " changed something.";
    return who(entry) + " did `" + *what + "`" + part(entry, " for vault ", "vault") +
           part(entry, ", node ", "node") + part(entry, " for token ", "token") + ".";
}

std::string sentence_of_attestation(const journal::Entry& entry) {
    const auto* claim = entry.text("claim");
    const auto text = "A node showed its evidence" + part(entry, ": ", "node") +
                      part(entry, " of vault ", "vault");
    if (claim == nullptr) return text + ". It was accepted.";
    return text + ". The claim `" + *claim + "` did not hold, and nothing was released.";
}

std::string sentence_of_task(const journal::Entry& entry) {
    return "The agent of vault" + part(entry, " ", "vault") + part(entry, ", doing ", "task kind") +
           part(entry, ", said this: ", "step") + ".";
}

std::string sentence_of(const journal::Entry& entry, const std::optional<journal::Entry>& outcome) {
    switch (entry.kind) {
        case journal::Kind::founded:
            return "The installation was founded here by " + who(entry) + ".";
        case journal::Kind::started:
            return "The service started and opened its state.";
        case journal::Kind::act:
            return sentence_of_act(entry);
        case journal::Kind::intent:
            return ask_of(entry) + ". It was allowed, and written down before it was done. " +
                   sentence_of_outcome(outcome);
        case journal::Kind::outcome:
            return "This is what came of an intent.";
        case journal::Kind::refusal:
            return ask_of(entry) + ". It was refused, and nothing was released.";
        case journal::Kind::checkpoint:
            return "The service signed all entries before this one.";
        case journal::Kind::alert:
            return "Something that a person should look at.";
        case journal::Kind::attestation:
            return sentence_of_attestation(entry);
        case journal::Kind::task:
            return sentence_of_task(entry);
    }
    return "";
}

std::string rule_line(const journal::Entry& entry) {
    const auto* rule = rule_of(entry);
    return rule == nullptr ? "" : std::string(rule->name) + ": " + rule->meaning;
}

std::string value_for_people(const journal::Field& field) {
    const auto* number = std::get_if<std::uint64_t>(&field.value);
    const bool is_entry =
        field.name == "intent" || field.name == "through" || field.name == "attestation";
    if (number != nullptr && is_entry) return journal::entry_name(*number);
    if (number != nullptr && field.name == "code") return "E" + std::to_string(*number);
    if (number != nullptr && field.name == "until") return time_for_people(*number);
    return value_of(field);
}

std::string remedy_of(const journal::Entry& entry) {
    if (const auto* own = entry.text("remedy")) return *own;
    const auto* rule = rule_of(entry);
    return rule == nullptr ? "" : rule->remedy;
}

std::string for_people(const journal::Entry& entry, const std::optional<journal::Entry>& outcome) {
    auto text = journal::entry_name(entry.sequence) + ", " +
                std::string(journal::name_of(entry.kind)) + ", " + time_for_people(entry.wall_ms) +
                "\n\n" + printable(sentence_of(entry, outcome)) + "\n\n";
    std::vector<std::pair<std::string, std::string>> lines{{"who", who(entry)},
                                                           {"rule", rule_line(entry)}};
    for (const auto& field : entry.fields) {
        if (field.name == "remedy" || field.name == "note") continue;
        lines.emplace_back(word_of(field.name), value_for_people(field));
    }
    lines.emplace_back("what to do", remedy_of(entry));
    text += pairs(lines);
    const auto* note = entry.text("note");
    if (note == nullptr) return text;
    text += "note:\n";
    for (std::string_view rest = *note; !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size());
        text += "  " + printable(rest.substr(0, end)) + "\n";
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return text;
}

// An outcome comes with one of the next commits, so one page behind the intent is enough.
Outcome<std::optional<journal::Entry>> find_outcome(Service& service,
                                                    const journal::Entry& intent) {
    const auto first = intent.sequence + 1;
    TRY(range, fetch_entries(service, {first, first + operate::entries_max - 1, false}));
    for (std::size_t index = 0; index < range.entries.size(); ++index) {
        TRY(entry, read_entry(range.entries[index], first + index));
        const auto of = entry.intents();
        if (entry.kind == journal::Kind::outcome && of && of->contains(intent.sequence)) {
            return std::optional(entry);
        }
    }
    return std::optional<journal::Entry>();
}

Json json_of_error(const ErrorSpec& spec) {
    return Json::object({{"code", Json::text("E" + std::to_string(spec.code))},
                         {"name", Json::text(spec.name)},
                         {"meaning", Json::text(spec.meaning)},
                         {"remedy", Json::text(spec.remedy)}});
}

Outcome<Answer> explain_entry(std::uint64_t sequence, const Settings& settings) {
    if (sequence == 0) return Error(errors::cli_entry_unknown, {fact("entry", sequence)});
    TRY(service, Service::connect(settings));
    TRY(range, fetch_entries(service, {sequence, sequence, false}));
    if (range.entries.empty()) {
        return Error(errors::cli_entry_unknown,
                     {fact("entry", sequence), fact("newest", range.head)});
    }
    TRY(entry, read_entry(range.entries.front(), sequence));
    std::optional<journal::Entry> outcome;
    if (entry.kind == journal::Kind::intent) {
        TRY(found, find_outcome(service, entry));
        outcome = found;
    }
    const auto* rule = rule_of(entry);
    const auto json = Json::object({{"entry", json_of(entry)},
                                    {"outcome", outcome ? json_of(*outcome) : Json::null()},
                                    {"rule", rule == nullptr ? Json::null() : json_of_error(*rule)},
                                    {"explanation", Json::text(sentence_of(entry, outcome))},
                                    {"remedy", Json::text(remedy_of(entry))}});
    return answer_of(settings, json, for_people(entry, outcome));
}

Answer explain_error(const ErrorSpec& spec, const Settings& settings) {
    const auto table = pairs({{"code", "E" + std::to_string(spec.code)},
                              {"name", spec.name},
                              {"meaning", spec.meaning},
                              {"what to do", spec.remedy}});
    return answer_of(settings, Json::object({{"rule", json_of_error(spec)}}), table);
}

}  // namespace

Outcome<Answer> run(const Explain& command, const Settings& settings) {
    if (const auto sequence = journal::parse_entry_name(command.id)) {
        return explain_entry(*sequence, settings);
    }
    if (NodeId::parse(command.id)) {
        TRY(service, Service::connect(settings));
        TRY(shown, service.ask<operate::NodeShown>(operate::NodeShowAsk{command.id, {}, {}}));
        return answer_of_node(settings, shown);
    }
    if (RequestId::parse(command.id)) return run(RequestShow{command.id}, settings);
    if (PersonId::parse(command.id)) return explain_person(command.id, settings);
    if (const auto* spec = find_error(command.id)) return explain_error(*spec, settings);
    return Error(errors::cli_id_unknown, {fact("id", command.id)});
}

Outcome<Answer> run(const ErrorReference&, const Settings& settings) {
    return answer_of(
        settings, Json::object({{"markdown", Json::text(error_reference())}}), error_reference());
}

}  // namespace sealwright::cli
