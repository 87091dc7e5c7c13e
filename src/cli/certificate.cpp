#include "certificates.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "run.hpp"
#include "sealwright/config/toml.hpp"
#include "table.hpp"
#include "vaults.hpp"

namespace sealwright::cli {
namespace {

// Everything that can be wrong is found before anything is written.
Result<ServiceCertificates> renewable(const config::Config& config, const std::string& ca_key) {
    auto certificates = certificates_of(config);
    if (certificates.configured) {
        return Error(errors::cli_certificate_configured,
                     {fact("certificate", certificates.server.certificate)});
    }
    if (!ca_key.empty()) certificates.authority.key = ca_key;
    for (const auto& needed : {certificates.authority.certificate, certificates.authority.key}) {
        if (!file_exists(needed)) {
            return Error(errors::cli_authority_missing, {fact("missing", needed)});
        }
    }
    for (const auto& needed : {certificates.server.certificate, certificates.server.key}) {
        if (!file_exists(needed)) {
            return Error(errors::cli_certificate_half, {fact("missing", needed)});
        }
    }
    return certificates;
}

}  // namespace

Outcome<Answer> run(const CertificateRenew& command, const Settings& settings) {
    TRY(config, config::read_toml(command.config));
    TRY(certificates, renewable(config, command.authority_key));
    TRY(before, http::read_certificate(certificates.server.certificate));
    TRY(http::renew_server_certificate(
        certificates.authority, certificates.server, config.names, SystemClock().now()));
    TRY(after, http::read_certificate(certificates.server.certificate));
    const auto& path = certificates.server.certificate;
    auto answer = answer_of(settings,
                            Json::object({{"certificate", Json::text(path)},
                                          {"not_after_before", time_json(before.not_after_ms)},
                                          {"not_after", time_json(after.not_after_ms)}}),
                            pairs({{"certificate", path},
                                   {"old end", time_for_people(before.not_after_ms)},
                                   {"new end", time_for_people(after.not_after_ms)},
                                   {"key", "kept"}}));
    answer.talk =
        "The service still shows the old one.\n"
        "Next: systemctl reload sealwrightd, or send sealwrightd a SIGHUP\n";
    return answer;
}

}  // namespace sealwright::cli
