#include "condition.hpp"
#include "sealwright/config/toml/release_policy.hpp"
#include "sealwright/policy/errors.hpp"

#include <array>
#include <charconv>
#include <ctime>

namespace sealwright::config {
namespace {

using policy::ReleaseClaims;
using toml_form::Findings;
using toml_form::Section;

constexpr std::array<std::string_view, 9> claim_names{"vault",
                                                      "node",
                                                      "environment",
                                                      "class",
                                                      "production",
                                                      "evidence",
                                                      "evidence_age_s",
                                                      "source",
                                                      "time"};

// "2026-11-22T07:00:00Z"
std::optional<std::uint64_t> time_of(std::string_view text) {
    std::tm parts{};
    const std::string copy(text);
    const auto* end = ::strptime(copy.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    if (end == nullptr || *end != '\0') return std::nullopt;
    const auto seconds = ::timegm(&parts);
    if (seconds < 0) return std::nullopt;
    constexpr std::uint64_t second_ms = 1000;
    return static_cast<std::uint64_t>(seconds) * second_ms;
}

std::optional<std::uint64_t> age_of(std::string_view text) {
    constexpr std::uint64_t second_ms = 1000;
    std::uint32_t age_s = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, age_s);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return age_s * second_ms;
}

std::optional<bool> truth_of(std::string_view text) {
    if (text == "true") return true;
    if (text == "false") return false;
    return std::nullopt;
}

template <class Value>
bool take(Value& into, const std::optional<Value>& value) {
    if (value) into = *value;
    return value.has_value();
}

bool take_name(std::string& into, std::string_view text) {
    into = text;
    return is_name(text);
}

bool take_claim(ReleaseClaims& release, std::string_view name, std::string_view value) {
    if (name == "vault") return take_name(release.vault, value);
    if (name == "node") return take_name(release.node, value);
    if (name == "environment") return take_name(release.environment, value);
    if (name == "class") return take(release.seal_class, toml_form::seal_class_named(value));
    if (name == "production") return take(release.is_production, truth_of(value));
    if (name == "evidence") return take(release.evidence, claims::evidence_kind_named(value));
    if (name == "evidence_age_s") return take(release.evidence_age_ms, age_of(value));
    if (name == "time") return take(release.wall_ms, time_of(value));
    if (name != "source") return false;
    release.source = policy::Address::parse(value);
    return release.source.has_value();
}

// A text, a number or a truth, in the letters of `set_claim`.
std::string letters_of(const toml_form::Value& value) {
    if (const auto* text = std::get_if<std::string>(&value.data)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&value.data)) return std::to_string(*number);
    if (const auto* truth = std::get_if<bool>(&value.data)) return *truth ? "true" : "false";
    return {};
}

PolicyCase read_case(Section& section) {
    std::vector<std::string_view> known{"name", "expect"};
    known.insert(known.end(), claim_names.begin(), claim_names.end());
    section.only(known);
    PolicyCase read;
    read.name = section.text("name");
    const auto expect = section.text("expect");
    read.allows = expect == "allow";
    if (!read.allows && expect != "deny") {
        section.refuse("expect", "it is neither", "write \"allow\" or \"deny\"");
    }
    for (const auto name : claim_names) {
        const auto* value = section.any(name);
        if (value == nullptr || take_claim(read.release, name, letters_of(*value))) continue;
        section.refuse(name, "it is no value of this claim", "see the reference of the policy");
    }
    if (!section.has("evidence")) {
        section.refuse("evidence", "nothing is released without", "write evidence = \"tpm2\"");
    }
    return read;
}

}  // namespace

Result<void> set_claim(ReleaseClaims& release, std::string_view name, std::string_view value) {
    if (take_claim(release, name, value)) return done;
    return Error(errors::policy_claim, {fact("claim", name), fact("value", value)});
}

Result<std::vector<PolicyCase>> parse_policy_cases(std::string_view text) {
    if (text.size() > policy_file_max) return errors::policy_limit;
    TRY(table, toml_form::parse_document(text));
    Findings findings;
    Section document("", table, 1, findings);
    document.only({"case"});
    std::vector<PolicyCase> cases;
    for (auto& section : toml_form::tables_of(document, "case", cases_max)) {
        cases.push_back(read_case(section));
    }
    if (findings.failed()) return *findings.first();
    return cases;
}

}  // namespace sealwright::config
