#include "condition.hpp"

#include "sealwright/claims/class_table.hpp"
#include "sealwright/core/ids.hpp"
#include "sealwright/policy/errors.hpp"

#include <algorithm>
#include <array>

namespace sealwright::config::toml_form {
namespace {

using policy::AllOf;
using policy::AnyOf;
using policy::ClassOneOf;
using policy::EvidenceAgeAtMost;
using policy::EvidenceOneOf;
using policy::NamedOneOf;
using policy::Network;
using policy::NotOf;
using policy::SourceIn;
using policy::Subject;
using policy::Term;
using policy::TimeIn;

constexpr std::array<std::string_view, 11> keys{"vaults",
                                                "nodes",
                                                "environments",
                                                "classes",
                                                "evidence",
                                                "evidence_age_max_s",
                                                "source",
                                                "time",
                                                "all",
                                                "any",
                                                "not"};
constexpr std::array<std::string_view, 7> days{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

// Each text as a value; a text that is none is refused.
template <class Item, class Read>
std::vector<Item> values(Section& section,
                         std::string_view key,
                         std::string_view why,
                         std::string_view advice,
                         Read read) {
    std::vector<Item> items;
    for (const auto& text : section.texts(key)) {
        const auto item = read(text);
        if (!item) {
            section.refuse(key, why, advice);
            return {};
        }
        items.push_back(*item);
    }
    return items;
}

Term read_names(Section& section, std::string_view key, Subject subject) {
    const auto named = [](const std::string& text) {
        return is_name(text) ? std::optional(text) : std::nullopt;
    };
    return {NamedOneOf{subject,
                       values<std::string>(section,
                                           key,
                                           "an entry is no name",
                                           "write whole names, as `sealwright status` shows them",
                                           named)}};
}

Term read_evidence(Section& section) {
    return {EvidenceOneOf{values<claims::EvidenceKind>(
        section,
        "evidence",
        "an entry is no kind of evidence",
        "write channel-certificate, tpm2, pinned-key or unix-peer",
        [](const std::string& text) { return claims::evidence_kind_named(text); })}};
}

Term read_source(Section& section) {
    return {
        SourceIn{values<Network>(section,
                                 "source",
                                 "an entry is no network, or has bits set behind its prefix",
                                 "write 192.0.2.0/24 or 2001:db8::/32; one host is /32 or /128",
                                 [](const std::string& text) { return Network::parse(text); })}};
}

Term read_classes(Section& section) {
    return {ClassOneOf{
        values<claims::SealClass>(section,
                                  "classes",
                                  "an entry is no class of value",
                                  "write heartbeat, stored_root_key, recovery_key, "
                                  "raft_challenge, snapshot_sums or other",
                                  [](const std::string& text) { return seal_class_named(text); })}};
}

Term read_age(Section& section) {
    constexpr std::int64_t age_max_s = 86'400;
    constexpr std::uint64_t second_ms = 1000;
    const auto age_s = section.number("evidence_age_max_s");
    if (age_s < 1 || age_s > age_max_s) {
        section.refuse("evidence_age_max_s", "it is not 1 s to a day", "write 1 to 86400");
    }
    return {EvidenceAgeAtMost{static_cast<std::uint64_t>(age_s) * second_ms}};
}

std::uint8_t read_days(Section& section) {
    constexpr std::uint8_t every_day = 0x7f;
    if (!section.has("days")) return every_day;
    std::uint8_t mask = 0;
    for (const auto& text : section.texts("days")) {
        const auto* found = std::ranges::find(days, text);
        if (found == days.end()) {
            section.refuse("days", "an entry is no day", "write mon tue wed thu fri sat or sun");
            return every_day;
        }
        mask = static_cast<std::uint8_t>(mask | 1U << (found - days.begin()));
    }
    return mask;
}

std::uint16_t read_minute(Section& section, std::string_view key) {
    const auto minute = minute_of(section.text(key));
    if (!minute) section.refuse(key, "it is no time of day", "write it as \"22:00\", in UTC");
    return minute.value_or(0);
}

Term read_time(Section& section) {
    auto time = section.inner("time", true);
    time.only({"days", "from", "until"});
    const TimeIn read{read_days(time), read_minute(time, "from"), read_minute(time, "until")};
    if (read.from == read.until) {
        time.refuse("until", "the window would be empty or the whole day", "name another time");
    }
    return {read};
}

std::vector<Term> read_list(Section& section, std::string_view key) {
    std::vector<Term> terms;
    for (auto& inner : tables_of(section, key, policy::values_max)) {
        terms.push_back(read_condition(inner, {}));
    }
    return terms;
}

Term read_not(Section& section) {
    auto inner = section.inner("not", true);
    return {NotOf{{read_condition(inner, {})}}};
}

Term read_term(Section& section, std::string_view key) {
    if (key == "vaults") return read_names(section, key, Subject::vault);
    if (key == "nodes") return read_names(section, key, Subject::node);
    if (key == "environments") return read_names(section, key, Subject::environment);
    if (key == "classes") return read_classes(section);
    if (key == "evidence") return read_evidence(section);
    if (key == "evidence_age_max_s") return read_age(section);
    if (key == "source") return read_source(section);
    if (key == "time") return read_time(section);
    if (key == "all") return {AllOf{read_list(section, key)}};
    if (key == "any") return {AnyOf{read_list(section, key)}};
    return read_not(section);
}

}  // namespace

policy::Term read_condition(Section& section, std::initializer_list<std::string_view> others) {
    std::vector<std::string_view> known(others);
    known.insert(known.end(), keys.begin(), keys.end());
    section.only(known);
    std::vector<Term> terms;
    for (const auto key : keys) {
        if (section.has(key) && !section.findings().failed())
            terms.push_back(read_term(section, key));
    }
    if (terms.empty()) {
        section.refuse("",
                       "it says nothing, and would hold for everyone",
                       "add a condition, as evidence = [\"tpm2\"]");
        return {};
    }
    return terms.size() == 1 ? terms.front() : Term{AllOf{std::move(terms)}};
}

std::vector<Section> tables_of(Section& section, std::string_view key, std::size_t count_max) {
    std::vector<Section> tables;
    const auto* value = section.any(key);
    const auto* list = value == nullptr ? nullptr : std::get_if<std::vector<Value>>(&value->data);
    if (list == nullptr || list->empty() || list->size() > count_max) {
        section.refuse(key,
                       "it is not a list of tables, or is missing, empty or too long",
                       "write one to " + std::to_string(count_max) + " tables");
        return {};
    }
    for (const auto& each : *list) {
        tables.emplace_back(section.path_of(key), each, section.findings());
    }
    return tables;
}

std::optional<claims::SealClass> seal_class_named(std::string_view word) {
    constexpr auto last = static_cast<std::uint8_t>(claims::seal_class_last);
    for (std::uint8_t number = 0; number <= last; ++number) {
        const auto seal_class = static_cast<claims::SealClass>(number);
        if (claims::word_of(seal_class) == word) return seal_class;
    }
    return std::nullopt;
}

std::optional<std::uint16_t> minute_of(std::string_view text) {
    constexpr std::size_t letters = 5;
    if (text.size() != letters || text[2] != ':') return std::nullopt;
    const auto digit = [&](std::size_t place) { return static_cast<unsigned>(text[place] - '0'); };
    for (const std::size_t place : {0U, 1U, 3U, 4U}) {
        if (digit(place) > 9) return std::nullopt;
    }
    const auto hour = digit(0) * 10 + digit(1);
    const auto minute = digit(3) * 10 + digit(4);
    if (hour > 23 || minute > 59) return std::nullopt;
    return static_cast<std::uint16_t>(hour * 60 + minute);
}

}  // namespace sealwright::config::toml_form
