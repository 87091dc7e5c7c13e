// The commands `policy show|set`, over the operator socket.
#include "errors.hpp"
#include "policies.hpp"
#include "run.hpp"
#include "sealwright/config/toml/release_policy.hpp"
#include "service.hpp"
#include "table.hpp"

namespace sealwright::cli {
namespace {

Outcome<Answer> answer_of_policy(const Settings& settings, const operate::PolicyShown& shown) {
    TRY(policy, wire::decode<policy::ReleasePolicy>(shown.policy));
    const auto toml = config::release_policy_toml(policy);
    const auto json = Json::object(
        {{"digest", Json::text(to_hex(shown.digest))},
         {"set", shown.set_ms == 0 ? Json::null() : Json::text(time_for_people(shown.set_ms))},
         {"by", shown.set_ms == 0 ? Json::null() : Json::text(shown.set_by)},
         {"policy", Json::text(toml)}});
    const auto who = shown.set_ms == 0 ? "built in: none was set"
                                       : "set " + time_for_people(shown.set_ms) + " by " +
                                             printable(shown.set_by);
    return answer_of(settings, json, "# " + to_hex(shown.digest) + "\n# " + who + "\n" + toml);
}

}  // namespace

Outcome<Answer> run(const PolicyShow&, const Settings& settings) {
    TRY(service, Service::connect(settings));
    TRY(shown, service.ask<operate::PolicyShown>(operate::PolicyShowAsk{}));
    return answer_of_policy(settings, shown);
}

Outcome<Answer> run(const PolicySet& command, const Settings& settings) {
    TRY(policy, read_policy(command.file));
    TRY(policy::lint(policy));
    TRY(service, Service::connect(settings));
    TRY(present, service.ask<operate::PolicyShown>(operate::PolicyShowAsk{}));
    TRY(older, wire::decode<policy::ReleasePolicy>(present.policy));
    const auto difference = policy::compare(older, policy);
    if (difference.change == policy::Change::looser && !command.looser) {
        const auto gained = difference.gained ? for_people(*difference.gained) : "uncertain";
        return Error(errors::cli_policy_looser, {fact("allows", gained)});
    }
    // Before anybody signs it, and where it waits for others as well.
    const auto warnings = warnings_for_people(policy::lint_warnings(policy, {}));
    if (!warnings.empty()) talk_now(warnings);
    const operate::PolicySetAsk ask{wire::encode_public(policy), present.digest};
    TRY(shown, service.ask<operate::PolicyShown>(ask));
    TRY(answer, answer_of_policy(settings, shown));
    answer.talk = for_people(difference);
    return std::move(answer);
}

}  // namespace sealwright::cli
