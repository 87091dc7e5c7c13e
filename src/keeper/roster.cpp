// The routes `person list|add|key add|key revoke|remove|roles` and `rules set`.
//
// Only people change who the people are; the roster itself says which change would leave too few.
#include "operating.hpp"
#include "sealwright/ceremony/errors.hpp"

namespace sealwright::keeper {
namespace {

using ceremony::Roster;

}  // namespace

Result<Reply> Operating::roster(const OperatorAsk& ask) {
    TRY(wire::decode<operate::RosterAsk>(ask.body));
    const auto& held = core_.state().roster;
    operate::RosterShown shown;
    if (held.is_founded()) shown.roster = wire::encode_public(held.roster);
    shown.founded_entry = held.founded_entry;
    return reply_with(shown);
}

template <class Change>
Result<Reply> Operating::change_roster(const OperatorAsk& ask,
                                       std::string_view what,
                                       Change change_it) {
    if (!core_.state().is_founded()) return errors::found_first;
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        auto held = draft.state().roster;
        Result<Roster> next = change_it(held.roster);
        if (!next) return next.error();
        held.roster = *std::move(next);
        std::vector<journal::Field> facts{{"what", std::string(what)},
                                          {"epoch", held.roster.epoch()},
                                          {"roster", held.roster.digest()}};
        journal::add_bytes(facts, "roster", wire::encode_public(held.roster));
        draft.put(held);
        return facts;
    }));
    return roster({operate::RosterAsk::type, {}, ask.origin});
}

Result<Reply> Operating::person_add(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::PersonAddAsk>(ask.body));
    TRY(ceremony::check_key_proof(message.name, message.key.key, message.key.proof));
    const auto wall_ms = core_.now().wall_ms;
    ceremony::Person person;
    person.id = ceremony::person_id(message.name, message.key.key);
    person.name = message.name;
    person.roles = ceremony::Roles(message.roles);
    person.keys.push_back({message.key.key, wall_ms, 0});
    return change_roster(
        ask, "person add", [&](const Roster& roster) { return roster.with_person(person); });
}

Result<Reply> Operating::person_key_add(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::PersonKeyAddAsk>(ask.body));
    TRY(ceremony::check_key_proof(message.name, message.key.key, message.key.proof));
    const ceremony::PersonKey key{message.key.key, core_.now().wall_ms, 0};
    return change_roster(ask, "person key add", [&](const Roster& roster) {
        return roster.with_key(message.name, key);
    });
}

Result<Reply> Operating::person_key_revoke(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::PersonKeyRevokeAsk>(ask.body));
    TRY(check_reason(message.reason));
    const auto wall_ms = core_.now().wall_ms;
    return change_roster(ask, "person key revoke", [&](const Roster& roster) {
        return roster.without_key(message.name, message.key, wall_ms);
    });
}

Result<Reply> Operating::person_remove(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::PersonRemoveAsk>(ask.body));
    TRY(check_reason(message.reason));
    const auto wall_ms = core_.now().wall_ms;
    return change_roster(ask, "person remove", [&](const Roster& roster) {
        return roster.without_person(message.name, wall_ms);
    });
}

Result<Reply> Operating::person_roles(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::PersonRolesAsk>(ask.body));
    return change_roster(ask, "person roles", [&](const Roster& roster) {
        return roster.with_roles(message.name, ceremony::Roles(message.roles));
    });
}

Result<Reply> Operating::rules_set(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::RulesSetAsk>(ask.body));
    const ceremony::Rules rules{message.needed, message.overrule, message.veto_s};
    return change_roster(
        ask, "rules set", [&](const Roster& roster) { return roster.with_rules(rules); });
}

}  // namespace sealwright::keeper
