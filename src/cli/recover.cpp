// The commands `recover begin|show|attest`, on the host that lost its tokens.
#include "files.hpp"
#include "recovery_words.hpp"
#include "run.hpp"
#include "sealwright/attest/host_card.hpp"
#include "service.hpp"

namespace sealwright::cli {
namespace {

Outcome<Answer> answer_of_recovery(const Settings& settings, const operate::RecoveryShown& shown) {
    TRY(plan, wire::decode<custody::RecoveryPlan>(shown.plan));
    TRY(text, text_of(plan, shown));
    TRY(json, json_of(plan, shown));
    auto answer = answer_of(settings, json, text);
    if (shown.is_done) return answer;
    answer.exit = Exit::pending;
    answer.talk =
        "Read the words to each custodian, who runs: sealwright custodian contribute "
        "--file FILE --address HOST:PORT --authority ca.pem\n";
    if (!shown.quote.empty()) return answer;
    answer.talk +=
        "Two of them come here and give with --in-the-room; or, where custodians have pinned\n"
        "this host's TPM, let it sign:\n  sealwright-agent recovery-host quote >quote "
        "--binding \\\n    " +
        to_hex(attest::recovery_binding(plan.digest())) + "\n  sealwright recover attest quote\n";
    return answer;
}

}  // namespace

Outcome<Answer> run(const RecoverBegin& command, const Settings& settings) {
    TRY(service, Service::connect_locally(settings));
    TRY(shown,
        service.ask<operate::RecoveryShown>(operate::RecoverAsk{command.reason},
                                            Service::init_deadline_ms));
    return answer_of_recovery(settings, shown);
}

Outcome<Answer> run(const RecoverShow&, const Settings& settings) {
    TRY(service, Service::connect_locally(settings));
    TRY(shown, service.ask<operate::RecoveryShown>(operate::RecoveryAsk{}));
    return answer_of_recovery(settings, shown);
}

Outcome<Answer> run(const RecoverAttest& command, const Settings& settings) {
    TRY(quote, read_file(command.quote, operate::quote_max));
    TRY(service, Service::connect_locally(settings));
    TRY(shown,
        service.ask<operate::RecoveryShown>(
            operate::RecoveryAttestAsk{{quote.begin(), quote.end()}}));
    return answer_of_recovery(settings, shown);
}

}  // namespace sealwright::cli
