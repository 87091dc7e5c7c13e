#include "sealwright/policy/terms.hpp"

#include "sealwright/claims/class_table.hpp"
#include "words.hpp"

namespace sealwright::policy {
namespace {

template <class Items, class Show>
std::string joined(const Items& items, Show show) {
    std::string text;
    for (const auto& item : items) text.append(text.empty() ? "" : ", ").append(show(item));
    return text;
}

std::string days_of(std::uint8_t days) {
    std::string text;
    for (std::size_t day = 0; day < day_words.size(); ++day) {
        if ((days >> day & 1U) != 0) text.append(text.empty() ? "" : ",").append(day_words.at(day));
    }
    return text;
}

struct Wanted {
    std::string operator()(const AllOf&) const { return {}; }
    std::string operator()(const AnyOf&) const { return {}; }
    std::string operator()(const NotOf&) const { return {}; }
    std::string operator()(const NamedOneOf& named) const {
        return joined(named.names, [](const std::string& name) { return name; });
    }
    std::string operator()(const EvidenceOneOf& evidence) const {
        return joined(evidence.kinds, [](auto kind) { return claims::word_of(kind); });
    }
    std::string operator()(const EvidenceAgeAtMost& age) const {
        return "at most " + seconds(age.age_ms);
    }
    std::string operator()(const SourceIn& source) const {
        return joined(source.networks, [](const Network& network) { return network.str(); });
    }
    std::string operator()(const TimeIn& time) const {
        return days_of(time.days) + " " + clock(time.from) + "-" + clock(time.until) + " UTC";
    }
    std::string operator()(const ClassOneOf& one_of) const {
        return joined(one_of.classes, [](auto each) { return claims::word_of(each); });
    }
};

}  // namespace

bool AllOf::operator==(const AllOf& other) const {
    return terms == other.terms;
}
bool AnyOf::operator==(const AnyOf& other) const {
    return terms == other.terms;
}
bool NotOf::operator==(const NotOf& other) const {
    return terms == other.terms;
}

std::string_view key_of(const Term& term) {
    constexpr std::array<std::string_view, 3> subjects{"vaults", "nodes", "environments"};
    constexpr std::array<std::string_view, std::variant_size_v<decltype(term.of)>> keys{
        "all", "any", "not", "", "evidence", "evidence_age_max_s", "source", "time", "classes"};
    if (const auto* named = std::get_if<NamedOneOf>(&term.of)) {
        return subjects.at(static_cast<std::size_t>(named->subject));
    }
    return keys.at(term.of.index());
}

std::string wanted(const Term& term) {
    return std::visit(Wanted{}, term.of);
}

std::string seconds(std::uint64_t milliseconds) {
    return std::to_string(milliseconds / 1000) + " s";
}

std::string clock(std::uint16_t minute) {
    constexpr std::uint16_t hour = 60;
    const auto two = [](std::uint16_t number) {
        return (number < 10 ? "0" : "") + std::to_string(number);
    };
    return two(minute / hour) + ":" + two(minute % hour);
}

WeekTime week_time(std::uint64_t wall_ms) {
    constexpr std::uint64_t minute_ms = 60'000;
    constexpr std::uint64_t thursday = 3;  // 1970-01-01
    const auto minutes = wall_ms / minute_ms;
    const auto day = (minutes / TimeIn::day_minutes + thursday) % day_words.size();
    return {static_cast<std::uint8_t>(day),
            static_cast<std::uint16_t>(minutes % TimeIn::day_minutes)};
}

}  // namespace sealwright::policy
