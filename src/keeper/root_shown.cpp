// The routes `root show|schedule`, and the fetching of a token.
#include "root_shown.hpp"

#include "operating.hpp"
#include "root_words.hpp"
#include "vault_login.hpp"

namespace sealwright::keeper {

Rooting rooting_now(const State& state, const VaultId& vault) {
    const auto* found = state.rooting_of(vault);
    if (found != nullptr) return *found;
    Rooting fresh;
    fresh.vault = vault;
    return fresh;
}

Result<Reply> Operating::shown_root(const std::string& name) const {
    const auto& state = core_.state();
    TRY(vault, known_vault(state, name));
    const auto rooting = rooting_now(state, vault->id);
    operate::RootShown shown;
    shown.vault = vault->name;
    shown.id = vault->id.str();
    shown.is_managed = rooting.managed_ms != 0;
    shown.managed_ms = rooting.managed_ms;
    shown.issuer = login_issuer(*state.installation);
    shown.audience = vault->id.str();
    shown.login_key = login_key(core_, vault->id);
    shown.has_recovery = rooting.keeps_recovery();
    if (rooting.proven) shown.recovery_ms = rooting.proven->sealed_ms;
    if (!rooting.candidates.empty()) shown.recovery_ms = rooting.candidates.back().sealed_ms;
    shown.recovery_release = release_of(rooting);
    if (rooting.task) shown.task = rooting.task->info;
    if (rooting.proposed) {
        shown.proposed = rooting.proposed->info;
        shown.ceremony = rooting.proposed->ceremony;
        const auto asked = state.custody.ceremonies.find(CeremonyId(shown.ceremony));
        if (asked != state.custody.ceremonies.end()) shown.asked = asked->second.nonce;
    }
    shown.is_change_due = rooting.change_due_ms != 0;
    shown.times = rooting.schedule.times;
    if (rooting.managed_ms != 0) {
        shown.next_rotation_ms = rooting.schedule.next_rotation_ms(vault->id);
        shown.next_look_ms = rooting.schedule.next_look_ms(vault->id);
    }
    for (const auto& grant : rooting.grants) {
        if (core_.latest_ms() < grant.ends_ms) shown.grants.push_back(grant);
    }
    return reply_with(shown);
}

Result<Reply> Operating::root_show(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::RootShowAsk>(ask.body));
    return shown_root(message.name);
}

// Rarer than before is said by the entry's name, since it takes more people.
Result<Reply> Operating::root_schedule(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::RootScheduleAsk>(ask.body));
    TRY(check_times(message.times));
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        TRY(vault, known_vault(draft.state(), message.name));
        auto rooting = rooting_now(draft.state(), vault->id);
        if (rooting.managed_ms == 0) {
            return Error(errors::root_not_ours, {fact("vault", message.name)});
        }
        auto& times = rooting.schedule.times;
        const auto* what =
            is_rarer(message.times, times) ? "root schedule, less often" : "root schedule";
        times = message.times;
        std::vector<journal::Field> facts{{"what", std::string(what)},
                                          {"vault", vault->name},
                                          {"rotate every s", std::uint64_t{times.rotate_every_s}},
                                          {"look every s", std::uint64_t{times.look_every_s}},
                                          {"quiet from", std::uint64_t{times.quiet_from_min}},
                                          {"quiet to", std::uint64_t{times.quiet_to_min}}};
        draft.put(rooting);
        return facts;
    }));
    return shown_root(message.name);
}

// Sealed to its recipient as it is, it is given once, so that a second copy is seen.
Result<Reply> Operating::root_fetch(const OperatorAsk& ask) {
    TRY(message, wire::decode<operate::RootFetchAsk>(ask.body));
    operate::RootToken token;
    TRY(change(ask, [&](Draft& draft) -> Result<std::vector<journal::Field>> {
        TRY(vault, known_vault(draft.state(), message.name));
        auto rooting = rooting_now(draft.state(), vault->id);
        const auto* person = std::get_if<claims::PersonOrigin>(&ask.origin.of);
        const auto who = person == nullptr ? std::string() : person->names;
        const bool is_there = rooting.task && rooting.task->info.id == message.task &&
                              !rooting.task->token.empty() && asked_for(*rooting.task, who);
        if (!is_there) return Error(errors::root_token_gone, {fact("vault", message.name)});
        auto& task = *rooting.task;
        token = {task.info.id, std::move(task.token), task.info.accessor, task.info.ends_ms};
        task.token.clear();
        task.info.is_fetched = true;
        std::vector<journal::Field> facts{{"what", std::string("root fetch")},
                                          {"vault", vault->name},
                                          {"task", task.id().str()},
                                          {"accessor", task.info.accessor}};
        draft.put(rooting);
        return facts;
    }));
    return reply_with(token);
}

}  // namespace sealwright::keeper
