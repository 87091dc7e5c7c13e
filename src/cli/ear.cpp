#include "ear.hpp"

#include "sealwright/core/bytes.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace sealwright::cli {
namespace {

using claims::Check;
using claims::CheckStatus;
using Checks = std::span<const Check>;

// Of AR4SI: what is behind a failed claim, and what is affirmed.
constexpr std::uint64_t cannot_be_verified = 99;
constexpr std::uint64_t not_recognized = 97;
constexpr std::uint64_t not_trusted = 96;
constexpr std::uint64_t unknown_executables = 33;
constexpr std::uint64_t known_boot = 3;
constexpr std::uint64_t recognized = 2;

struct Failed {
    std::string_view claim;
    std::uint64_t value;
};
constexpr std::array<Failed, 6> of_identity{{{"node", not_trusted},
                                             {"kind", not_recognized},
                                             {"signature", cannot_be_verified},
                                             {"uid", not_recognized},
                                             {"attested", cannot_be_verified},
                                             {"binding", cannot_be_verified}}};
constexpr std::array<Failed, 2> of_executables{
    {{"pcr set", cannot_be_verified}, {"pcr digest", cannot_be_verified}}};
constexpr std::array<Failed, 3> of_hardware{
    {{"reset count", not_trusted}, {"restart count", not_trusted}, {"firmware", not_recognized}}};

std::optional<std::uint64_t> failure(Checks checks, std::span<const Failed> table) {
    for (const auto& check : checks) {
        if (check.status != CheckStatus::failed) continue;
        for (const auto& each : table) {
            if (each.claim == check.claim) return each.value;
        }
    }
    return std::nullopt;
}

bool has_passed(Checks checks, std::string_view claim) {
    return std::ranges::any_of(checks, [&](const Check& check) {
        return check.claim == claim && check.status == CheckStatus::passed;
    });
}

bool is_register(const Check& check) {
    constexpr std::string_view prefix = "pcr ";
    return check.claim.starts_with(prefix) && check.claim.size() > prefix.size() &&
           check.claim[prefix.size()] >= '0' && check.claim[prefix.size()] <= '9';
}

std::optional<std::uint64_t> identity(Checks checks) {
    if (const auto failed = failure(checks, of_identity)) return failed;
    if (has_passed(checks, "signature") || has_passed(checks, "uid")) return recognized;
    return std::nullopt;
}

// A register that differs in record mode is compared with nothing: no claim.
std::optional<std::uint64_t> executables(Checks checks) {
    if (const auto failed = failure(checks, of_executables)) return failed;
    std::optional<std::uint64_t> value;
    for (const auto& check : checks) {
        if (!is_register(check)) continue;
        if (check.status == CheckStatus::failed) return unknown_executables;
        if (check.status != CheckStatus::passed) return std::nullopt;
        value = known_boot;
    }
    return value;
}

// A firmware that nobody named is none that was recognized.
std::optional<std::uint64_t> hardware(Checks checks) {
    if (const auto failed = failure(checks, of_hardware)) return failed;
    const auto is_named = [](const Check& check) {
        return check.claim == "firmware" && !check.expected.empty() &&
               check.status == CheckStatus::passed;
    };
    return std::ranges::any_of(checks, is_named) ? std::optional(recognized) : std::nullopt;
}

// RFC 4648 section 5, without padding.
std::string base64url(View bytes) {
    auto text = to_base64(bytes);
    text.erase(text.find_last_not_of('=') + 1);
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '/', '_');
    return text;
}

Json::Members vector_of(Checks checks) {
    Json::Members vector;
    const auto add = [&](const char* name, std::optional<std::uint64_t> value) {
        if (value) vector.emplace_back(name, Json::number(*value));
    };
    add("instance-identity", identity(checks));
    add("executables", executables(checks));
    add("hardware", hardware(checks));
    return vector;
}

Json appraisal_of(const claims::AttestationResult& result) {
    Json::Members appraisal{{"ear.status", Json::text(claims::word_of(result.status))}};
    const auto vector = vector_of(result.checks);
    if (!vector.empty()) {
        appraisal.emplace_back("ear.trustworthiness-vector", Json::object(vector));
    }
    // RFC 6920: a digest as a URI. An enrolment is judged by no release policy.
    if (result.policy != Digest{}) {
        appraisal.emplace_back("ear.appraisal-policy-id",
                               Json::text("ni:///sha-256;" + base64url(result.policy)));
    }
    return Json::object(appraisal);
}

}  // namespace

Json ear_of(const claims::AttestationResult& result, const std::string& attester) {
    constexpr std::uint64_t ms = 1000;
    return Json::object({{"eat_profile", Json::text("tag:github.com,2023:veraison/ear")},
                         {"iat", Json::number(result.made_ms / ms)},
                         {"ear.verifier-id",
                          Json::object({{"developer", Json::text("Sealwright")},
                                        {"build", Json::text("sealwright " SEALWRIGHT_VERSION)}})},
                         {"submods", Json::object({{attester, appraisal_of(result)}})},
                         {"eat_nonce", Json::text(base64url(result.nonce))}});
}

}  // namespace sealwright::cli
