// A release policy as TOML again.
#include "sealwright/claims/class_table.hpp"
#include "sealwright/config/toml/release_policy.hpp"

#include <array>

namespace sealwright::config {
namespace {

using policy::AllOf;
using policy::AnyOf;
using policy::ClassOneOf;
using policy::EvidenceAgeAtMost;
using policy::EvidenceOneOf;
using policy::NamedOneOf;
using policy::Network;
using policy::NotOf;
using policy::ReleasePolicy;
using policy::SourceIn;
using policy::Term;
using policy::TimeIn;

std::string inline_table(const Term& term);

template <class Items, class Show>
std::string list(const Items& items, Show show) {
    std::string text;
    for (const auto& item : items) text.append(text.empty() ? "" : ", ").append(show(item));
    return "[" + text + "]";
}

std::string quoted(std::string_view text) {
    return "\"" + std::string(text) + "\"";
}

std::string clock(std::uint16_t minute) {
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return quoted(two(minute / 60) + ":" + two(minute % 60));
}

std::string days(std::uint8_t mask) {
    constexpr std::array<std::string_view, 7> words{
        "mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    std::vector<std::string_view> named;
    for (std::size_t day = 0; day < words.size(); ++day) {
        if ((mask >> day & 1U) != 0) named.push_back(words.at(day));
    }
    return list(named, quoted);
}

// What stands behind the equals sign.
struct ValueText {
    std::string operator()(const AllOf& all) const { return list(all.terms, inline_table); }
    std::string operator()(const AnyOf& any) const { return list(any.terms, inline_table); }
    std::string operator()(const NotOf& none) const { return inline_table(none.terms.front()); }
    std::string operator()(const NamedOneOf& named) const { return list(named.names, quoted); }
    std::string operator()(const EvidenceOneOf& evidence) const {
        return list(evidence.kinds, [](auto kind) { return quoted(claims::word_of(kind)); });
    }
    std::string operator()(const EvidenceAgeAtMost& age) const {
        return std::to_string(age.age_ms / 1000);
    }
    std::string operator()(const SourceIn& source) const {
        return list(source.networks, [](const Network& each) { return quoted(each.str()); });
    }
    std::string operator()(const TimeIn& time) const {
        return "{ days = " + days(time.days) + ", from = " + clock(time.from) +
               ", until = " + clock(time.until) + " }";
    }
    std::string operator()(const ClassOneOf& one_of) const {
        return list(one_of.classes, [](auto each) { return quoted(claims::word_of(each)); });
    }
};

std::string setting(const Term& term) {
    return std::string(key_of(term)) + " = " + std::visit(ValueText{}, term.of);
}

std::string inline_table(const Term& term) {
    return "{ " + setting(term) + " }";
}

}  // namespace

std::string release_policy_toml(const ReleasePolicy& policy) {
    std::string text = "version = " + std::to_string(ReleasePolicy::version) + "\n";
    for (const auto& rule : policy.rules()) {
        text += "\n[[rule]]\nname = " + quoted(rule.name) + "\n" + setting(rule.when) + "\n";
    }
    return text;
}

}  // namespace sealwright::config
