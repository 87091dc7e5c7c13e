#include "certificates.hpp"
#include "errors.hpp"
#include "founding.hpp"
#include "run.hpp"
#include "sealwright/config/toml.hpp"
#include "service.hpp"
#include "table.hpp"
#include "tokens.hpp"

namespace sealwright::cli {
namespace {

constexpr std::string_view why_keep_it =
    "Keep this line outside this host: whoever has it can check the journal later, without us.\n";

std::string_view word_of(Prepared prepared) {
    switch (prepared) {
        case Prepared::configured:
            return "configured";
        case Prepared::kept:
            return "kept";
        case Prepared::made:
            return "made";
    }
    return "unknown";
}

// Nothing is made before the service could be founded.
Result<void> check_ready(const operate::Status& status) {
    if (status.phase == operate::Phase::open) {
        return Error(errors::cli_not_empty, {fact("installation", status.installation)});
    }
    if (status.phase == operate::Phase::locked) {
        return Error(errors::cli_not_empty, {fact("waits for", status.waits_for)});
    }
    for (const auto& token : status.tokens) {
        if (is_logged_in(token)) continue;
        return Error(errors::cli_token_waits,
                     {fact("token", token.name),
                      fact("state", token.state),
                      fact("run", next_step(token, false))});
    }
    return done;
}

Answer answer_of_init(const Settings& settings,
                      const operate::Status& status,
                      Prepared prepared,
                      const ServiceCertificates& certificates) {
    const auto json = Json::object(
        {{"installation", Json::text(status.installation)},
         {"instance", Json::text(status.instance)},
         {"solo", Json::boolean(status.solo)},
         {"tokens", Json::list_of(status.tokens, [](const auto& each) { return json_of(each); })},
         {"threshold", Json::number(status.threshold)},
         {"certificates", Json::text(word_of(prepared))},
         {"certificate", Json::text(certificates.server.certificate)},
         {"authority", Json::text(certificates.authority.certificate)},
         {"verifier_key", Json::text(status.verifier_key)}});
    auto text =
        pairs({{"installation", status.installation},
               {"kind", "solo installation (for trying): one operator decides alone"},
               {"threshold",
                std::to_string(status.threshold) + " of " + std::to_string(status.tokens.size()) +
                    " tokens"},
               {"certificate",
                certificates.server.certificate + " (" + std::string(word_of(prepared)) + ")"},
               {"authority", certificates.authority.certificate}});
    text +=
        "\n" + table_of(status.tokens) + "\nverifier key: " + printable(status.verifier_key) + "\n";
    auto answer = answer_of(settings, json, text);
    answer.talk = std::string(why_keep_it) + "Next: sealwright vault add NAME\n";
    return answer;
}

}  // namespace

Outcome<Answer> run(const Init& command, const Settings& settings) {
    if (command.abandon) return run(FoundingAbandon{}, settings);
    if (!command.solo && command.founders.empty()) return errors::cli_solo_only;
    TRY(config, config::read_toml(command.config));
    TRY(service, Service::connect_locally(settings));
    TRY(before, service.ask<operate::Status>(operate::StatusAsk{}));
    TRY(check_ready(before));
    TRY(prepared, prepare_certificates(config, SystemClock().now()));
    if (!command.founders.empty()) return found(command.founders, settings, service);
    TRY(status, service.ask<operate::Status>(operate::InitAsk{true}, Service::init_deadline_ms));
    return answer_of_init(settings, status, prepared, certificates_of(config));
}

}  // namespace sealwright::cli
