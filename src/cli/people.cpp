// The commands `person list|add|key add|key revoke|remove|roles`, `rules set`, `freeze` and `lift`.
#include "errors.hpp"
#include "names.hpp"
#include "requests.hpp"
#include "run.hpp"
#include "sealwright/ceremony/errors.hpp"
#include "sealwright/journal/entry.hpp"
#include "service.hpp"
#include "table.hpp"

namespace sealwright::cli {
namespace {

Outcome<Answer> answer_of_shown(const Settings& settings,
                                const operate::RosterShown& shown,
                                std::string_view only = {}) {
    if (shown.roster.empty()) {
        auto answer = answer_of(settings,
                                Json::object({{"solo", Json::boolean(true)}}),
                                "Solo installation: one operator decides alone.\n");
        answer.talk = "Next: sealwright found --founders FILE\n";
        return answer;
    }
    TRY(roster, wire::decode<ceremony::Roster>(shown.roster));
    return answer_of_roster(settings, roster, only);
}

template <class Ask>
Outcome<Answer> change(const Settings& settings, const Ask& ask) {
    TRY(service, Service::connect(settings));
    TRY(shown, service.ask<operate::RosterShown>(ask));
    return answer_of_shown(settings, shown);
}

Result<operate::KeyProof> key_proof_of(const std::string& name,
                                       const std::string& key,
                                       const std::string& proof) {
    operate::KeyProof read;
    const auto public_key = ceremony::key_named(key);
    const auto bytes = from_base64(proof);
    if (!public_key) return Error(errors::cli_key_line, {fact("key", key)});
    if (!bytes || bytes->size() != read.proof.size()) {
        return Error(errors::cli_key_line, {fact("proof", proof)});
    }
    read.key = *public_key;
    std::copy(bytes->begin(), bytes->end(), read.proof.begin());
    TRY(ceremony::check_key_proof(name, read.key, read.proof));
    return read;
}

Result<std::uint8_t> roles_of(const std::vector<std::string>& words) {
    ceremony::Roles roles;
    for (const auto& word : words) {
        const auto role = ceremony::role_named(word);
        if (!role) {
            return Error(errors::cli_usage,
                         {fact("role", word),
                          fact("allowed", "operator, custodian, responder, witness, auditor")});
        }
        roles.add(*role);
    }
    return roles.bits();
}

}  // namespace

Outcome<Answer> run(const PersonList&, const Settings& settings) {
    return change(settings, operate::RosterAsk{});
}

Outcome<Answer> run(const PersonAdd& command, const Settings& settings) {
    TRY(require_name("person", command.name));
    TRY(roles, roles_of(command.roles));
    TRY(key, key_proof_of(command.name, command.key, command.proof));
    return change(settings, operate::PersonAddAsk{command.name, roles, key});
}

Outcome<Answer> run(const PersonKeyAdd& command, const Settings& settings) {
    TRY(require_name("person", command.name));
    TRY(key, key_proof_of(command.name, command.key, command.proof));
    return change(settings, operate::PersonKeyAddAsk{command.name, key});
}

Outcome<Answer> run(const PersonKeyRevoke& command, const Settings& settings) {
    TRY(require_name("person", command.name));
    const auto key = ceremony::key_named(command.key);
    if (!key) return Error(errors::cli_key_line, {fact("key", command.key)});
    return change(settings, operate::PersonKeyRevokeAsk{command.name, *key, command.reason});
}

Outcome<Answer> run(const PersonRemove& command, const Settings& settings) {
    TRY(require_name("person", command.name));
    return change(settings, operate::PersonRemoveAsk{command.name, command.reason});
}

Outcome<Answer> run(const PersonRoles& command, const Settings& settings) {
    TRY(require_name("person", command.name));
    TRY(roles, roles_of(command.roles));
    return change(settings, operate::PersonRolesAsk{command.name, roles});
}

Outcome<Answer> run(const RulesSet& command, const Settings& settings) {
    std::uint32_t veto_s = 0;
    if (command.veto != "0s") {
        TRY(seconds, parse_duration(command.veto));
        veto_s = seconds;
    }
    return change(settings, operate::RulesSetAsk{command.needed, command.overrule, veto_s});
}

Outcome<Answer> run(const FreezeAll& command, const Settings& settings) {
    TRY(service, Service::connect(settings));
    TRY(status, service.ask<operate::Status>(operate::FreezeAsk{command.reason}));
    auto answer = answer_of(settings,
                            Json::object({{"frozen", Json::boolean(true)},
                                          {"entry", Json::number(status.frozen_entry)}}),
                            "");
    answer.talk =
        "Frozen: no request is carried out, no window opened, no node enrolled. Unseals go on.\n";
    if (status.frozen_until_ms != 0) {
        answer.talk += "It ends by itself at " + time_for_people(status.frozen_until_ms) +
                       ", unless a second person freezes too.\n";
    }
    return answer;
}

// Names the freeze that stands now, or the one that was given.
Outcome<Answer> run(const LiftFreeze& command, const Settings& settings) {
    const auto named = journal::parse_entry_name(command.entry);
    if (!command.entry.empty() && !named) {
        return Error(errors::cli_usage,
                     {fact("freeze", command.entry), fact("allowed", "entry-42")});
    }
    TRY(service, Service::connect(settings));
    TRY(before, service.ask<operate::Status>(operate::StatusAsk{}));
    if (before.frozen_since_ms == 0) return errors::not_frozen;
    const operate::LiftFreezeAsk ask{named.value_or(before.frozen_entry), command.reason};
    TRY(service.ask<operate::Status>(ask));
    auto answer = answer_of(settings, Json::object({{"frozen", Json::boolean(false)}}), "");
    answer.talk = "Lifted.\n";
    return answer;
}

// `explain person-…`.
Outcome<Answer> explain_person(const std::string& id, const Settings& settings) {
    TRY(service, Service::connect(settings));
    TRY(shown, service.ask<operate::RosterShown>(operate::RosterAsk{}));
    return answer_of_shown(settings, shown, id);
}

}  // namespace sealwright::cli
