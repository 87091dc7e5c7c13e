#include "policies.hpp"

#include "files.hpp"
#include "sealwright/claims/class_table.hpp"
#include "sealwright/config/toml/release_policy.hpp"
#include "sealwright/core/log.hpp"
#include "table.hpp"

namespace sealwright::cli {
namespace {

Json json_of(const std::optional<policy::ReleaseClaims>& release) {
    return release ? Json::text(for_people(*release)) : Json::null();
}

}  // namespace

Result<policy::ReleasePolicy> read_policy(const std::string& file) {
    TRY(text, read_file(file, config::policy_file_max));
    return config::parse_release_policy(text);
}

std::string warnings_for_people(const std::vector<std::string>& warnings) {
    std::string text;
    for (const auto& warning : warnings) text += "warning: " + printable(warning) + "\n";
    return text;
}

std::string for_people(const policy::ReleaseClaims& release) {
    const auto source = release.source ? release.source->str() : "unknown";
    return "vault=" + release.vault + " node=" + release.node +
           " environment=" + release.environment +
           " class=" + std::string(claims::word_of(release.seal_class)) +
           " evidence=" + std::string(claims::word_of(release.evidence)) +
           " evidence_age_ms=" + std::to_string(release.evidence_age_ms) + " source=" + source +
           " time=" + render_utc(release.wall_ms);
}

Json json_of(const policy::Difference& difference) {
    return Json::object({{"change", Json::text(policy::word_of(difference.change))},
                         {"certain", Json::boolean(difference.is_certain)},
                         {"gained", json_of(difference.gained)},
                         {"lost", json_of(difference.lost)}});
}

std::string for_people(const policy::Difference& difference) {
    const auto shown = [](const std::optional<policy::ReleaseClaims>& release) {
        return release ? printable(for_people(*release)) : std::string();
    };
    const auto* unsure = "too different to compare; counted as looser";
    return pairs({{"change", std::string(policy::word_of(difference.change))},
                  {"because", difference.is_certain ? std::string() : unsure},
                  {"now allowed", shown(difference.gained)},
                  {"now refused", shown(difference.lost)}});
}

}  // namespace sealwright::cli
