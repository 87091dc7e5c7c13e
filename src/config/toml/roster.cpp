#include "sealwright/config/toml/roster.hpp"

#include "condition.hpp"
#include "sealwright/config/errors.hpp"
#include "section.hpp"

#include <algorithm>
#include <charconv>

namespace sealwright::config {
namespace {

using toml_form::Findings;
using toml_form::Section;

constexpr const char* copy_line = "copy the line that `sealwright person key show` prints";

// What of the file was read so far, for what has to be told apart from it.
struct Reading {
    std::vector<ceremony::Person> persons;
    std::vector<KeyWithProof> proofs;
    std::uint64_t wall_ms = 0;
};

// "90s", "10m", "2h", "7d"; nothing when it is none.
std::optional<std::uint32_t> seconds_of(std::string_view text) {
    std::uint32_t number = 0;
    const auto* const end = text.data() + text.size();
    const auto [behind, failure] = std::from_chars(text.data(), end, number);
    const auto unit = std::string_view(behind, static_cast<std::size_t>(end - behind));
    const std::uint32_t unit_s = unit == "s"   ? 1
                                 : unit == "m" ? 60
                                 : unit == "h" ? 3600
                                 : unit == "d" ? 86400
                                               : 0;
    constexpr std::uint32_t most_s = 7 * 86400;
    const bool is_plain = failure == std::errc{} && (text == "0s" || !text.starts_with('0'));
    if (!is_plain || unit_s == 0 || number > most_s / unit_s) return std::nullopt;
    return number * unit_s;
}

std::uint8_t small(Section& section, std::string_view key, std::int64_t least, std::int64_t most) {
    const auto number = section.number(key);
    if (number >= least && number <= most) return static_cast<std::uint8_t>(number);
    section.refuse(key,
                   "it is outside of its limits",
                   "write " + std::to_string(least) + " to " + std::to_string(most));
    return static_cast<std::uint8_t>(least);
}

ceremony::Rules read_rules(Section& section) {
    section.only({"needed", "overrule", "veto"});
    ceremony::Rules rules;
    rules.needed = small(section, "needed", 2, 8);
    rules.overrule = small(section, "overrule", rules.needed, 16);
    const auto veto = seconds_of(section.text_or("veto", "0s"));
    if (!veto) {
        section.refuse("veto",
                       "it is not a time of at most 7 days",
                       "write \"90s\", \"10m\", \"2h\" or \"7d\"");
    }
    rules.veto_s = veto.value_or(0);
    return rules;
}

std::string read_name(Section& section, const Reading& reading) {
    auto name = section.text("name");
    if (name.empty()) return name;
    if (!is_name(name) || ceremony::look_of(name).empty()) {
        section.refuse("name",
                       "it is no name",
                       "write at most 48 of a-z 0-9 . _ -, beginning with a letter or a digit");
    }
    const auto looks_like = [&](const ceremony::Person& other) {
        return ceremony::look_of(other.name) == ceremony::look_of(name);
    };
    const auto other = std::ranges::find_if(reading.persons, looks_like);
    if (other != reading.persons.end()) {
        section.refuse("name",
                       "it looks like the name " + other->name,
                       "choose a name that nobody mistakes for another");
    }
    return name;
}

ceremony::Roles read_roles(Section& section) {
    ceremony::Roles roles;
    for (const auto& word : section.texts("roles")) {
        const auto role = ceremony::role_named(word);
        if (!role || roles.has(*role)) {
            section.refuse("roles",
                           role ? "a role stands there twice" : "there is no such role",
                           "write some of operator, custodian, responder, witness, auditor");
            continue;
        }
        roles.add(*role);
    }
    return roles;
}

std::optional<crypto::Signature> read_proof(std::string_view text) {
    const auto bytes = from_base64(text);
    crypto::Signature proof{};
    if (!bytes || bytes->size() != proof.size()) return std::nullopt;
    std::ranges::copy(*bytes, proof.begin());
    return proof;
}

void read_key(Section& section,
              const std::string& name,
              Reading& reading,
              ceremony::Person& person) {
    section.only({"key", "proof"});
    const auto key = ceremony::key_named(section.text("key"));
    const auto proof = read_proof(section.text("proof"));
    if (!key) section.refuse("key", "it is not a key", copy_line);
    if (!proof) section.refuse("proof", "it is not a proof", copy_line);
    if (!key || !proof) return;
    if (!ceremony::check_key_proof(name, *key, *proof)) {
        section.refuse("proof", "it is not that of this name and this key", copy_line);
    }
    const auto is_it = [&](const KeyWithProof& other) { return other.key == *key; };
    if (std::ranges::any_of(reading.proofs, is_it)) {
        section.refuse(
            "key", "it is in the roster already", "make a new one: `sealwright person key new`");
    }
    reading.proofs.push_back({*key, *proof});
    person.keys.push_back({*key, reading.wall_ms, 0});
}

void read_person(Section& section, Reading& reading) {
    section.only({"name", "roles", "keys"});
    ceremony::Person person;
    person.name = read_name(section, reading);
    person.roles = read_roles(section);
    for (auto& each : toml_form::tables_of(section, "keys", ceremony::person_keys_max)) {
        read_key(each, person.name, reading, person);
    }
    if (!person.keys.empty()) {
        person.id = ceremony::person_id(person.name, person.keys.front().key);
    }
    reading.persons.push_back(std::move(person));
}

void check_operators(Section& rules_section, const ceremony::Rules& rules, const Reading& reading) {
    const auto operators = std::ranges::count_if(reading.persons, [](const auto& person) {
        return person.roles.has(ceremony::Role::operator_);
    });
    if (operators >= rules.needed) return;
    rules_section.refuse("needed",
                         "there are " + std::to_string(operators) + " operators",
                         "add an operator, or write a smaller number");
}

}  // namespace

Result<RosterFile> parse_roster(std::string_view text, std::uint64_t wall_ms) {
    if (text.size() > roster_file_max) return errors::config_unreadable;
    TRY(table, toml_form::parse_document(text));
    Findings findings;
    Section document("", table, 1, findings);
    document.only({"rules", "person", "policy"});
    auto rules_section = document.inner("rules", true);
    const auto rules = read_rules(rules_section);
    Reading reading{{}, {}, wall_ms};
    for (auto& section : toml_form::tables_of(document, "person", ceremony::persons_max)) {
        read_person(section, reading);
    }
    check_operators(rules_section, rules, reading);
    RosterFile file;
    file.policy = document.text_or("policy", "");
    if (findings.failed()) return *findings.first();
    TRY(roster, ceremony::Roster::make(rules, std::move(reading.persons)));
    file.roster = std::move(roster);
    file.proofs = std::move(reading.proofs);
    return file;
}

}  // namespace sealwright::config
