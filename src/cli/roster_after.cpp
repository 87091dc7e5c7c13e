#include "roster_after.hpp"

#include "sealwright/ceremony/errors.hpp"
#include "sealwright/operate/messages.hpp"
#include "sealwright/operate/roster_messages.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace sealwright::cli {
namespace {

using ceremony::Plan;
using ceremony::Roster;

Result<Roster> after_person_add(const Plan& plan, const Roster& before, std::uint64_t wall_ms) {
    TRY(ask, wire::decode<operate::PersonAddAsk>(plan.body));
    TRY(ceremony::check_key_proof(ask.name, ask.key.key, ask.key.proof));
    ceremony::Person person;
    person.id = ceremony::person_id(ask.name, ask.key.key);
    person.name = ask.name;
    person.roles = ceremony::Roles(ask.roles);
    person.keys.push_back({ask.key.key, wall_ms, 0});
    return before.with_person(std::move(person));
}

Result<Roster> after_key_add(const Plan& plan, const Roster& before, std::uint64_t wall_ms) {
    TRY(ask, wire::decode<operate::PersonKeyAddAsk>(plan.body));
    TRY(ceremony::check_key_proof(ask.name, ask.key.key, ask.key.proof));
    return before.with_key(ask.name, {ask.key.key, wall_ms, 0});
}

Result<Roster> after_key_revoke(const Plan& plan, const Roster& before, std::uint64_t wall_ms) {
    TRY(ask, wire::decode<operate::PersonKeyRevokeAsk>(plan.body));
    return before.without_key(ask.name, ask.key, wall_ms);
}

Result<Roster> after_remove(const Plan& plan, const Roster& before, std::uint64_t wall_ms) {
    TRY(ask, wire::decode<operate::PersonRemoveAsk>(plan.body));
    return before.without_person(ask.name, wall_ms);
}

Result<Roster> after_roles(const Plan& plan, const Roster& before, std::uint64_t) {
    TRY(ask, wire::decode<operate::PersonRolesAsk>(plan.body));
    return before.with_roles(ask.name, ceremony::Roles(ask.roles));
}

Result<Roster> after_rules(const Plan& plan, const Roster& before, std::uint64_t) {
    TRY(ask, wire::decode<operate::RulesSetAsk>(plan.body));
    return before.with_rules({ask.needed, ask.overrule, ask.veto_s});
}

struct Row {
    std::uint16_t type;
    Result<Roster> (*after)(const Plan&, const Roster&, std::uint64_t);
};

constexpr std::array rows{
    Row{operate::PersonAddAsk::type, after_person_add},
    Row{operate::PersonKeyAddAsk::type, after_key_add},
    Row{operate::PersonKeyRevokeAsk::type, after_key_revoke},
    Row{operate::PersonRemoveAsk::type, after_remove},
    Row{operate::PersonRolesAsk::type, after_roles},
    Row{operate::RulesSetAsk::type, after_rules},
};

const Row* row_of(std::uint16_t type) {
    const auto* row = std::ranges::find(rows, type, &Row::type);
    return row == rows.end() ? nullptr : row;
}

// Every time that stands in the roster, near this one.
std::set<std::uint64_t> times_near(const Roster& roster,
                                   std::uint64_t wall_ms,
                                   std::uint64_t apart_ms) {
    std::set<std::uint64_t> times{wall_ms};
    const auto look = [&](std::uint64_t time) {
        if (std::max(time, wall_ms) - std::min(time, wall_ms) <= apart_ms) times.insert(time);
    };
    for (const auto& person : roster.persons()) {
        look(person.removed_ms);
        for (const auto& key : person.keys) {
            look(key.added_ms);
            look(key.revoked_ms);
        }
    }
    return times;
}

}  // namespace

bool changes_people(std::uint16_t type) {
    return row_of(type) != nullptr;
}

Result<Roster> roster_after(const Plan& plan, const Roster& before, std::uint64_t wall_ms) {
    const auto* row = row_of(plan.type);
    if (row == nullptr) return errors::roster_invalid;
    return row->after(plan, before, wall_ms);
}

bool is_roster_after(const Roster& shown,
                     const Plan& plan,
                     const Roster& before,
                     std::uint64_t wall_ms,
                     std::uint64_t apart_ms) {
    const auto makes_it = [&](std::uint64_t time) {
        const auto after = roster_after(plan, before, time);
        return after.ok() && *after == shown;
    };
    return std::ranges::any_of(times_near(shown, wall_ms, apart_ms), makes_it);
}

}  // namespace sealwright::cli
